package dev.basalt.app.stories;

import java.time.Duration;

/**
 * How much shorter the times of a story are on a real API server.
 *
 * @param scale above 0, at most 1
 */
record Pace(double scale) {
  /** The time that a story's time takes. */
  Duration of(Duration told) {
    return Duration.ofNanos(Math.round(told.toNanos() * scale));
  }

  /** As annotations have it. */
  String text(long millis) {
    return of(Duration.ofMillis(millis)).toMillis() + "ms";
  }

  /** A grace period, which Kubernetes counts in whole seconds; with 0 nobody would be asked. */
  long graceSeconds(long millis) {
    return Math.max(1, Math.ceilDiv(of(Duration.ofMillis(millis)).toMillis(), 1000));
  }
}
