package dev.basalt.controllers.queue;

import dev.basalt.api.names.VolcanoNames;
import dev.basalt.api.scheduling.QueueState;
import org.jspecify.annotations.Nullable;

/**
 * Which state a queue should be in. A queue below one that is not open is closed, and marked so
 * that it opens again with that one; a queue that was closed for itself stays closed. A queue that
 * takes nothing new is Closing while something is left in it, then Closed.
 */
final class QueueMachine {
  /**
   * A queue at a moment.
   *
   * @param state null if it has none yet
   * @param parentOpen whether the queue around it is open, or there is none
   * @param busy whether something in it, or in a queue below it, is not done
   */
  record Situation(
      String name,
      @Nullable QueueState state,
      boolean closedByParent,
      String parent,
      boolean parentOpen,
      boolean busy) {}

  /**
   * What should be.
   *
   * @param closedByParent the mark
   * @param refusal why a command is not carried out, null if it is
   */
  record Step(QueueState state, boolean closedByParent, @Nullable String refusal) {}

  private QueueMachine() {}

  /**
   * Decides.
   *
   * @param asked what a command asks for, null if there is none
   */
  static Step decide(Situation queue, @Nullable QueueAction asked) {
    if (queue.name().equals(VolcanoNames.ROOT_QUEUE)) {
      return new Step(
          QueueState.OPEN,
          false,
          asked == QueueAction.CLOSE ? "the root queue can not be closed" : null);
    }
    if (asked == QueueAction.CLOSE) {
      return new Step(closed(queue), false, null);
    }
    if (asked == QueueAction.OPEN) {
      if (queue.parentOpen()) {
        return new Step(QueueState.OPEN, false, null);
      }
      Step stays = decide(queue, null);
      return new Step(
          stays.state(),
          stays.closedByParent(),
          "Failed to open queue %s because its parent queue %s is closing or closed; open that first"
              .formatted(queue.name(), queue.parent()));
    }
    boolean open =
        switch (queue.state()) {
          case null -> true;
          case OPEN, UNKNOWN -> true;
          case CLOSED, CLOSING -> false;
        };
    if (open) {
      return queue.parentOpen()
          ? new Step(QueueState.OPEN, false, null)
          : new Step(closed(queue), true, null);
    }
    return queue.closedByParent() && queue.parentOpen()
        ? new Step(QueueState.OPEN, false, null)
        : new Step(closed(queue), queue.closedByParent(), null);
  }

  private static QueueState closed(Situation queue) {
    return queue.busy() ? QueueState.CLOSING : QueueState.CLOSED;
  }
}
