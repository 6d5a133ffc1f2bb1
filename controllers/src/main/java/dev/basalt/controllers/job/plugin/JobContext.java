package dev.basalt.controllers.job.plugin;

import dev.basalt.api.batch.JobSpec;
import dev.basalt.api.batch.TaskSpec;
import java.util.List;

/**
 * A job, as plugins see it.
 *
 * @param namespace its namespace
 * @param name its name
 * @param spec its spec with all defaults set
 */
public record JobContext(String namespace, String name, JobSpec spec) {
  /** The name of a pod. */
  public String podName(TaskSpec task, int index) {
    return name + "-" + task.name() + "-" + index;
  }

  /** The job's tasks. */
  public List<TaskSpec> tasks() {
    return spec.tasks() == null ? List.of() : spec.tasks();
  }

  /** How many pods a task has. */
  public static int replicas(TaskSpec task) {
    return task.replicas() == null ? 0 : task.replicas();
  }
}
