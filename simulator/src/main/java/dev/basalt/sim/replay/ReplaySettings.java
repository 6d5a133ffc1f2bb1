package dev.basalt.sim.replay;

import dev.basalt.sim.SchedulerSetup;
import java.time.Duration;

/**
 * How a trace is run.
 *
 * @param seed latencies and lengths of runs are drawn from it
 * @param setup the scheduler
 * @param patience how long a job may wait before it can count as starved
 * @param drain how long the run goes on at most after the last submission while pods wait
 * @param keepEnded how long pods of a job that has ended are kept before they are deleted
 * @param estimates whether pods say how long they run: as long as the longest of their job may
 */
public record ReplaySettings(
    long seed,
    SchedulerSetup setup,
    Duration patience,
    Duration drain,
    Duration keepEnded,
    boolean estimates) {

  /** How long anybody may wait unless told otherwise. */
  public static final Duration PATIENCE = Duration.ofHours(1);

  /** One hour of patience, a day to drain, and finished jobs kept for five minutes. */
  public static ReplaySettings standard(long seed, SchedulerSetup setup) {
    return new ReplaySettings(
        seed, setup, PATIENCE, Duration.ofHours(24), Duration.ofMinutes(5), false);
  }

  /** The same with pods that say how long they run, or do not. */
  public ReplaySettings withEstimates(boolean newEstimates) {
    return new ReplaySettings(seed, setup, patience, drain, keepEnded, newEstimates);
  }
}
