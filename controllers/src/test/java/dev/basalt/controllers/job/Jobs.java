package dev.basalt.controllers.job;

import dev.basalt.api.batch.Job;
import dev.basalt.api.batch.JobPhase;
import dev.basalt.controllers.defaults.JobDefaults;
import dev.basalt.controllers.job.plugin.JobContext;
import dev.basalt.controllers.job.plugin.JobPlugins;
import dev.basalt.controllers.job.state.Progress;
import dev.basalt.controllers.runtime.ObjectKey;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Objects;

/** Jobs for tests: named {@code sweep} in namespace {@code team}, with the UID {@code u1}. */
final class Jobs {
  private Jobs() {}

  /** A job of a spec in YAML. */
  static Job of(String spec) {
    Job job =
        Serialization.unmarshal(
            """
            apiVersion: batch.volcano.sh/v1alpha1
            kind: Job
            metadata: {name: sweep, namespace: team, uid: u1, generation: 4}
            """
                + "spec:\n"
                + spec.indent(2),
            Job.class);
    return job;
  }

  /** What plugins see of it. */
  static JobContext context(Job job) {
    return JobContexts.of(
        new ObjectKey("team", "sweep"), job, JobDefaults.of(Objects.requireNonNull(job.getSpec())));
  }

  /** A pod of a running job. */
  static Pod pod(Job job, String task, int index) {
    JobContext context = context(job);
    return new JobPods(
            job,
            context,
            new Progress(JobPhase.RUNNING, 0, 0),
            JobPlugins.of(context.plugins()).values())
        .pod(Objects.requireNonNull(context.task(task)), index);
  }
}
