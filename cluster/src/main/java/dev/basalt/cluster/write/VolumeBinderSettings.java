package dev.basalt.cluster.write;

import java.time.Duration;

/**
 * How choices of volumes are written.
 *
 * @param inFlight requests under way at once
 * @param requestTimeout how long to wait for an answer
 * @param maxTries tries of one choice before it is refused
 * @param retry back-off between tries
 */
public record VolumeBinderSettings(
    int inFlight, Duration requestTimeout, int maxTries, Backoff retry) {
  /** 16 at once, 5 s, 20 tries, 50 ms to 2 s of back-off. */
  public static VolumeBinderSettings standard() {
    return new VolumeBinderSettings(
        16, Duration.ofSeconds(5), 20, new Backoff(Duration.ofMillis(50), Duration.ofSeconds(2)));
  }
}
