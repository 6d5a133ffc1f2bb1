package dev.basalt.controllers.job;

import dev.basalt.api.batch.Job;
import dev.basalt.controllers.defaults.JobDefaults;
import dev.basalt.controllers.job.plugin.JobContext;
import dev.basalt.controllers.runtime.ObjectKey;
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
}
