package dev.basalt.core.spi;

import dev.basalt.core.model.Task;

/**
 * Says which of two tasks of one job is placed first. Called on the engine's thread; must not
 * change anything and must depend on the tasks alone: the order is kept across sessions.
 */
@FunctionalInterface
public interface TaskOrder {
  /** Below 0 if the first task comes first, above 0 if the second does, 0 to abstain. */
  int compare(Task first, Task second);
}
