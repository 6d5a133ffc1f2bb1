package dev.basalt.core.spi;

import dev.basalt.core.model.Queue;
import dev.basalt.core.model.Wait;
import org.jspecify.annotations.Nullable;

/**
 * Says whether a queue may get nothing more for now. Must not change anything. One plugin that says
 * so is enough.
 */
@FunctionalInterface
public interface QueueOverused {
  /** Null if the queue may get more, else why its jobs wait. */
  @Nullable Wait check(Queue queue);
}
