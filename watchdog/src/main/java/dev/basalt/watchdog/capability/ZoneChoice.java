package dev.basalt.watchdog.capability;

import dev.basalt.core.event.NodeZoneSpec;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which pools are for which queue. Remembers each zone that ever had a node: one that lost its last
 * has nothing, but one that never had any may be a slip of the pen.
 */
final class ZoneChoice {
  private final Set<String> known = new TreeSet<>();
  private Map<String, NodeZoneSpec> described = Map.of();
  private Set<Pool> pools = Set.of();

  /** Takes over what there is now. */
  void look(Set<Pool> seen, Collection<NodeZoneSpec> zones) {
    pools = seen;
    seen.forEach(pool -> known.add(pool.zone()));
    Map<String, NodeZoneSpec> byName = new HashMap<>();
    zones.forEach(zone -> byName.put(zone.name(), zone));
    described = byName;
  }

  /** Those zones of a queue that no node ever was in, by name. */
  List<String> unknown(QueueSettings settings) {
    return settings.zones() == null
        ? List.of()
        : settings.zones().stream()
            .filter(zone -> !known.contains(zone) && !described.containsKey(zone))
            .sorted()
            .toList();
  }

  /** The zones there are, by name. */
  Set<String> known() {
    return known;
  }

  /** Every pool there is. */
  Set<Pool> pools() {
    return pools;
  }

  /** The pools that are for a queue. */
  Set<Pool> of(QueueRecord queue, QueueSettings settings) {
    Set<Pool> chosen = new HashSet<>();
    for (Pool pool : pools) {
      boolean zone =
          settings.zones() == null
              ? !reservedForOthers(pool.zone(), queue.name())
              : settings.zones().contains(pool.zone());
      boolean group = queue.groups() == null || queue.groups().contains(pool.group());
      if (zone && group && !queue.notGroups().contains(pool.group())) {
        chosen.add(pool);
      }
    }
    return chosen;
  }

  private boolean reservedForOthers(String zone, String queue) {
    NodeZoneSpec spec = described.get(zone);
    return spec != null && spec.reserved() && !spec.queues().contains(queue);
  }
}
