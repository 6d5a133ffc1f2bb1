package dev.basalt.core.spi;

import dev.basalt.core.model.Task;

/**
 * Is told of every placement while a statement is built, and of every placement undone, so that a
 * plugin can keep sums of its own. A queue's and a job's own sums need no listener.
 */
public interface AllocationListener {
  void allocated(Task task);

  void deallocated(Task task);
}
