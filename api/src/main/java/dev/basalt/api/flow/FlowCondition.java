package dev.basalt.api.flow;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.basalt.api.batch.TaskState;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How far a job of a flow has come. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record FlowCondition(
    @JsonPropertyDescription("Its phase.") @Nullable String phase,
    @JsonPropertyDescription("When it was made.") @Nullable String createTime,
    @JsonPropertyDescription("How long it has run, as a duration.")
        @Nullable String runningDuration,
    @JsonPropertyDescription("Its pods by task and phase.")
        @Nullable Map<String, TaskState> taskStatusCount) {}
