package dev.basalt.controllers.flow;

import dev.basalt.api.batch.JobPhase;
import dev.basalt.api.flow.FlowJobStatus;
import dev.basalt.controllers.flow.FlowShape.Place;
import dev.basalt.controllers.made.MadeJob;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How far the job of a place has come.
 *
 * @param name the job's
 * @param attempt which run it is, from 0
 * @param phase null if it is not there, or nobody has looked at it yet
 * @param job as it is, or as it was when it went; null if there is none, or if it is an earlier run
 * @param there whether there is a job of that name, of this run or an earlier one
 * @param earlier the job of an earlier run, null if there is none
 * @param recorded what the flow's status tells of the place, null if nothing
 */
record Standing(
    Place place,
    String name,
    int attempt,
    @Nullable JobPhase phase,
    @Nullable MadeJob job,
    boolean there,
    @Nullable MadeJob earlier,
    @Nullable FlowJobStatus recorded) {

  /**
   * How far a place has come.
   *
   * @param job that is there, null if there is none
   * @param gone as it was last seen before it went; null if none did, or if it had not ended
   */
  static Standing of(
      Place place,
      String name,
      @Nullable FlowJobStatus recorded,
      @Nullable MadeJob job,
      @Nullable MadeJob gone) {
    MadeJob last = job == null ? gone : job;
    int told = recorded == null || recorded.attempt() == null ? 0 : recorded.attempt();
    int attempt = Math.max(told, last == null ? 0 : last.attempt());
    MadeJob mine = last != null && last.attempt() == attempt ? last : null;
    JobPhase phase = mine == null ? ended(recorded) : mine.phase();
    return new Standing(
        place,
        name,
        attempt,
        phase,
        mine,
        job != null,
        job != null && mine == null ? job : null,
        recorded);
  }

  /** The same place, whose job is to be made anew. */
  Standing again() {
    return new Standing(place, name, attempt + 1, null, null, there, there ? job : null, recorded);
  }

  boolean completed() {
    return phase == JobPhase.COMPLETED;
  }

  /** Whether it ended, and not well. */
  boolean failed() {
    return phase == JobPhase.FAILED || phase == JobPhase.TERMINATED;
  }

  /** Whether some pods have run. */
  boolean begun() {
    return attempt > 0 || (phase != null && phase != JobPhase.PENDING);
  }

  /** Of a job that is gone its status remembers how it ended. */
  private static @Nullable JobPhase ended(@Nullable FlowJobStatus recorded) {
    if (recorded == null || recorded.state() == null) {
      return null;
    }
    return switch (recorded.state().toUpperCase(Locale.ROOT)) {
      case "COMPLETED" -> JobPhase.COMPLETED;
      case "FAILED" -> JobPhase.FAILED;
      case "TERMINATED" -> JobPhase.TERMINATED;
      default -> null;
    };
  }
}
