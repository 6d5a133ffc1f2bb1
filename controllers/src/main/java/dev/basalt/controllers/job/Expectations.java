package dev.basalt.controllers.job;

import dev.basalt.controllers.runtime.ObjectKey;
import dev.basalt.core.port.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What was written and has not been seen in a mirror yet: pods made, objects deleted. It keeps the
 * controller from doing everything twice. Thread-safe.
 */
final class Expectations {
  /** A change that was missed altogether, because a watch broke off, is believed no longer. */
  private static final long LONGEST_NANOS = Duration.ofMinutes(2).toNanos();

  private final Clock clock;
  private final Map<ObjectKey, Long> made = new ConcurrentHashMap<>();
  private final Map<String, Long> deleted = new ConcurrentHashMap<>();
  private volatile long swept;

  Expectations(Clock clock) {
    this.clock = clock;
    this.swept = clock.nanos();
  }

  /** A pod is about to be made. To be called before. */
  void making(ObjectKey pod) {
    made.put(pod, clock.nanos());
  }

  /** A pod was seen, or was not made after all. */
  void seen(ObjectKey pod) {
    made.remove(pod);
  }

  /** Whether a pod was made that has not been seen. */
  boolean made(ObjectKey pod) {
    return holds(made, pod);
  }

  /** An object is about to be deleted. To be called before. */
  void deleting(String uid) {
    long now = clock.nanos();
    deleted.put(uid, now);
    // Who was gone before the answer came is never seen to go.
    long last = swept;
    if (now - last > LONGEST_NANOS) {
      swept = now;
      deleted.values().removeIf(since -> now - since > LONGEST_NANOS);
      made.values().removeIf(since -> now - since > LONGEST_NANOS);
    }
  }

  /** An object is gone, or was not deleted after all. */
  void gone(String uid) {
    deleted.remove(uid);
  }

  /** Whether an object was deleted that has not been seen to go. */
  boolean deleted(String uid) {
    return holds(deleted, uid);
  }

  private <K> boolean holds(Map<K, Long> times, K key) {
    Long since = times.get(key);
    if (since != null && clock.nanos() - since > LONGEST_NANOS) {
      times.remove(key, since);
      return false;
    }
    return since != null;
  }
}
