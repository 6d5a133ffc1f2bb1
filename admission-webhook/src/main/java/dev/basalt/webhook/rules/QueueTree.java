package dev.basalt.webhook.rules;

import dev.basalt.api.names.VolcanoNames;
import dev.basalt.api.scheduling.Queue;
import dev.basalt.api.scheduling.QueueSpec;
import dev.basalt.api.scheduling.QueueStatus;
import dev.basalt.core.resource.Quantities;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whether a queue fits below its parent and above its children. */
final class QueueTree {
  /** How many queues may be on the way from root to a queue, both counted. */
  static final int MAX_DEPTH = 5;

  private QueueTree() {}

  /**
   * Looks at a queue's place.
   *
   * @param moved whether the queue was not below this parent before
   */
  static void place(Queue queue, QueueBook queues, boolean moved, Violations violations) {
    String name = queue.getMetadata().getName();
    if (name.equals(VolcanoNames.ROOT_QUEUE)) {
      return;
    }
    String parentName = QueueBook.parent(queue);
    if (parentName.equals(name)) {
      violations.add("queue " + name + " can not be its own parent");
      return;
    }
    Queue parent = queues.find(parentName);
    if (parent == null) {
      // Before the first start of a scheduler there is no root; all queues are below it anyway.
      if (!parentName.equals(VolcanoNames.ROOT_QUEUE)) {
        violations.add(
            "spec.parent: queue %s does not exist; create it first".formatted(parentName));
      }
      return;
    }
    if (moved) {
      newPlace(queue, parent, queues, violations);
    }
    guarantees(queue, parent, queues, violations);
    capability(queue, parent, queues, violations);
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

  private static void newPlace(Queue queue, Queue parent, QueueBook queues, Violations violations) {
    String name = queue.getMetadata().getName();
    String parentName = parent.getMetadata().getName();
    int depth = 1;
    for (Queue above = parent; above != null; above = queues.find(QueueBook.parent(above))) {
      depth++;
      if (above.getMetadata().getName().equals(name)) {
        violations.add("spec.parent: queue %s is below queue %s".formatted(parentName, name));
        return;
      }
      if (above.getMetadata().getName().equals(VolcanoNames.ROOT_QUEUE) || depth > 2 * MAX_DEPTH) {
        break;
      }
    }
    int deepest = depth + height(name, queues, MAX_DEPTH);
    if (deepest > MAX_DEPTH) {
      violations.add(
          "queue %s, or what lies below it, would be at depth %d, which exceeds the maximum depth %d"
              .formatted(name, deepest, MAX_DEPTH));
    }
    boolean leaf = queues.childrenOf(parentName).isEmpty();
    if (leaf && !parentName.equals(VolcanoNames.ROOT_QUEUE)) {
      String what = holdsPods(parent) ? "allocated Pods" : holdsGroups(parent) ? "PodGroups" : "";
      if (!what.isEmpty()) {
        violations.add(
            "queue %s cannot be the parent queue of queue %s because it has %s"
                .formatted(parentName, name, what));
      }
    }
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

  private static void guarantees(
      Queue queue, Queue parent, QueueBook queues, Violations violations) {
    Map<String, Quantity> limit = QueueRules.guarantee(parent.getSpec());
    Map<String, Quantity> own = QueueRules.guarantee(queue.getSpec());
    String parentName = parent.getMetadata().getName();
    if (!parentName.equals(VolcanoNames.ROOT_QUEUE)) {
      exceeding(sums(queue, parentName, queues), limit, parentName, violations);
    }
    String name = queue.getMetadata().getName();
    Map<String, Long> children = sums(null, name, queues);
    if (!children.isEmpty()) {
      exceeding(children, own, name, violations);
    }
  }

  private static void exceeding(
      Map<String, Long> sums, Map<String, Quantity> limit, String parent, Violations violations) {
    sums.forEach((resource, sum) -> {
      Long most = Amounts.parsed(resource, limit.get(resource));
      // A parent that says nothing of a resource is not held to it.
      if (most != null && sum > most) {
        violations.add(
            "sum of children's guarantee (%s %s) exceeds parent's guarantee limit (%s) of queue %s"
                .formatted(
                    resource,
                    Quantities.format(resource, sum),
                    Quantities.format(resource, most),
                    parent));
      }
    });
  }

  /** What the queues below one keep, with one of them as it is going to be. */
  private static Map<String, Long> sums(@Nullable Queue changed, String parent, QueueBook queues) {
    Map<String, Long> sums = new HashMap<>();
    String changedName = changed == null ? "" : changed.getMetadata().getName();
    for (Queue child : queues.all()) {
      if (QueueBook.parent(child).equals(parent)
          && !child.getMetadata().getName().equals(changedName)) {
        add(sums, child.getSpec());
      }
    }
    if (changed != null) {
      add(sums, changed.getSpec());
    }
    return sums;
  }

  private static void add(Map<String, Long> sums, @Nullable QueueSpec spec) {
    QueueRules.guarantee(spec)
        .forEach((resource, quantity) -> {
          Long amount = Amounts.parsed(resource, quantity);
          if (amount != null && amount > 0) {
            sums.merge(resource, amount, Long::sum);
          }
        });
  }

  private static void capability(
      Queue queue, Queue parent, QueueBook queues, Violations violations) {
    Map<String, Quantity> own = queue.getSpec() == null ? null : queue.getSpec().capability();
    Queue above = parent;
    for (int step = 0; above != null && step < MAX_DEPTH; step++) {
      Map<String, Quantity> limit = above.getSpec() == null ? null : above.getSpec().capability();
      String resource = Amounts.differing(own, limit, (amount, most) -> amount <= most);
      if (resource != null) {
        violations.add(
            "spec.capability[%s] of queue %s exceeds the capability of its ancestor %s (%s)"
                .formatted(
                    resource,
                    queue.getMetadata().getName(),
                    above.getMetadata().getName(),
                    Given.map(limit).get(resource)));
        return;
      }
      above = queues.find(QueueBook.parent(above));
    }
  }
}
