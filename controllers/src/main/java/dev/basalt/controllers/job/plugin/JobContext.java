package dev.basalt.controllers.job.plugin;

import dev.basalt.api.batch.JobSpec;
import dev.basalt.api.batch.TaskSpec;
import dev.basalt.controllers.job.oom.JobGrowths;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A job, as plugins see it.
 *
 * @param namespace its namespace
 * @param name its name
 * @param spec its spec with all defaults set
 * @param plugins flags of its plugins by name, those that an annotation asks for among them
 * @param growths how its pods have grown that were killed for want of memory
 */
public record JobContext(
    String namespace,
    String name,
    JobSpec spec,
    Map<String, List<String>> plugins,
    JobGrowths growths) {

  /** A job that says all that it wants in its spec, and of which nothing has grown. */
  public JobContext(String namespace, String name, JobSpec spec) {
    this(
        namespace, name, spec, spec.plugins() == null ? Map.of() : spec.plugins(), JobGrowths.NONE);
  }

  /** The name of a pod. */
  public String podName(TaskSpec task, int index) {
    return name + "-" + task.name() + "-" + index;
  }

  /** The job's tasks. */
  public List<TaskSpec> tasks() {
    return spec.tasks() == null ? List.of() : spec.tasks();
  }

  /** The task of a name, null if there is none. */
  public @Nullable TaskSpec task(String wanted) {
    return tasks().stream().filter(task -> wanted.equals(task.name())).findFirst().orElse(null);
  }

  /** How many pods a task has. */
  public static int replicas(TaskSpec task) {
    return task.replicas() == null ? 0 : task.replicas();
  }
}
