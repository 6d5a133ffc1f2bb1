package dev.basalt.controllers.job.state;

import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/** A job's pods, counted. Pods that leave count as terminating and as nothing else. */
public final class Tally {
  private static final PodPhase[] PHASES = PodPhase.values();

  private final int[] phases = new int[PHASES.length];
  private final Map<String, int[]> tasks = new HashMap<>();
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
        int phase = pod.phase().ordinal();
        tally.phases[phase]++;
        tally.tasks.computeIfAbsent(pod.task(), first -> new int[PHASES.length])[phase]++;
      }
    }
    return tally;
  }

  /** Pods in a phase. */
  public int count(PodPhase phase) {
    return phases[phase.ordinal()];
  }

  /** Pods of a task in a phase. */
  public int count(String task, PodPhase phase) {
    int[] counts = tasks.get(task);
    return counts == null ? 0 : counts[phase.ordinal()];
  }

  /** Pods by task and phase; phases without pods are left out. */
  public Map<String, Map<PodPhase, Integer>> byTask() {
    Map<String, Map<PodPhase, Integer>> all = new HashMap<>();
    tasks.forEach((task, counts) -> {
      Map<PodPhase, Integer> some = new EnumMap<>(PodPhase.class);
      for (PodPhase phase : PHASES) {
        if (counts[phase.ordinal()] > 0) {
          some.put(phase, counts[phase.ordinal()]);
        }
      }
      all.put(task, some);
    });
    return all;
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
