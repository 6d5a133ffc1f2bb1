package dev.basalt.cluster.write;

import java.time.Duration;

/**
 * How one class of writes is sent.
 *
 * @param inFlight writes under way at once, at least 1
 * @param debounce how long a first word on an object waits for later ones
 * @param capacity objects that may wait at once; a word on a further one is dropped and counted
 * @param perSecond writes a second, 0 for no limit
 * @param maxTries tries of one write before it is dropped, 0 for no limit
 * @param retry back-off between tries
 */
public record OutboxSettings(
    int inFlight, Duration debounce, int capacity, int perSecond, int maxTries, Backoff retry) {

  private static final Backoff RETRY = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(10));

  public OutboxSettings {
    if (inFlight < 1 || capacity < 1 || perSecond < 0 || maxTries < 0 || debounce.isNegative()) {
      throw new IllegalArgumentException(
          "status writes: inFlight and capacity must be at least 1, perSecond, maxTries and"
              + " debounce not negative");
    }
  }

  /** Status of groups: what clients wait for. 8 in flight, 100 ms. */
  public static OutboxSettings groups() {
    return new OutboxSettings(8, Duration.ofMillis(100), Integer.MAX_VALUE, 0, 0, RETRY);
  }

  /** Status of queues: figures that change with every binding. 2 in flight, 500 ms. */
  public static OutboxSettings queues() {
    return new OutboxSettings(2, Duration.ofMillis(500), Integer.MAX_VALUE, 0, 0, RETRY);
  }

  /** Conditions of waiting pods. 4 in flight, 200 ms, at most 100 a second, 100,000 waiting. */
  public static OutboxSettings pods() {
    return new OutboxSettings(4, Duration.ofMillis(200), 100_000, 100, 0, RETRY);
  }

  /** Events. 2 in flight, 200 ms, at most 50 a second, 10,000 waiting, 5 tries. */
  public static OutboxSettings events() {
    return new OutboxSettings(2, Duration.ofMillis(200), 10_000, 50, 5, RETRY);
  }
}
