package dev.basalt.watchdog.view;

import dev.basalt.controllers.runtime.Mirror;
import dev.basalt.controllers.runtime.ObjectKey;
import dev.basalt.core.event.PodPhase;
import dev.basalt.core.port.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Follows pods of ours until somebody decides about them. Thread-safe. */
final class DecisionWatch implements Mirror.Listener<PodSight> {
  private final Set<String> schedulers;
  private final Clock clock;
  private final Map<ObjectKey, Long> unseen = new HashMap<>();
  private long decidedNanos;

  /**
   * A watch that has seen nothing.
   *
   * @param schedulers names of the schedulers whose pods are followed
   */
  DecisionWatch(Set<String> schedulers, Clock clock) {
    this.schedulers = Set.copyOf(schedulers);
    this.clock = clock;
    this.decidedNanos = clock.nanos();
  }

  @Override
  public synchronized void changed(
      ObjectKey key, @Nullable PodSight before, @Nullable PodSight after) {
    boolean same = false;
    if (before != null && after != null && before.uid().equals(after.uid())) {
      same = true;
      decidedNanos = isDecided(before, after) ? clock.nanos() : decidedNanos;
    }
    if (after == null || !undecided(after)) {
      unseen.remove(key);
    } else if (same) {
      unseen.putIfAbsent(key, clock.nanos());
    } else {
      unseen.put(key, clock.nanos());
    }
  }

  private static boolean isDecided(PodSight before, PodSight after) {
    boolean bound = before.node().isEmpty() && !after.node().isEmpty();
    return bound || before.waiting().unsaid() && !after.waiting().unsaid();
  }

  private boolean undecided(PodSight pod) {
    return pod.unplaced()
        && pod.phase() == PodPhase.PENDING
        && pod.waiting().unsaid()
        && schedulers.contains(pod.scheduler());
  }

  /**
   * How things stand.
   *
   * @param answeredNanos since when the API server has answered, of the monotonic clock
   */
  synchronized Decisions now(long answeredNanos) {
    long now = clock.nanos();
    long oldest = now;
    for (long since : unseen.values()) {
      oldest = Math.min(oldest, since);
    }
    long since = Math.max(Math.max(oldest, decidedNanos), answeredNanos);
    return new Decisions(unseen.size(), Math.max(0, now - since));
  }
}
