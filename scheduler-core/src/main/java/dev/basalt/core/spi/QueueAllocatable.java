package dev.basalt.core.spi;

import dev.basalt.core.model.Queue;
import dev.basalt.core.model.Task;
import dev.basalt.core.model.Wait;
import org.jspecify.annotations.Nullable;

/**
 * Says whether a queue may take one more request. Called before each placement; must not change
 * anything. All plugins must agree.
 */
@FunctionalInterface
public interface QueueAllocatable {
  /** Null if the queue may take it, else why its jobs wait. */
  @Nullable Wait check(Queue queue, Task task);
}
