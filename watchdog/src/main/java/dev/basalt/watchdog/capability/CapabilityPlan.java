package dev.basalt.watchdog.capability;

import dev.basalt.core.resource.Quantities;
import dev.basalt.core.resource.ResourceList;
import dev.basalt.watchdog.capability.CapabilityRule.Term;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What the capability of each queue should be, by what the nodes have at one moment. */
final class CapabilityPlan {
  private final Supply supply;
  private final QueueTree tree;
  private final Map<String, Map<String, Long>> byWeight = new HashMap<>();
  private final SortedMap<String, ResourceList> targets = new TreeMap<>();
  private final SortedMap<String, String> overdrawn = new TreeMap<>();

  private CapabilityPlan(Supply supply, Collection<PlannedQueue> queues) {
    this.supply = supply;
    this.tree = new QueueTree(queues);
  }

  /**
   * Plans.
   *
   * @param queues all there are, each name once
   */
  static CapabilityPlan of(Supply supply, Collection<PlannedQueue> queues) {
    CapabilityPlan plan = new CapabilityPlan(supply, queues);
    plan.divideByWeight();
    for (PlannedQueue queue : plan.tree.all()) {
      CapabilityRule rule = queue.rule();
      if (rule != null) {
        plan.targets.put(queue.name(), plan.target(queue, rule));
        String complaint = plan.overdrawn(queue);
        if (complaint != null) {
          plan.overdrawn.put(queue.name(), complaint);
        }
      }
    }
    return plan;
  }

  /**
   * What each queue's capability should be, by name; only those that are kept. A resource that is
   * absent has no limit.
   */
  SortedMap<String, ResourceList> targets() {
    return targets;
  }

  /**
   * Queues that are kept, whose guarantee together with that of others is more than their nodes
   * have: what is to be said of that.
   */
  SortedMap<String, String> overdrawn() {
    return overdrawn;
  }

  private void divideByWeight() {
    Set<String> resources = new TreeSet<>(supply.shared());
    for (PlannedQueue queue : tree.all()) {
      if (queue.rule() != null) {
        resources.addAll(queue.rule().named().keySet());
      }
    }
    for (Pool pool : supply.pools()) {
      ResourceList total = supply.total(pool);
      for (String resource : resources) {
        if (total.get(resource) > 0) {
          WeightShares.of(tree, resource, pool, total.get(resource))
              .forEach((queue, share) ->
                  byWeight
                      .computeIfAbsent(queue, first -> new HashMap<>())
                      .merge(resource, share, Long::sum));
        }
      }
    }
  }

  private ResourceList target(PlannedQueue queue, CapabilityRule rule) {
    ResourceList total = supply.total(queue.pools());
    Map<String, Long> target = new HashMap<>();
    for (String resource : resources(queue, rule)) {
      Term term = rule.of(resource);
      if (term == null) {
        continue;
      }
      long amount =
          switch (term) {
            case Term.Weight() ->
                byWeight.getOrDefault(queue.name(), Map.of()).getOrDefault(resource, 0L);
            case Term.Percent(int hundredths) -> percent(resource, total, hundredths);
            case Term.Amount(long asked) -> Math.min(asked, total.get(resource));
          };
      target.put(resource, bounded(queue, resource, amount));
    }
    return ResourceList.of(target);
  }

  /** A device that was limited stays so when its last node is gone: none is left of it. */
  private Set<String> resources(PlannedQueue queue, CapabilityRule rule) {
    Set<String> resources = new TreeSet<>(rule.named().keySet());
    if (rule.others() != null) {
      resources.addAll(supply.shared());
      addShared(queue.capability(), resources);
      addShared(queue.min(), resources);
      addShared(queue.max(), resources);
      addShared(queue.guarantee(), resources);
    }
    return resources;
  }

  private static void addShared(ResourceList amounts, Set<String> resources) {
    amounts.forEach((resource, amount) -> {
      if (CapabilityRule.isShared(resource)) {
        resources.add(resource);
      }
    });
  }

  private static long percent(String resource, ResourceList total, int hundredths) {
    long unit = WeightShares.unit(resource);
    long units = total.get(resource) / unit;
    return WeightShares.portion(units, hundredths, CapabilityRule.WHOLE) * unit;
  }

  private static long bounded(PlannedQueue queue, String resource, long amount) {
    long bounded = amount;
    if (queue.max().has(resource)) {
      bounded = Math.min(bounded, queue.max().get(resource));
    }
    return Math.max(bounded, Math.max(queue.min().get(resource), queue.guarantee().get(resource)));
  }

  private @Nullable String overdrawn(PlannedQueue queue) {
    ResourceList total = null;
    for (int i = 0; i < queue.guarantee().size(); i++) {
      String resource = queue.guarantee().name(i);
      if (queue.guarantee().amount(i) == 0) {
        continue;
      }
      total = total == null ? supply.total(queue.pools()) : total;
      long promised = 0;
      for (PlannedQueue top : tree.tops()) {
        promised = plus(promised, guaranteed(top, queue.pools(), resource));
      }
      if (promised > total.get(resource)) {
        return "%s %s is guaranteed to queues of the same zones, whose nodes have %s; lower spec.guarantee or add nodes"
            .formatted(
                Quantities.format(resource, promised),
                resource,
                Quantities.format(resource, total.get(resource)));
      }
    }
    return null;
  }

  /** What is guaranteed to a queue or to those in it, as far as it can be nowhere else. */
  private long guaranteed(PlannedQueue queue, Set<Pool> pools, String resource) {
    long below = 0;
    for (PlannedQueue child : tree.in(queue)) {
      below = plus(below, guaranteed(child, pools, resource));
    }
    long own = pools.containsAll(queue.pools()) ? queue.guarantee().get(resource) : 0;
    return Math.max(own, below);
  }

  private static long plus(long first, long second) {
    long sum = first + second;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }
}
