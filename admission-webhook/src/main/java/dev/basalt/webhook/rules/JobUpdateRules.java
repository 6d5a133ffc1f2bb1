package dev.basalt.webhook.rules;

import dev.basalt.api.batch.Job;
import dev.basalt.api.batch.JobSpec;
import dev.basalt.api.batch.TaskSpec;
import dev.basalt.api.batch.VolumeSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What may change about a Job: how many pods it has and needs, and its priority. Both specs are
 * compared with their defaults filled in, so that a job that was taken without them can be written
 * again.
 */
public final class JobUpdateRules {
  private JobUpdateRules() {}

  /** Looks at a change. One that leaves the spec alone is always fine, whatever the spec is. */
  public static Violations update(Job before, Job after) {
    Violations violations = new Violations();
    JobSpec former = defaulted(before.getSpec());
    JobSpec wanted = defaulted(after.getSpec());
    if (former.equals(wanted) || after.getMetadata().getDeletionTimestamp() != null) {
      return violations;
    }
    String name = Given.text(after.getMetadata().getName());
    List<TaskSpec> tasks = Given.list(wanted.tasks());
    if (Given.list(former.tasks()).size() != tasks.size()) {
      violations.add("job updates may not add or remove tasks");
      return violations;
    }
    if (!frozen(former).equals(frozen(wanted))) {
      violations.add(
          "job updates may not change fields other than `minAvailable`, `tasks[*].replicas under"
              + " spec` and `PriorityClassName`");
    }
    counts(wanted, tasks, name, violations);
    return violations;
  }

  private static void counts(
      JobSpec wanted, List<TaskSpec> tasks, String name, Violations violations) {
    long replicas = 0;
    for (TaskSpec task : tasks) {
      replicas += Given.number(task.replicas());
      counts(task, violations);
      if (task.partitionPolicy() != null) {
        TaskRules.partitions(task, task.partitionPolicy(), name, violations);
      }
    }
    int minAvailable = Given.number(wanted.minAvailable());
    if (minAvailable > replicas) {
      violations.add("job 'minAvailable' must not be greater than total replicas");
    }
    if (minAvailable < 0) {
      violations.add("job 'minAvailable' must be >= 0");
    }
  }

  private static void counts(TaskSpec task, Violations violations) {
    int wanted = Given.number(task.replicas());
    int minAvailable = JobDefaults.minAvailable(task);
    if (wanted < 0) {
      violations.add("'replicas' must be >= 0 in task: " + task.name());
    }
    if (minAvailable < 0) {
      violations.add("'minAvailable' must be >= 0 in task: " + task.name());
    } else if (minAvailable > wanted) {
      violations.add(
          "'minAvailable' must be <= 'replicas' in task: %s: they are %d and %d"
              .formatted(task.name(), minAvailable, wanted));
    }
  }

  private static JobSpec defaulted(@Nullable JobSpec spec) {
    JobSpec given =
        Objects.requireNonNullElseGet(
            spec,
            () ->
                new JobSpec(
                    null, null, null, null, null, null, null, null, null, null, null, null, null));
    return JobDefaults.standard().apply(given);
  }

  /** The spec without what may change. */
  private static JobSpec frozen(JobSpec spec) {
    List<TaskSpec> tasks = new ArrayList<>();
    for (TaskSpec task : Given.list(spec.tasks())) {
      tasks.add(
          new TaskSpec(
              task.name(),
              null,
              null,
              task.template(),
              task.policies(),
              task.topologyPolicy(),
              task.maxRetry(),
              task.dependsOn(),
              task.partitionPolicy()));
    }
    return new JobSpec(
        spec.schedulerName(),
        null,
        volumes(spec.volumes()),
        tasks,
        spec.policies(),
        spec.plugins(),
        spec.runningEstimate(),
        spec.queue(),
        spec.maxRetry(),
        spec.ttlSecondsAfterFinished(),
        null,
        spec.minSuccess(),
        spec.networkTopology());
  }

  /** What a claim that the job makes itself is called is not its author's to say. */
  private static @Nullable List<VolumeSpec> volumes(@Nullable List<VolumeSpec> volumes) {
    return volumes == null
        ? null
        : Given.list(volumes).stream()
            .map(volume ->
                volume.volumeClaim() == null
                    ? volume
                    : new VolumeSpec(volume.mountPath(), null, volume.volumeClaim()))
            .toList();
  }
}
