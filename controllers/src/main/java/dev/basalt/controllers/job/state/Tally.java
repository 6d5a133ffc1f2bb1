package dev.basalt.controllers.job.state;

import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/** A job's pods, counted. Pods that leave count as terminating and as nothing else. */
public final class Tally {
  private final Map<PodPhase, Integer> phases = new EnumMap<>(PodPhase.class);
  private final Map<String, Map<PodPhase, Integer>> tasks = new HashMap<>();
  private int terminating;

  private Tally() {}

  /**
   * Counts pods.
   *
   * @param leaving pods that are being deleted, or that are to be
   */
  public static Tally of(Collection<PodView> pods, Predicate<PodView> leaving) {
    Tally tally = new Tally();
    for (PodView pod : pods) {
      if (leaving.test(pod)) {
        tally.terminating++;
      } else {
        tally.phases.merge(pod.phase(), 1, Integer::sum);
        tally
            .tasks
            .computeIfAbsent(pod.task(), first -> new EnumMap<>(PodPhase.class))
            .merge(pod.phase(), 1, Integer::sum);
      }
    }
    return tally;
  }

  /** Pods in a phase. */
  public int count(PodPhase phase) {
    return phases.getOrDefault(phase, 0);
  }

  /** Pods of a task in a phase. */
  public int count(String task, PodPhase phase) {
    return tasks.getOrDefault(task, Map.of()).getOrDefault(phase, 0);
  }

  /** Pods by task and phase; phases without pods are left out. */
  public Map<String, Map<PodPhase, Integer>> byTask() {
    return tasks;
  }

  /** Pods that are being deleted, or that are to be. */
  public int terminating() {
    return terminating;
  }

  /** Pods that have started, whether or not they have ended since. */
  public int started() {
    return count(PodPhase.RUNNING) + ended();
  }

  /** Pods that have ended. */
  public int ended() {
    return count(PodPhase.SUCCEEDED) + count(PodPhase.FAILED);
  }

  /** Pods that have not ended, those that leave among them. */
  public int alive() {
    return count(PodPhase.PENDING)
        + count(PodPhase.RUNNING)
        + count(PodPhase.UNKNOWN)
        + terminating;
  }
}
