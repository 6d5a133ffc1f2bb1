package dev.basalt.webhook.rules;

import dev.basalt.api.names.VolcanoNames;
import dev.basalt.api.scheduling.Queue;
import dev.basalt.api.scheduling.QueueStatus;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;

/**
 * Whether a queue's place is one. What lies in it and around it is {@link TreeAmounts}' to weigh.
 */
final class QueueTree {
  /** How many queues may be on the way from root to a queue; root is not counted. */
  static final int MAX_DEPTH = 5;

  private QueueTree() {}

  /**
   * Looks at the place of a queue that was not there before.
   *
   * @return whether it is one at all
   */
  static boolean place(Queue queue, QueueBook queues, Violations violations) {
    String name = queue.getMetadata().getName();
    String parentName = QueueBook.parent(queue);
    if (name.equals(VolcanoNames.ROOT_QUEUE) || parentName.equals(VolcanoNames.ROOT_QUEUE)) {
      // Before the first start of a scheduler there is no root; all queues are below it anyway.
      return true;
    }
    if (parentName.equals(name)) {
      violations.add(
          "queue " + name + " cannot use itself as parent: name another in spec.parent, or none");
      return false;
    }
    Queue parent = queues.find(parentName);
    if (parent == null) {
      violations.add(
          "spec.parent: failed to get parent queue %s of queue %s: it does not exist; create it first"
              .formatted(parentName, name));
      return false;
    }
    return depth(name, parent, queues, violations) && idle(name, parent, queues, violations);
  }

  /** Whether pods hold something of the queue. */
  static boolean holdsPods(Queue queue) {
    Map<String, Quantity> allocated =
        queue.getStatus() == null ? Map.of() : Given.map(queue.getStatus().allocated());
    return allocated.entrySet().stream()
        .anyMatch(amount -> {
          Long held = Amounts.parsed(amount.getKey(), amount.getValue());
          return held != null && held > 0;
        });
  }

  private static boolean depth(String name, Queue parent, QueueBook queues, Violations violations) {
    int depth = 1;
    for (Queue above = parent;
        above != null && !above.getMetadata().getName().equals(VolcanoNames.ROOT_QUEUE);
        above = queues.find(QueueBook.parent(above))) {
      depth++;
      if (above.getMetadata().getName().equals(name)) {
        violations.add(
            "spec.parent: queue %s is below queue %s"
                .formatted(parent.getMetadata().getName(), name));
        return false;
      }
      if (depth > MAX_DEPTH) {
        break;
      }
    }
    int deepest = depth + height(name, queues, MAX_DEPTH);
    if (deepest > MAX_DEPTH) {
      violations.add(
          "queue %s exceeds the maximum allowed depth of %d: it, or what lies below it, would be at depth %d"
              .formatted(name, MAX_DEPTH, deepest));
      return false;
    }
    return true;
  }

  private static boolean idle(String name, Queue parent, QueueBook queues, Violations violations) {
    String parentName = parent.getMetadata().getName();
    if (!queues.childrenOf(parentName).isEmpty()) {
      return true;
    }
    String what = holdsPods(parent) ? "allocated Pods" : holdsGroups(parent) ? "PodGroups" : "";
    if (!what.isEmpty()) {
      violations.add(
          "queue %s cannot be the parent queue of queue %s because it has %s"
              .formatted(parentName, name, what));
    }
    return what.isEmpty();
  }

  /** How many levels lie below a queue; no more than a bound, should they go in a circle. */
  private static int height(String name, QueueBook queues, int bound) {
    return bound == 0
        ? 0
        : queues.childrenOf(name).stream()
            .mapToInt(child -> 1 + height(child, queues, bound - 1))
            .max()
            .orElse(0);
  }

  /** Whether PodGroups of the queue are not done, as the queue controller counts them. */
  private static boolean holdsGroups(Queue queue) {
    QueueStatus status = queue.getStatus();
    return status != null
        && Given.number(status.pending())
                + Given.number(status.inqueue())
                + Given.number(status.running())
                + Given.number(status.unknown())
            > 0;
  }
}
