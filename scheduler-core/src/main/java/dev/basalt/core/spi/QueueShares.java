package dev.basalt.core.spi;

import dev.basalt.core.model.Queue;

/** Tells what a queue deserves, for status, metrics and people. */
@FunctionalInterface
public interface QueueShares {
  /**
   * The amount of a dimension that a queue deserves in the current session, in the schema's unit.
   */
  long deserved(Queue queue, int dimension);
}
