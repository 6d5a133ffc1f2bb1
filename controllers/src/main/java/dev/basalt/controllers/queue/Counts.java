package dev.basalt.controllers.queue;

import dev.basalt.api.scheduling.PodGroupPhase;
import dev.basalt.api.scheduling.QueueStatus;
import org.jspecify.annotations.Nullable;

/** How many PodGroups of a queue are in which phase. */
record Counts(int pending, int inqueue, int running, int unknown, int completed) {
  static final Counts NONE = new Counts(0, 0, 0, 0, 0);

  static Counts of(@Nullable QueueStatus status) {
    return status == null
        ? NONE
        : new Counts(
            number(status.pending()),
            number(status.inqueue()),
            number(status.running()),
            number(status.unknown()),
            number(status.completed()));
  }

  /** With some more, or fewer, in one phase. */
  Counts plus(PodGroupPhase phase, int more) {
    return switch (phase) {
      case PENDING -> new Counts(pending + more, inqueue, running, unknown, completed);
      case INQUEUE -> new Counts(pending, inqueue + more, running, unknown, completed);
      case RUNNING -> new Counts(pending, inqueue, running + more, unknown, completed);
      case UNKNOWN -> new Counts(pending, inqueue, running, unknown + more, completed);
      case COMPLETED -> new Counts(pending, inqueue, running, unknown, completed + more);
    };
  }

  /** Groups that are not done. */
  int unfinished() {
    return pending + inqueue + running + unknown;
  }

  private static int number(@Nullable Integer value) {
    return value == null ? 0 : value;
  }
}
