package dev.basalt.core.spi;

import dev.basalt.core.model.Queue;

/**
 * Says which of two queues is served first. Called on the engine's thread while a session runs;
 * must not change anything. The first plugin that does not answer 0 decides.
 */
@FunctionalInterface
public interface QueueOrder {
  /** Below 0 if the first queue comes first, above 0 if the second does, 0 to abstain. */
  int compare(Queue first, Queue second);
}
