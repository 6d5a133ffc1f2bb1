package dev.basalt.api.scheduling;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Names of node groups: those that must be honoured, and those that should be. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record NodeGroupTerms(
    @JsonProperty("requiredDuringSchedulingIgnoredDuringExecution")
        @JsonPropertyDescription("Node groups for which this is a condition.")
        @Nullable List<String> required,
    @JsonProperty("preferredDuringSchedulingIgnoredDuringExecution")
        @JsonPropertyDescription("Node groups for which this is a wish.")
        @Nullable List<String> preferred) {}
