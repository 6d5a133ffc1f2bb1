package dev.basalt.cluster.write;

import java.time.Duration;

/**
 * How bindings are sent.
 *
 * @param leastInFlight requests that may always be under way at once, at least 1
 * @param inFlight the same until it is known what the API server bears
 * @param mostInFlight never more than these; equal to the least for a fixed number
 * @param bindTimeout how long the API server may work on one request; the fence counts on it
 * @param landingGrace how much later than that a request may still take effect (the way there, a
 *     write that was already with etcd); no answer after both means that it never will
 * @param maxUnanswered sends of one binding that end without a definite answer before it is refused
 * @param retry back-off between tries
 */
public record BinderSettings(
    int leastInFlight,
    int inFlight,
    int mostInFlight,
    Duration bindTimeout,
    Duration landingGrace,
    int maxUnanswered,
    Backoff retry) {

  public BinderSettings {
    if (leastInFlight < 1 || inFlight < leastInFlight || mostInFlight < inFlight) {
      throw new IllegalArgumentException(
          "binder: leastInFlight %d, inFlight %d and mostInFlight %d must be 1 or more and rise"
              .formatted(leastInFlight, inFlight, mostInFlight));
    }
    if (maxUnanswered < 1) {
      throw new IllegalArgumentException(
          "binder: maxUnanswered " + maxUnanswered + " must be at least 1");
    }
    if (bindTimeout.toMillis() < 1) {
      throw new IllegalArgumentException(
          "binder: bindTimeout " + bindTimeout + " must be at least 1 ms");
    }
  }

  /**
   * 32 in flight at first, 16 to 256 later, 5 s and 1 s of grace, 4 sends, 50 ms to 2 s of
   * back-off.
   */
  public static BinderSettings standard() {
    return new BinderSettings(
        16,
        32,
        256,
        Duration.ofSeconds(5),
        Duration.ofSeconds(1),
        4,
        new Backoff(Duration.ofMillis(50), Duration.ofSeconds(2)));
  }

  /** How long after its sending a request may still take effect. */
  Duration landing() {
    return bindTimeout.plus(landingGrace);
  }
}
