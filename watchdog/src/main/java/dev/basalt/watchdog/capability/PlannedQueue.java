package dev.basalt.watchdog.capability;

import dev.basalt.core.resource.ResourceList;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A queue, with all that its capability depends on.
 *
 * @param parent the queue that it lies in; empty or {@code root} for none
 * @param rule null if its capability is not kept
 * @param min what it never falls below
 * @param max what it never exceeds
 * @param pools the nodes that are for it
 * @param capability as it is now; a resource that is not in it has no limit
 */
record PlannedQueue(
    String name,
    String parent,
    int weight,
    @Nullable CapabilityRule rule,
    ResourceList min,
    ResourceList max,
    ResourceList guarantee,
    Set<Pool> pools,
    ResourceList capability) {

  PlannedQueue {
    pools = Set.copyOf(pools);
  }

  /** Whether its share of a resource of a pool goes by weight. */
  boolean weighs(String resource, Pool pool) {
    return rule != null
        && rule.of(resource) instanceof CapabilityRule.Term.Weight
        && pools.contains(pool);
  }
}
