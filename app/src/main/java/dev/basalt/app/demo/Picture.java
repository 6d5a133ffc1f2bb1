package dev.basalt.app.demo;

import dev.basalt.core.engine.EngineSummary.WaitingJob;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is shown at one moment.
 *
 * @param where where this runs
 * @param phase what the run does now
 * @param elapsed since the first submission
 * @param duration how long work is submitted
 * @param snapshot what the API server shows
 * @param waiting jobs that wait in the scheduler's words, gangs first, oldest first
 * @param jobs the jobs of the world, if it has any
 * @param epochMillis the moment, milliseconds since 1970
 */
record Picture(
    String where,
    Phase phase,
    Duration elapsed,
    Duration duration,
    Snapshot snapshot,
    List<WaitingJob> waiting,
    List<JobSight> jobs,
    long epochMillis) {

  /** The phases of a run. */
  enum Phase {
    SUBMITTING("submitting"),
    DRAINING("no more work comes in, the rest runs out");

    private final String words;

    Phase(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }
  }

  Picture {
    waiting = List.copyOf(waiting);
    jobs = List.copyOf(jobs);
  }

  /** The gang that waits longest, else whatever does; null if nothing waits. */
  @Nullable WaitingJob longestWaiting() {
    return waiting.isEmpty() ? null : waiting.getFirst();
  }
}
