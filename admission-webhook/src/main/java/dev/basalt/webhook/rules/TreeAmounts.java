package dev.basalt.webhook.rules;

import dev.basalt.api.names.VolcanoNames;
import dev.basalt.api.scheduling.Queue;
import dev.basalt.api.scheduling.QueueSpec;
import dev.basalt.core.resource.Quantities;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Whether what a queue is promised, and the most that it may hold, fits what lies around it and in
 * it. Only what a change raises is held against the queues around, only what it lowers against
 * those below: a tree that never fitted can still be changed, and mended step by step. Root
 * promises and bounds nothing.
 */
final class TreeAmounts {
  /** Enough for every tree that was let in; one that goes in a circle is left then. */
  private static final int MAX_STEPS = 2 * QueueTree.MAX_DEPTH;

  private final @Nullable Queue before;
  private final Queue after;
  private final QueueBook queues;
  private final boolean moved;
  private final Violations violations;

  /**
   * A change.
   *
   * @param before null for a new queue
   */
  TreeAmounts(@Nullable Queue before, Queue after, QueueBook queues, Violations violations) {
    this.before = before;
    this.after = after;
    this.queues = queues;
    this.moved = before == null || !QueueBook.parent(before).equals(QueueBook.parent(after));
    this.violations = violations;
  }

  /** What children are promised, all together, their parent is promised too. */
  void promises() {
    sums("guarantee", QueueRules::guarantee);
    sums("deserved", QueueRules::deserved);
  }

  private void sums(String field, Function<@Nullable QueueSpec, Map<String, Quantity>> read) {
    Map<String, Long> own = amounts(read.apply(after.getSpec()));
    Map<String, Long> former = before == null ? Map.of() : amounts(read.apply(before.getSpec()));
    String parentName = QueueBook.parent(after);
    Queue parent = parentName.equals(VolcanoNames.ROOT_QUEUE) ? null : queues.find(parentName);
    if (parent != null) {
      Map<String, Long> raised = new TreeMap<>(own);
      raised
          .entrySet()
          .removeIf(one -> !moved && one.getValue() <= former.getOrDefault(one.getKey(), 0L));
      Map<String, Long> sums = new HashMap<>(own);
      children(parentName).stream()
          .filter(child -> !child.getMetadata().getName().equals(name()))
          .forEach(child -> add(sums, amounts(read.apply(child.getSpec()))));
      exceeding(
          "parent queue " + parentName, field, raised, sums, amounts(read.apply(parent.getSpec())));
    }
    Map<String, Long> sums = new TreeMap<>();
    children(name()).forEach(child -> add(sums, amounts(read.apply(child.getSpec()))));
    Map<String, Long> lowered = new TreeMap<>(sums);
    lowered
        .keySet()
        .removeIf(resource ->
            before != null && own.getOrDefault(resource, 0L) >= former.getOrDefault(resource, 0L));
    exceeding("queue " + name(), field, lowered, sums, own);
  }

  private void exceeding(
      String who,
      String field,
      Map<String, Long> judged,
      Map<String, Long> sums,
      Map<String, Long> limits) {
    for (String resource : judged.keySet()) {
      long sum = sums.getOrDefault(resource, 0L);
      long limit = limits.getOrDefault(resource, 0L);
      if (sum > limit) {
        violations.add(
            "%s validation failed: sum of children's %s (%s %s) exceeds parent's %s limit (%s); give the parent more, or its children less"
                .formatted(
                    who,
                    field,
                    resource,
                    Quantities.format(resource, sum),
                    field,
                    Quantities.format(resource, limit)));
      }
    }
  }

  /** No queue may hold more than the next one around it that has a limit. */
  void capability() {
    Map<String, Long> own = capability(after);
    Map<String, Long> former = before == null ? Map.of() : capability(before);
    own.forEach((resource, most) -> {
      Long was = former.get(resource);
      if (moved || was == null || most > was) {
        around(resource, most);
      }
      if (before == null || was == null || most < was) {
        below(resource, most);
      }
    });
  }

  private void around(String resource, long most) {
    Queue above = queues.find(QueueBook.parent(after));
    for (int step = 0; above != null && step < MAX_STEPS; step++) {
      String aboveName = above.getMetadata().getName();
      if (aboveName.equals(VolcanoNames.ROOT_QUEUE)) {
        return;
      }
      Long limit = capability(above).get(resource);
      if (limit != null) {
        if (most > limit) {
          violations.add(
              "queue %s capability[%s]=%s exceeds its ancestor's capability=%s: that of queue %s"
                  .formatted(
                      name(),
                      resource,
                      Quantities.format(resource, most),
                      Quantities.format(resource, limit),
                      aboveName));
        }
        return;
      }
      above = queues.find(QueueBook.parent(above));
    }
  }

  private void below(String resource, long most) {
    long highest = highestBelow(name(), resource, MAX_STEPS);
    if (most < highest) {
      violations.add(
          "queue %s capability[%s]=%s is smaller than its descendants' max capability=%s; lower theirs first"
              .formatted(
                  name(),
                  resource,
                  Quantities.format(resource, most),
                  Quantities.format(resource, highest)));
    }
  }

  /** The highest limit among the first ones that are met on the ways down; 0 if there is none. */
  private long highestBelow(String name, String resource, int steps) {
    long highest = 0;
    for (Queue child : steps == 0 ? List.<Queue>of() : children(name)) {
      Long own = capability(child).get(resource);
      long limit =
          own == null ? highestBelow(child.getMetadata().getName(), resource, steps - 1) : own;
      highest = Math.max(highest, limit);
    }
    return highest;
  }

  private List<Queue> children(String name) {
    return queues.all().stream().filter(queue -> QueueBook.parent(queue).equals(name)).toList();
  }

  private String name() {
    return after.getMetadata().getName();
  }

  private static Map<String, Long> capability(Queue queue) {
    QueueSpec spec = queue.getSpec();
    return amounts(spec == null ? null : spec.capability());
  }

  /** Those above 0: nothing at all is read as nothing said. */
  private static Map<String, Long> amounts(@Nullable Map<String, Quantity> quantities) {
    Map<String, Long> amounts = new TreeMap<>();
    Given.map(quantities)
        .forEach((resource, quantity) -> {
          Long amount = Amounts.parsed(resource, quantity);
          if (amount != null && amount > 0) {
            amounts.put(resource, amount);
          }
        });
    return amounts;
  }

  private static void add(Map<String, Long> sums, Map<String, Long> amounts) {
    amounts.forEach((resource, amount) -> sums.merge(resource, amount, Long::sum));
  }
}
