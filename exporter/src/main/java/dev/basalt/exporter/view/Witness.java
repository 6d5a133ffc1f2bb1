package dev.basalt.exporter.view;

import dev.basalt.core.event.GroupPhase;
import dev.basalt.core.event.PodPhase;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells what happens, by what an object is now and what it was before. Nothing is told of the time
 * before it began to look on: what is new, and ended before by its own time stamps, is old.
 */
final class Witness {
  private final LongSupplier nowSeconds;
  private final Happenings happenings;
  private final Words words;
  private long since = Long.MAX_VALUE;

  Witness(LongSupplier nowSeconds, Happenings happenings, Words words) {
    this.nowSeconds = nowSeconds;
    this.happenings = happenings;
    this.words = words;
  }

  /** What comes from now on happens while we look on. */
  void begin() {
    since = nowSeconds.getAsLong();
  }

  /** Whether a pod of ours has just ended. */
  boolean seesEnd(@Nullable SeenPod before, SeenPod after) {
    if (after.live() || !after.ours() || !begun()) {
      return false;
    }
    return (before != null && before.createdSeconds() == after.createdSeconds())
        ? before.live()
        : after.createdSeconds() >= since;
  }

  /** A pod ended that is in a queue. */
  void podEnded(String queue, SeenPod pod) {
    happenings.podEnded(
        queue,
        pod.phase() == PodPhase.FAILED,
        pod.reason().isEmpty() ? "" : words.of(pod.reason()));
  }

  /** A group came or changed. */
  void group(@Nullable SeenGroup before, SeenGroup after) {
    if (begun() && admitted(before, after)) {
      happenings.gangAdmitted(after.queue(), since(after.createdSeconds()));
    }
  }

  private boolean admitted(@Nullable SeenGroup before, SeenGroup after) {
    if (after.phase() != GroupPhase.INQUEUE && after.phase() != GroupPhase.RUNNING) {
      return false;
    }
    return (before != null && before.createdSeconds() == after.createdSeconds())
        ? before.phase() == GroupPhase.PENDING
        : after.createdSeconds() >= since;
  }

  /**
   * As many pods as a gang needs are bound for the first time.
   *
   * @param lastBound when the last one was, seconds since 1970; 0 if that is not known
   */
  void gangPlaced(SeenGroup group, long lastBound) {
    if (begun() && group.phase() != GroupPhase.COMPLETED) {
      happenings.gangPlaced(
          group.queue(),
          lastBound == 0
              ? since(group.createdSeconds())
              : Math.max(0, lastBound - group.createdSeconds()));
    }
  }

  /** A job came or changed. */
  void job(@Nullable SeenJob before, SeenJob after) {
    if (!begun()) {
      return;
    }
    SeenJob former = after.same(before) ? before : null;
    if (former == null ? after.started() >= since : former.started() == 0 && after.started() > 0) {
      happenings.jobStarted(
          after.queue(), after.user(), Math.max(0, after.started() - after.created()));
    }
    if (after.finished() && (former == null ? after.ended() >= since : !former.finished())) {
      long start = after.started() == 0 ? after.created() : after.started();
      happenings.jobEnded(
          after.queue(), after.user(), after.phase(), Math.max(0, after.ended() - start));
    }
  }

  private boolean begun() {
    return since != Long.MAX_VALUE;
  }

  private long since(long seconds) {
    return Math.max(0, nowSeconds.getAsLong() - seconds);
  }
}
