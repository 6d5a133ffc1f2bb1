package dev.basalt.cluster.write;

import java.util.concurrent.TimeUnit;

/** A token bucket. Owned by the write loop. */
final class Pace {
  private final long nanosPerToken;
  private final long burstNanos;
  private long nextFreeNanos;
  private boolean used;

  /**
   * A pace.
   *
   * @param perSecond tokens a second, 0 for no limit
   * @param burst tokens that may be taken at once after a pause
   */
  Pace(int perSecond, int burst) {
    nanosPerToken = perSecond == 0 ? 0 : TimeUnit.SECONDS.toNanos(1) / perSecond;
    burstNanos = nanosPerToken * Math.max(0, burst - 1);
  }

  /** Takes a token and returns how long to wait before it may be used, 0 if at once. */
  long take(long nowNanos) {
    if (!used || nowNanos - burstNanos - nextFreeNanos > 0) {
      nextFreeNanos = nowNanos - burstNanos;
      used = true;
    }
    long wait = Math.max(0, nextFreeNanos - nowNanos);
    nextFreeNanos += nanosPerToken;
    return wait;
  }
}
