package dev.basalt.controllers.job.state;

import dev.basalt.api.batch.JobSpec;
import dev.basalt.api.batch.TaskSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of a job's spec.
 *
 * @param minAvailable how many pods must have started for the job to run
 * @param minSuccess how many pods must succeed for it to be complete; null for the classic rule
 * @param maxRetry how many times it may be begun anew before it fails
 * @param tasks its tasks by name, in order
 */
public record JobShape(
    int minAvailable, @Nullable Integer minSuccess, int maxRetry, Map<String, Task> tasks) {

  /**
   * The numbers of a task.
   *
   * @param replicas how many pods it has
   * @param minAvailable how many must have started
   * @param maxRetry how many restarts of containers make it fail
   * @param place its place among the tasks, from 0
   */
  public record Task(int replicas, int minAvailable, int maxRetry, int place) {}

  /**
   * Reads a spec.
   *
   * @param spec with all defaults set
   */
  public static JobShape of(JobSpec spec) {
    Map<String, Task> tasks = new LinkedHashMap<>();
    for (TaskSpec task : spec.tasks() == null ? List.<TaskSpec>of() : spec.tasks()) {
      tasks.put(
          Objects.requireNonNull(task.name()),
          new Task(
              number(task.replicas()),
              number(task.minAvailable()),
              number(task.maxRetry()),
              tasks.size()));
    }
    return new JobShape(
        number(spec.minAvailable()), spec.minSuccess(), number(spec.maxRetry()), tasks);
  }

  /** Pods of all tasks. */
  public int replicas() {
    return tasks.values().stream().mapToInt(Task::replicas).sum();
  }

  /** What the tasks must have started in sum. */
  public int minAvailableOfTasks() {
    return tasks.values().stream().mapToInt(Task::minAvailable).sum();
  }

  /** Whether a pod is one of those that the spec asks for. */
  public boolean wants(PodView pod) {
    Task task = tasks.get(pod.task());
    return task != null && pod.index() >= 0 && pod.index() < task.replicas();
  }

  /** Names of the tasks in order. */
  public List<String> taskNames() {
    return new ArrayList<>(tasks.keySet());
  }

  private static int number(@Nullable Integer value) {
    return value == null ? 0 : value;
  }
}
