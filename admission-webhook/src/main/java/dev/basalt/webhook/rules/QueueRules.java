package dev.basalt.webhook.rules;

import dev.basalt.api.names.VolcanoNames;
import dev.basalt.api.scheduling.Guarantee;
import dev.basalt.api.scheduling.Queue;
import dev.basalt.api.scheduling.QueueSpec;
import dev.basalt.api.scheduling.QueueState;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import java.util.Map;
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
    boolean sound = amounts(null, queue.getSpec(), violations);
    QueueHierarchy.check(queue, queues, violations);
    if (QueueTree.place(queue, queues, violations) && sound && !isRoot(queue)) {
      TreeAmounts amounts = new TreeAmounts(null, queue, queues, violations);
      amounts.promises();
      amounts.capability();
    }
    return violations;
  }

  /**
   * Looks at what a change changes; the rest stays as it is, however bad.
   *
   * @param byKeeper whether it comes from whoever keeps capabilities at what nodes there are: it
   *     writes one queue after the other, and some are not its to write
   */
  public static Violations update(Queue before, Queue after, QueueBook queues, boolean byKeeper) {
    Violations violations = new Violations();
    if (after.getMetadata().getDeletionTimestamp() != null) {
      return violations;
    }
    if (!sameHierarchy(before, after)) {
      QueueHierarchy.check(after, queues, violations);
    }
    boolean sound = amounts(before.getSpec(), after.getSpec(), violations);
    if (isRoot(after)) {
      root(before.getSpec(), after.getSpec(), violations);
      return violations;
    }
    boolean moved = !QueueBook.parent(before).equals(QueueBook.parent(after));
    if ((!moved || QueueTree.place(after, queues, violations)) && sound) {
      TreeAmounts amounts = new TreeAmounts(before, after, queues, violations);
      amounts.promises();
      if (!byKeeper) {
        amounts.capability();
      }
    }
    return violations;
  }

  private static boolean isRoot(Queue queue) {
    return VolcanoNames.ROOT_QUEUE.equals(queue.getMetadata().getName());
  }

  private static void root(
      @Nullable QueueSpec before, @Nullable QueueSpec after, Violations violations) {
    if (!Amounts.same(capability(before), capability(after))
        || !Amounts.same(deserved(before), deserved(after))
        || !Amounts.same(guarantee(before), guarantee(after))) {
      violations.add(
          "root queue's resource attributes (capability, deserved, guarantee) cannot be modified:"
              + " what the cluster has is what its nodes have");
    }
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

  /**
   * Looks at what is promised and what may be held.
   *
   * @return whether all changed amounts can be read
   */
  private static boolean amounts(
      @Nullable QueueSpec before, @Nullable QueueSpec after, Violations violations) {
    boolean promised =
        !Amounts.same(guarantee(before), guarantee(after))
            || !Amounts.same(deserved(before), deserved(after));
    boolean bounded = !Amounts.same(capability(before), capability(after));
    boolean legal = true;
    if (promised) {
      legal = Amounts.legal("spec.deserved", deserved(after), violations);
      legal &= Amounts.legal("spec.guarantee.resource", guarantee(after), violations);
    }
    if (bounded) {
      legal &= Amounts.legal("spec.capability", capability(after), violations);
    }
    if (legal && promised) {
      kept(guarantee(after), deserved(after), violations);
    }
    if (legal && (promised || bounded)) {
      String resource =
          Amounts.differing(deserved(after), capability(after), (amount, most) -> amount <= most);
      if (resource != null) {
        violations.add(
            "spec.deserved: deserved[%s]=%s must be <= capability[%s]=%s"
                .formatted(
                    resource,
                    deserved(after).get(resource),
                    resource,
                    capability(after).get(resource)));
      }
    }
    return legal;
  }

  private static void kept(
      Map<String, Quantity> guarantee, Map<String, Quantity> deserved, Violations violations) {
    guarantee.forEach((resource, quantity) -> {
      Long least = Amounts.parsed(resource, quantity);
      Long share = Amounts.parsed(resource, deserved.get(resource));
      if (least != null && least > (share == null ? 0 : share)) {
        violations.add(
            "spec.deserved: deserved[%s]%s must be >= guarantee[%s]=%s"
                .formatted(
                    resource,
                    share == null ? "" : "=" + deserved.get(resource),
                    resource,
                    quantity));
      }
    });
  }

  private static Map<String, Quantity> capability(@Nullable QueueSpec spec) {
    return spec == null ? Map.of() : Given.map(spec.capability());
  }

  static Map<String, Quantity> deserved(@Nullable QueueSpec spec) {
    return spec == null ? Map.of() : Given.map(spec.deserved());
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
