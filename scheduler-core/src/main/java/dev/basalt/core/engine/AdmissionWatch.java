package dev.basalt.core.engine;

import dev.basalt.core.event.GroupPhase;
import dev.basalt.core.model.ClusterState;
import dev.basalt.core.model.Job;
import dev.basalt.core.model.Wait;
import dev.basalt.core.model.WaitReason;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Takes back the admission of groups whose pods do not come in time: what they were promised would
 * be lost to others for as long as the group exists. They stand in line again, after those that
 * have been waiting.
 */
final class AdmissionWatch {
  /** Others are let in before one that gave its place up. */
  private static final long PAUSE_NANOS = 1_000_000_000L;

  private final ClusterState state;
  private final Map<Job, Long> sinceNanos = new LinkedHashMap<>();
  private long timeoutNanos;

  AdmissionWatch(ClusterState state, long timeoutNanos) {
    this.state = state;
    this.timeoutNanos = timeoutNanos;
  }

  void timeout(long nanos) {
    timeoutNanos = nanos;
  }

  /** Looks at a job that changed. */
  void observe(Job job, long nowNanos) {
    boolean holdsRoomForNobody =
        job.phase() == GroupPhase.INQUEUE && job.minResources() != null && job.tasks().isEmpty();
    if (holdsRoomForNobody) {
      sinceNanos.putIfAbsent(job, nowNanos);
    } else {
      sinceNanos.remove(job);
    }
  }

  void forget(Job job) {
    sinceNanos.remove(job);
  }

  /** Sets those whose time is up back to waiting. Cost: their number. */
  void takeBackOverdue(long nowNanos) {
    Iterator<Map.Entry<Job, Long>> oldestFirst = sinceNanos.entrySet().iterator();
    while (oldestFirst.hasNext()) {
      Map.Entry<Job, Long> entry = oldestFirst.next();
      if (nowNanos - entry.getValue() < timeoutNanos) {
        return;
      }
      oldestFirst.remove();
      Job job = entry.getKey();
      state.phase(job, GroupPhase.PENDING);
      state.waiting(
          job,
          new Wait(
              WaitReason.NOT_ENQUEUED,
              "it was let in, but none of its pods came within %d s; others go first"
                  .formatted(TimeUnit.NANOSECONDS.toSeconds(timeoutNanos))));
      state.park(job, nowNanos + PAUSE_NANOS);
    }
  }

  /** When the next one's time is up, {@link Long#MAX_VALUE} if none waits for its pods. */
  long nextNanos() {
    for (long since : sinceNanos.values()) {
      return since + timeoutNanos;
    }
    return Long.MAX_VALUE;
  }
}
