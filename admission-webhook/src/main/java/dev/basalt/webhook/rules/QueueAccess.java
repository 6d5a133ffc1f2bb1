package dev.basalt.webhook.rules;

import dev.basalt.api.names.VolcanoNames;
import dev.basalt.api.scheduling.Queue;
import dev.basalt.api.scheduling.QueueState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether a queue takes new work. */
public final class QueueAccess {
  private QueueAccess() {}

  /** Looks at the queue that a job names. */
  public static Violations job(String name, QueueBook queues) {
    Violations violations = new Violations();
    if (name.equals(VolcanoNames.ROOT_QUEUE)) {
      violations.add("can not submit job to root queue");
      return violations;
    }
    Queue queue = known(name, queues);
    if (queue == null) {
      violations.add(
          "unable to find job queue: queue `"
              + name
              + "` does not exist; create it or name another");
      return violations;
    }
    if (state(queue) != QueueState.OPEN) {
      violations.add(
          "can only submit job to queue with state `Open`, queue `%s` status is `%s`"
              .formatted(name, word(state(queue))));
      return violations;
    }
    List<String> children = queues.childrenOf(name);
    if (!children.isEmpty()) {
      violations.add(
          "can only submit job to leaf queue, queue `%s` has %d child queues"
              .formatted(name, children.size()));
    }
    return violations;
  }

  /** Looks at the queue that a PodGroup names; an empty name is the default queue. */
  public static Violations podGroup(String name, QueueBook queues) {
    Violations violations = new Violations();
    if (name.isEmpty()) {
      return violations;
    }
    Queue queue = known(name, queues);
    if (queue == null) {
      violations.add(
          "unable to find queue: queue `" + name + "` does not exist; create it or name another");
    } else if (state(queue) != QueueState.OPEN) {
      violations.add(
          "can only submit PodGroup to queue with state `Open`, queue `%s` status is `%s`"
              .formatted(name, word(state(queue))));
    }
    return violations;
  }

  /** What can be no queue's name is not asked for. */
  private static @Nullable Queue known(String name, QueueBook queues) {
    return Names.isSubdomain(name) ? queues.find(name) : null;
  }

  /** A queue's state; one that has none yet is open. */
  static QueueState state(Queue queue) {
    return queue.getStatus() == null || queue.getStatus().state() == null
        ? QueueState.OPEN
        : queue.getStatus().state();
  }

  static String word(QueueState state) {
    return switch (state) {
      case OPEN -> "Open";
      case CLOSED -> "Closed";
      case CLOSING -> "Closing";
      case UNKNOWN -> "Unknown";
    };
  }
}
