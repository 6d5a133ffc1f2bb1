package dev.basalt.sim.time;

import dev.basalt.core.port.Clock;
import java.util.function.Supplier;

/**
 * Runs actions when their time has come, one at a time. All state of a simulated cluster is owned
 * by its timeline: it is read and changed by actions only.
 */
public interface Timeline extends Clock {
  /**
   * Runs an action at a time, or at once if that has passed; actions of one instant run in the
   * order in which they were given. Any thread may call this where time is real.
   *
   * @param nanos a time of this clock
   */
  void at(long nanos, Runnable action);

  /**
   * Runs an action after a delay. Where time is real, it passes between two calls: what must keep
   * an order is given times, not delays.
   *
   * @param delayNanos nanoseconds, at least 0
   */
  default void after(long delayNanos, Runnable action) {
    if (delayNanos < 0) {
      throw new IllegalArgumentException("delay must be at least 0, not " + delayNanos);
    }
    at(nanos() + delayNanos, action);
  }

  /** Answers a question about the simulated world between two actions. */
  <T> T ask(Supplier<T> question);
}
