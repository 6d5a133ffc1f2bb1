package dev.basalt.controllers.job;

import dev.basalt.api.batch.DependsOn;
import dev.basalt.api.batch.TaskSpec;
import dev.basalt.controllers.job.state.JobShape;
import dev.basalt.controllers.job.state.PodPhase;
import dev.basalt.controllers.job.state.PodView;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which pods a job lacks.
 *
 * @param missing pods to be made, in the order of tasks and indexes
 * @param waiting tasks whose pods are not made yet, for the tasks that they depend on
 */
record PodPlan(List<Missing> missing, List<String> waiting) {
  /** A pod to be made. */
  record Missing(TaskSpec task, int index) {
    /** Whether it is one of the pods without which the job cannot start. */
    boolean neededBy(JobShape shape) {
      JobShape.Task part = shape.tasks().get(String.valueOf(task.name()));
      return part != null && index < part.minAvailable();
    }
  }

  /**
   * Compares what is with what should be.
   *
   * @param tasks with all defaults set
   * @param pods all pods of the job, those that leave among them: their names are taken
   */
  static PodPlan of(JobShape shape, List<TaskSpec> tasks, Collection<PodView> pods) {
    Map<String, BitSet> taken = new HashMap<>();
    Map<String, Integer> begun = new HashMap<>();
    for (PodView pod : pods) {
      if (!shape.wants(pod)) {
        continue;
      }
      taken.computeIfAbsent(pod.task(), first -> new BitSet()).set(pod.index());
      if (!pod.terminating() && hasBegun(pod)) {
        begun.merge(pod.task(), 1, Integer::sum);
      }
    }
    List<Missing> missing = new ArrayList<>();
    List<String> waiting = new ArrayList<>();
    for (TaskSpec task : tasks) {
      BitSet there = taken.getOrDefault(String.valueOf(task.name()), new BitSet());
      int replicas = task.replicas() == null ? 0 : task.replicas();
      if (there.cardinality() == replicas) {
        continue;
      }
      if (!mayBegin(task.dependsOn(), shape, begun)) {
        waiting.add(String.valueOf(task.name()));
        continue;
      }
      for (int i = there.nextClearBit(0); i < replicas; i = there.nextClearBit(i + 1)) {
        missing.add(new Missing(task, i));
      }
    }
    return new PodPlan(missing, waiting);
  }

  /** What keeps a task from ever beginning, with the remedy; null if nothing does. */
  static @Nullable String problem(JobShape shape, List<TaskSpec> tasks) {
    for (TaskSpec task : tasks) {
      DependsOn on = task.dependsOn();
      List<String> names = on == null || on.name() == null ? List.of() : on.name();
      for (String name : names) {
        if (!shape.tasks().containsKey(name)) {
          return "task "
              + task.name()
              + " depends on "
              + name
              + ", which is no task of the job: use one of "
              + String.join(", ", shape.taskNames());
        }
      }
    }
    return null;
  }

  private static boolean hasBegun(PodView pod) {
    return pod.phase() == PodPhase.SUCCEEDED || (pod.phase() == PodPhase.RUNNING && pod.ready());
  }

  /** Any of them is enough only where there is more than one and the job says so. */
  private static boolean mayBegin(
      @Nullable DependsOn on, JobShape shape, Map<String, Integer> begun) {
    if (on == null || on.name() == null || on.name().isEmpty()) {
      return true;
    }
    boolean any = on.name().size() > 1 && "any".equals(on.iteration());
    return any
        ? on.name().stream().anyMatch(task -> satisfied(task, shape, begun))
        : on.name().stream().allMatch(task -> satisfied(task, shape, begun));
  }

  private static boolean satisfied(String name, JobShape shape, Map<String, Integer> begun) {
    JobShape.Task task = shape.tasks().get(name);
    return task != null && begun.getOrDefault(name, 0) >= task.minAvailable();
  }
}
