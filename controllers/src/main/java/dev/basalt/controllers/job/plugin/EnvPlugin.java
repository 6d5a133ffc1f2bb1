package dev.basalt.controllers.job.plugin;

import dev.basalt.api.batch.TaskSpec;
import io.fabric8.kubernetes.api.model.Pod;

/** Tells each container the number of its pod within the task, for sharding. */
final class EnvPlugin implements JobPlugin {
  @Override
  public void prepare(JobContext job, TaskSpec task, int index, Pod pod) {
    String number = Integer.toString(index);
    Containers.all(pod)
        .forEach(container -> {
          Containers.variable(container, "VK_TASK_INDEX", number);
          Containers.variable(container, "VC_TASK_INDEX", number);
        });
  }
}
