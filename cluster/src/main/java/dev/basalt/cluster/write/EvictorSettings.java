package dev.basalt.cluster.write;

import java.time.Duration;

/**
 * How evictions are sent.
 *
 * @param inFlight requests under way at once, at least 1
 * @param requestTimeout for each request
 * @param maxTries tries of one eviction before it is refused, at least 1
 * @param retry back-off between tries
 */
public record EvictorSettings(int inFlight, Duration requestTimeout, int maxTries, Backoff retry) {

  public EvictorSettings {
    if (inFlight < 1 || maxTries < 1) {
      throw new IllegalArgumentException(
          "evictor: inFlight " + inFlight + " and maxTries " + maxTries + " must be at least 1");
    }
  }

  /** 16 in flight, 10 s, 5 tries, 100 ms to 2 s of back-off. */
  public static EvictorSettings standard() {
    return new EvictorSettings(
        16, Duration.ofSeconds(10), 5, new Backoff(Duration.ofMillis(100), Duration.ofSeconds(2)));
  }
}
