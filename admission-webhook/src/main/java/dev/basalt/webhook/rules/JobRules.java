package dev.basalt.webhook.rules;

import dev.basalt.api.batch.Job;
import dev.basalt.api.batch.JobSpec;
import dev.basalt.api.batch.TaskSpec;
import java.util.List;

/** What a Job must be like in order to be taken. Looks at the spec with its defaults filled in. */
public final class JobRules {
  private JobRules() {}

  /** Looks at a new job; its queue is looked at by {@link QueueAccess}. */
  public static Violations create(Job job) {
    Violations violations = new Violations();
    JobSpec spec = job.getSpec();
    if (spec == null || Given.list(spec.tasks()).isEmpty()) {
      violations.add("No task specified in job spec");
      return violations;
    }
    String name = Given.text(job.getMetadata().getName());
    spec(spec, name, violations);
    NameRules.job(name, violations);
    NameRules.pods(name, JobDefaults.standard().apply(spec), violations);
    return violations;
  }

  /** Looks at the spec alone, as that of a job's template. */
  static void spec(JobSpec given, String jobName, Violations violations) {
    JobSpec spec = JobDefaults.standard().apply(given);
    List<TaskSpec> tasks = Given.list(spec.tasks());
    TaskRules.check(tasks, jobName, violations);
    counts(spec, tasks, violations);
    PolicyRules.check("spec.policies", Given.list(spec.policies()), violations);
    PluginRules.check(spec, violations);
    VolumeRules.check(Given.list(spec.volumes()), violations);
    TopologyRules.check("spec.networkTopology", spec.networkTopology(), violations);
    DependencyRules.check(tasks, violations);
  }

  private static void counts(JobSpec spec, List<TaskSpec> tasks, Violations violations) {
    long replicas = tasks.stream().mapToLong(task -> Given.number(task.replicas())).sum();
    int minAvailable = Given.number(spec.minAvailable());
    if (minAvailable < 0) {
      violations.add("job 'minAvailable' must be >= 0");
    }
    if (minAvailable > replicas) {
      violations.add(
          "job 'minAvailable' should not be greater than total replicas in tasks: it is %d, they"
                  .formatted(minAvailable)
              + " have "
              + replicas);
    }
    if (Given.number(spec.maxRetry()) < 0) {
      violations.add("'maxRetry' cannot be less than zero");
    }
    if (Given.number(spec.ttlSecondsAfterFinished()) < 0) {
      violations.add("'ttlSecondsAfterFinished' cannot be less than zero");
    }
    if (spec.minSuccess() != null && spec.minSuccess() > replicas) {
      violations.warn(
          "spec.minSuccess is %d, but the tasks have %d replicas: it can never be reached"
              .formatted(spec.minSuccess(), replicas));
    }
  }
}
