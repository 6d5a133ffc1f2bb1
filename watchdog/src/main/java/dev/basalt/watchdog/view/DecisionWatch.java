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
  private long boundNanos;

  /**
   * A watch that has seen nothing.
   *
   * @param schedulers names of the schedulers whose pods are followed
   */
  DecisionWatch(Set<String> schedulers, Clock clock) {
    this.schedulers = Set.copyOf(schedulers);
    this.clock = clock;
    this.boundNanos = clock.nanos();
  }

  @Override
  public synchronized void changed(
      ObjectKey key, @Nullable PodSight before, @Nullable PodSight after) {
    boolean same = before != null && after != null && before.uid().equals(after.uid());
    if (same && before.node().isEmpty() && !after.node().isEmpty()) {
      boundNanos = clock.nanos();
    }
    if (after == null || !undecided(after)) {
      unseen.remove(key);
    } else if (same) {
      unseen.putIfAbsent(key, clock.nanos());
    } else {
      unseen.put(key, clock.nanos());
    }
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
    long since = Math.max(Math.max(oldest, boundNanos), answeredNanos);
    return new Decisions(unseen.size(), Math.max(0, now - since));
  }
}
