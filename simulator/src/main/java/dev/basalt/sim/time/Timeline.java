package dev.basalt.sim.time;

import dev.basalt.core.port.Clock;
import java.util.function.Supplier;

/**
 * Runs actions when their time has come, one at a time. All state of a simulated cluster is owned
 * by its timeline: it is read and changed by actions only.
 */
public interface Timeline extends Clock {
  /**
   * Runs an action after a delay; actions of one instant run in the order in which they were given.
   * Any thread may call this where time is real.
   *
   * @param delayNanos nanoseconds, at least 0
   */
  void after(long delayNanos, Runnable action);

  /** Answers a question about the simulated world between two actions. */
  <T> T ask(Supplier<T> question);
}
