package dev.basalt.api.batch;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** Where a job stands. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record JobState(
    @JsonPropertyDescription("The phase; absent means Pending.")
        @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_AS_NULL)
        @Nullable JobPhase phase,
    @JsonPropertyDescription("The cause, as one word for programs.") @Nullable String reason,
    @JsonPropertyDescription("The cause, as a sentence for people.") @Nullable String message,
    @JsonPropertyDescription("When the phase last changed.") @Nullable String lastTransitionTime) {}
