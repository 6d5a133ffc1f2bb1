package dev.basalt.api.flow;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One job of a flow. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record FlowJobStatus(
    @JsonPropertyDescription("The job's name.") @Nullable String name,
    @JsonPropertyDescription("Its phase.") @Nullable String state,
    @JsonPropertyDescription("When it began.") @Nullable String startTimestamp,
    @JsonPropertyDescription("When it ended.") @Nullable String endTimestamp,
    @JsonPropertyDescription("How often it was restarted.") @Min(0) @Nullable Integer restartCount,
    @JsonPropertyDescription("The phases that it went through.")
        @Nullable List<RunningHistory> runningHistories,
    @JsonPropertyDescription(
            "Which run it is, from 0; grows each time that the flow makes a failed job anew.")
        @Min(0)
        @Nullable Integer attempt) {}
