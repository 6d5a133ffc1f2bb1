package dev.basalt.controllers.job.state;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds what happened to a job by looking at its pods, so that nothing is lost while nobody looks.
 * What was acted upon is not found again: its pods are of an older version then, or marked out of
 * sync, or gone.
 */
public final class Occurrences {
  private Occurrences() {}

  /**
   * What happened, pods before tasks, in the order of tasks and indexes.
   *
   * @param pods those of the job's present version that the controller does not delete
   */
  public static List<Occurrence> in(JobShape shape, Collection<PodView> pods) {
    List<PodView> striking = new ArrayList<>();
    Map<String, Sums> sums = new HashMap<>();
    for (PodView pod : pods) {
      if (!shape.wants(pod)) {
        continue;
      }
      if (pod.terminating() ? pod.evicted() : isStriking(pod)) {
        striking.add(pod);
      }
      if (!pod.terminating()) {
        sums.computeIfAbsent(pod.task(), first -> new Sums()).add(pod);
      }
    }
    striking.sort(
        Comparator.<PodView>comparingInt(pod -> place(shape, pod))
            .thenComparingInt(PodView::index));
    List<Occurrence> found = new ArrayList<>();
    striking.forEach(pod -> found.add(of(pod)));
    shape
        .tasks()
        .forEach((name, task) -> {
          Sums sum = sums.get(name);
          if (sum != null) {
            sum.tell(name, task, found);
          }
        });
    return found;
  }

  private static boolean isStriking(PodView pod) {
    return pod.phase() == PodPhase.FAILED || pod.phase() == PodPhase.PENDING;
  }

  private static int place(JobShape shape, PodView pod) {
    JobShape.Task task = shape.tasks().get(pod.task());
    return task == null ? 0 : task.place();
  }

  private static Occurrence of(PodView pod) {
    if (pod.terminating()) {
      return Occurrence.of(JobEvent.POD_EVICTED, pod, pod.changedMillis());
    }
    return pod.phase() == PodPhase.FAILED
        ? new Occurrence(JobEvent.POD_FAILED, Target.pod(pod), pod.exitCodes(), pod.changedMillis())
        : Occurrence.of(JobEvent.POD_PENDING, pod, pod.createdMillis());
  }

  /** A task's pods in sum. */
  private static final class Sums {
    private int succeeded;
    private int restarts;
    private long lastEnd;
    private long lastRestart;

    private void add(PodView pod) {
      if (pod.phase() == PodPhase.SUCCEEDED) {
        succeeded++;
        lastEnd = Math.max(lastEnd, pod.changedMillis());
      } else if (!pod.phase().ended()) {
        restarts += pod.restarts();
        lastRestart = Math.max(lastRestart, pod.changedMillis());
      }
    }

    private void tell(String name, JobShape.Task task, List<Occurrence> found) {
      if (restarts > 0 && restarts >= task.maxRetry()) {
        found.add(new Occurrence(JobEvent.TASK_FAILED, Target.task(name), List.of(), lastRestart));
      }
      if (task.replicas() > 0 && succeeded >= task.replicas()) {
        found.add(new Occurrence(JobEvent.TASK_COMPLETED, Target.task(name), List.of(), lastEnd));
      }
    }
  }
}
