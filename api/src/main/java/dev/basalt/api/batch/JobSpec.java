package dev.basalt.api.batch;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.basalt.api.scheduling.NetworkTopology;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a job runs, and how it starts and ends. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record JobSpec(
    @JsonPropertyDescription("Who schedules the job's pods.") @Size(max = Syntax.MAX_LABEL)
        @Nullable String schedulerName,
    @JsonPropertyDescription("How many pods must be placed before any of them starts.") @Min(0)
        @Nullable Integer minAvailable,
    @JsonPropertyDescription("Volumes that every pod of the job has.")
        @Nullable List<VolumeSpec> volumes,
    @JsonPropertyDescription("The tasks that the job consists of.") @Size(min = 1)
        @Nullable List<TaskSpec> tasks,
    @JsonPropertyDescription("What happens when; a task's own policies come first.")
        @Nullable List<LifecyclePolicy> policies,
    @JsonPropertyDescription("Job plugins by name, with their flags.")
        @Nullable Map<String, List<String>> plugins,
    @JsonPropertyDescription("How long the job is expected to run, as a duration.")
        @Nullable String runningEstimate,
    @JsonPropertyDescription("The queue that the job waits in.") @Size(max = Syntax.MAX_NAME)
        @Nullable String queue,
    @JsonPropertyDescription("How often the job is restarted before it fails.") @Min(0)
        @Nullable Integer maxRetry,
    @JsonPropertyDescription("How long the job is kept after it has ended, in seconds.") @Min(0)
        @Nullable Integer ttlSecondsAfterFinished,
    @JsonPropertyDescription("The PriorityClass that orders the job within its queue.")
        @Size(max = Syntax.MAX_NAME)
        @Nullable String priorityClassName,
    @JsonPropertyDescription("How many pods must succeed for the job to be complete.") @Min(1)
        @Nullable Integer minSuccess,
    @JsonPropertyDescription("How far apart in the network the job's pods may be.")
        @Nullable NetworkTopology networkTopology) {}
