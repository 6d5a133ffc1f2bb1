package dev.basalt.cluster.write;

import java.time.Duration;

/**
 * How long to wait before the next try: doubled each time, up to a limit.
 *
 * @param first before the second try; positive
 * @param limit never longer than this
 */
public record Backoff(Duration first, Duration limit) {
  public Backoff {
    if (first.isZero() || first.isNegative() || limit.compareTo(first) < 0) {
      throw new IllegalArgumentException(
          "back-off: first " + first + " must be positive and not above limit " + limit);
    }
  }

  /**
   * Nanoseconds to wait after so many tries.
   *
   * @param tries tries made so far, at least 1
   */
  long nanosAfter(int tries) {
    int doublings = Math.min(tries - 1, 30);
    long most = limit.toNanos();
    long wanted = first.toNanos();
    return wanted > (most >> doublings) ? most : wanted << doublings;
  }
}
