package dev.basalt.webhook.rules;

import dev.basalt.api.names.VolcanoNames;
import dev.basalt.api.scheduling.Guarantee;
import dev.basalt.api.scheduling.Queue;
import dev.basalt.api.scheduling.QueueSpec;
import dev.basalt.api.scheduling.QueueState;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a Queue must be like, and which may be deleted. */
public final class QueueRules {
  private static final Set<QueueState> SETTABLE = Set.of(QueueState.OPEN, QueueState.CLOSED);

  private QueueRules() {}

  /** Looks at a new queue. */
  public static Violations create(Queue queue, QueueBook queues) {
    Violations violations = new Violations();
    if (!SETTABLE.contains(QueueAccess.state(queue))) {
      violations.add("queue state must be in [Open Closed]");
    }
    check(queue, queues, violations);
    QueueTree.place(queue, queues, true, violations);
    return violations;
  }

  /** Looks at a change. One that leaves spec and annotations alone is always fine. */
  public static Violations update(Queue before, Queue after, QueueBook queues) {
    Violations violations = new Violations();
    boolean sameSpec = Objects.equals(before.getSpec(), after.getSpec());
    if ((sameSpec && sameHierarchy(before, after))
        || after.getMetadata().getDeletionTimestamp() != null) {
      return violations;
    }
    if (VolcanoNames.ROOT_QUEUE.equals(after.getMetadata().getName()) && !sameSpec) {
      violations.add("the attributes of the root queue can not be changed");
    }
    check(after, queues, violations);
    boolean moved = !QueueBook.parent(before).equals(QueueBook.parent(after));
    QueueTree.place(after, queues, moved, violations);
    return violations;
  }

  /** Looks at a deletion. */
  public static Violations delete(String name, QueueBook queues) {
    Violations violations = new Violations();
    if (name.equals(VolcanoNames.DEFAULT_QUEUE) || name.equals(VolcanoNames.ROOT_QUEUE)) {
      violations.add("`" + name + "` queue can not be deleted");
      return violations;
    }
    List<String> children = queues.childrenOf(name);
    if (!children.isEmpty()) {
      violations.add(
          "queue %s can not be deleted because it has %d child queues: %s"
              .formatted(name, children.size(), String.join(", ", children)));
    }
    return violations;
  }

  /**
   * Looks at a deletion where queues whose pods still hold something are kept.
   *
   * @param queue the queue as it is
   */
  public static Violations deleteIdle(Queue queue, QueueBook queues) {
    Violations violations = delete(queue.getMetadata().getName(), queues);
    if (QueueTree.holdsPods(queue)) {
      violations.add(
          "queue "
              + queue.getMetadata().getName()
              + " cannot be deleted because it has allocated Pods");
    }
    return violations;
  }

  private static void check(Queue queue, QueueBook queues, Violations violations) {
    if (queue.getSpec() != null) {
      amounts(queue.getSpec(), violations);
    }
    QueueHierarchy.check(queue, queues, violations);
  }

  private static void amounts(QueueSpec spec, Violations violations) {
    Map<String, Quantity> guarantee = guarantee(spec);
    boolean legal = Amounts.legal("spec.capability", spec.capability(), violations);
    legal &= Amounts.legal("spec.deserved", spec.deserved(), violations);
    legal &= Amounts.legal("spec.guarantee.resource", guarantee, violations);
    if (!legal) {
      return;
    }
    for (Map.Entry<String, Quantity> kept : guarantee.entrySet()) {
      Long least = Amounts.parsed(kept.getKey(), kept.getValue());
      Long deserved = Amounts.parsed(kept.getKey(), Given.map(spec.deserved()).get(kept.getKey()));
      if (least != null && least > (deserved == null ? 0 : deserved)) {
        violations.add(
            "spec.deserved[%s]: %s must be >= guarantee (%s)"
                .formatted(
                    kept.getKey(), deserved == null ? "absent," : deserved, kept.getValue()));
      }
    }
    above("spec.deserved", spec.deserved(), spec.capability(), violations);
    above("spec.guarantee.resource", guarantee, spec.capability(), violations);
  }

  private static void above(
      String path,
      @Nullable Map<String, Quantity> amounts,
      @Nullable Map<String, Quantity> capability,
      Violations violations) {
    String resource =
        Amounts.differing(amounts, capability, (amount, capable) -> amount <= capable);
    if (resource != null) {
      violations.add(
          "%s[%s]: %s must be <= capability (%s)"
              .formatted(
                  path,
                  resource,
                  Given.map(amounts).get(resource),
                  Given.map(capability).get(resource)));
    }
  }

  static Map<String, Quantity> guarantee(@Nullable QueueSpec spec) {
    Guarantee guarantee = spec == null ? null : spec.guarantee();
    return guarantee == null ? Map.of() : Given.map(guarantee.resource());
  }

  private static boolean sameHierarchy(Queue before, Queue after) {
    return QueueHierarchy.annotation(before, QueueHierarchy.PATH)
            .equals(QueueHierarchy.annotation(after, QueueHierarchy.PATH))
        && QueueHierarchy.annotation(before, QueueHierarchy.WEIGHTS)
            .equals(QueueHierarchy.annotation(after, QueueHierarchy.WEIGHTS));
  }
}
