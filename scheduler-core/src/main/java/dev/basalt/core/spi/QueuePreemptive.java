package dev.basalt.core.spi;

import dev.basalt.core.model.Queue;
import dev.basalt.core.model.Task;

/**
 * Says whether a queue may claim room for one more task by evictions. What is on its way out counts
 * as gone, what was promised as held. Must not change anything. All plugins must agree.
 */
@FunctionalInterface
public interface QueuePreemptive {
  /**
   * Whether the queue may claim room for the task.
   *
   * @param fromOthers whether other queues are to lose it (reclaim), not the queue itself (preempt)
   */
  boolean mayClaim(Queue queue, Task task, boolean fromOthers);

  /**
   * Whether a queue that may claim no more by {@link #mayClaim}, as a queue around it holds all it
   * may, could claim it for the task in the place of others' pods within that queue. Asked for
   * reclaim alone; what leaves is then judged by {@link #mayClaim} again.
   */
  default boolean mayReplace(Queue queue, Task task) {
    return false;
  }

  /**
   * Whether the queue may hold the task now, beside all that is still on its way out of it: what it
   * claimed in the place of others waits until these have left, also where its node has room.
   */
  default boolean mayHold(Queue queue, Task task) {
    return true;
  }
}
