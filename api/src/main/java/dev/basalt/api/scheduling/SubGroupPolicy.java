package dev.basalt.api.scheduling;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.LabelSelector;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a gang divides into smaller ones: the pods that {@code labelSelector} picks form one subgroup
 * for each combination of values that they have under {@code matchLabelKeys}.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record SubGroupPolicy(
    @JsonPropertyDescription("The policy's name.") @Size(max = ObjectNameSyntax.MAX_LENGTH)
        @Nullable String name,
    @JsonPropertyDescription("How far apart in the network the pods of one subgroup may be.")
        @Nullable NetworkTopology networkTopology,
    @JsonPropertyDescription("How many pods make up one subgroup.") @Default("1") @Min(1)
        @Nullable Integer subGroupSize,
    @JsonPropertyDescription("How many subgroups must be placed before any of them starts.")
        @Default("0")
        @Min(0)
        @Nullable Integer minSubGroups,
    @JsonPropertyDescription("The pods that the policy is about.")
        @Nullable LabelSelector labelSelector,
    @JsonPropertyDescription("Label keys; pods with equal values belong to one subgroup.")
        @Nullable List<String> matchLabelKeys) {}
