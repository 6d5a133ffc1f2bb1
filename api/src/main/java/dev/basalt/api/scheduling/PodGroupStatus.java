package dev.basalt.api.scheduling;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How far a gang has come. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record PodGroupStatus(
    @JsonPropertyDescription("The group's phase; absent means Pending.")
        @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_AS_NULL)
        @Nullable PodGroupPhase phase,
    @JsonPropertyDescription("What was last found out about the group, one entry for each type.")
        @Nullable List<PodGroupCondition> conditions,
    @JsonPropertyDescription("Pods that run.") @Min(0) @Nullable Integer running,
    @JsonPropertyDescription("Pods that ended well.") @Min(0) @Nullable Integer succeeded,
    @JsonPropertyDescription("Pods that failed.") @Min(0) @Nullable Integer failed) {}
