package dev.basalt.cluster.write;

import java.time.Duration;

/**
 * How bindings are sent.
 *
 * @param inFlight requests under way at once, at least 1
 * @param bindTimeout how long the API server may work on one request; the fence counts on it
 * @param landingGrace how much later than that a request may still take effect (the way there, a
 *     write that was already with etcd); no answer after both means that it never will
 * @param maxUnanswered sends of one binding that end without a definite answer before it is refused
 * @param retry back-off between tries
 */
public record BinderSettings(
    int inFlight, Duration bindTimeout, Duration landingGrace, int maxUnanswered, Backoff retry) {

  public BinderSettings {
    if (inFlight < 1 || maxUnanswered < 1) {
      throw new IllegalArgumentException(
          "binder: inFlight "
              + inFlight
              + " and maxUnanswered "
              + maxUnanswered
              + " must be at least 1");
    }
    if (bindTimeout.toMillis() < 1) {
      throw new IllegalArgumentException(
          "binder: bindTimeout " + bindTimeout + " must be at least 1 ms");
    }
  }

  /** 64 in flight, 5 s and 1 s of grace, 4 sends, 50 ms to 2 s of back-off. */
  public static BinderSettings standard() {
    return new BinderSettings(
        64,
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
