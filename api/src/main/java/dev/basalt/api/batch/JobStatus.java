package dev.basalt.api.batch;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How far a job has come. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record JobStatus(
    @JsonPropertyDescription("Where it stands.") @Nullable JobState state,
    @JsonPropertyDescription("The minimum that was last acted on.") @Min(0)
        @Nullable Integer minAvailable,
    @JsonPropertyDescription("Pods by task and phase.")
        @Nullable Map<String, TaskState> taskStatusCount,
    @JsonPropertyDescription("Pods that wait.") @Min(0) @Nullable Integer pending,
    @JsonPropertyDescription("Pods that run.") @Min(0) @Nullable Integer running,
    @JsonPropertyDescription("Pods that ended well.") @Min(0) @Nullable Integer succeeded,
    @JsonPropertyDescription("Pods that failed.") @Min(0) @Nullable Integer failed,
    @JsonPropertyDescription("Pods that are being deleted.") @Min(0) @Nullable Integer terminating,
    @JsonPropertyDescription("Pods of which nothing is known.") @Min(0) @Nullable Integer unknown,
    @JsonPropertyDescription("Grows each time that pods are killed; older pods count no more.")
        @Nullable Integer version,
    @JsonPropertyDescription("How often the job was restarted.") @Min(0)
        @Nullable Integer retryCount,
    @JsonPropertyDescription("How long the job took, as a duration, once it has ended.")
        @Nullable String runningDuration,
    @JsonPropertyDescription("What was made for the job.")
        @Nullable Map<String, String> controlledResources,
    @JsonPropertyDescription("The phases that it went through, the newest last.")
        @Nullable List<JobCondition> conditions) {}
