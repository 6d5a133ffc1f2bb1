package dev.basalt.api.flow;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** A phase that a job of a flow went through. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record RunningHistory(
    @JsonPropertyDescription("When it began.") @Nullable String startTimestamp,
    @JsonPropertyDescription("When it ended.") @Nullable String endTimestamp,
    @JsonPropertyDescription("The phase.") @Nullable String state) {}
