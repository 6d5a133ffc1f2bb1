package dev.basalt.watchdog.notify;

import java.util.concurrent.TimeUnit;

/** How long to wait after failures: a second, then twice as long each time, a minute at most. */
final class Pause {
  private static final long FIRST_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(60);

  private long lengthNanos;
  private long untilNanos;

  /** Whether it is over. */
  boolean over(long nanos) {
    return lengthNanos == 0 || nanos - untilNanos >= 0;
  }

  void failed(long nanos) {
    lengthNanos = lengthNanos == 0 ? FIRST_NANOS : Math.min(LONGEST_NANOS, 2 * lengthNanos);
    untilNanos = nanos + lengthNanos;
  }

  void succeeded() {
    lengthNanos = 0;
  }
}
