package dev.basalt.cluster.write;

import java.time.Duration;

/**
 * How writes are sent that may safely be sent twice.
 *
 * @param inFlight requests under way at once, at least 1
 * @param requestTimeout for each request
 * @param maxTries tries of one write before it is refused, at least 1
 * @param retry back-off between tries
 */
public record AttemptSettings(int inFlight, Duration requestTimeout, int maxTries, Backoff retry) {
  public AttemptSettings {
    if (inFlight < 1 || maxTries < 1) {
      throw new IllegalArgumentException(
          "writes: inFlight " + inFlight + " and maxTries " + maxTries + " must be at least 1");
    }
  }

  /** For evictions: 16 in flight, 10 s, 5 tries, 100 ms to 2 s of back-off. */
  public static AttemptSettings evictions() {
    return new AttemptSettings(
        16, Duration.ofSeconds(10), 5, new Backoff(Duration.ofMillis(100), Duration.ofSeconds(2)));
  }

  /** For choices of volumes: 16 in flight, 5 s, 20 tries, 50 ms to 2 s of back-off. */
  public static AttemptSettings volumeChoices() {
    return new AttemptSettings(
        16, Duration.ofSeconds(5), 20, new Backoff(Duration.ofMillis(50), Duration.ofSeconds(2)));
  }
}
