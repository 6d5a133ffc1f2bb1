package dev.basalt.api.flow;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** Where a flow stands. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record JobFlowState(
    @JsonPropertyDescription("The phase.")
        @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_AS_NULL)
        @Nullable JobFlowPhase phase,
    @JsonPropertyDescription("What the flow waits for or failed of, as one word for programs.")
        @Nullable String reason,
    @JsonPropertyDescription("The same, as a sentence for people.") @Nullable String message) {}
