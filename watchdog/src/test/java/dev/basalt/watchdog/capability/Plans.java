package dev.basalt.watchdog.capability;

import dev.basalt.core.event.ZoneSelectors;
import dev.basalt.core.resource.ResourceList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Nodes and queues for tests of plans. */
final class Plans {
  private Plans() {}

  static SeenNode node(String name, String zone, Map<String, String> room) {
    return new SeenNode(name, Map.of("basalt.dev/zone", zone), ResourceList.parse(room), null);
  }

  static SeenNode out(SeenNode node, String why) {
    return new SeenNode(node.name(), node.labels(), node.allocatable(), why);
  }

  static Supply supply(SeenNode... nodes) {
    return Supply.of(List.of(nodes), new ZoneSelectors());
  }

  static PlannedQueue queue(
      String name, String parent, int weight, @Nullable String rule, String... zones) {
    Set<Pool> pools = new HashSet<>();
    for (String zone : zones) {
      pools.add(new Pool(zone, ""));
    }
    return new PlannedQueue(
        name,
        parent,
        weight,
        rule == null ? null : CapabilityRule.parse(rule),
        ResourceList.EMPTY,
        ResourceList.EMPTY,
        ResourceList.EMPTY,
        pools,
        ResourceList.EMPTY);
  }

  static PlannedQueue bounded(
      PlannedQueue queue, ResourceList min, ResourceList max, ResourceList guarantee) {
    return new PlannedQueue(
        queue.name(),
        queue.parent(),
        queue.weight(),
        queue.rule(),
        min,
        max,
        guarantee,
        queue.pools(),
        queue.capability());
  }

  static PlannedQueue limited(PlannedQueue queue, ResourceList capability) {
    return new PlannedQueue(
        queue.name(),
        queue.parent(),
        queue.weight(),
        queue.rule(),
        queue.min(),
        queue.max(),
        queue.guarantee(),
        queue.pools(),
        capability);
  }

  static ResourceList amounts(String... namesAndAmounts) {
    Map<String, String> texts = new HashMap<>();
    for (int i = 0; i < namesAndAmounts.length; i += 2) {
      texts.put(namesAndAmounts[i], namesAndAmounts[i + 1]);
    }
    return ResourceList.parse(texts);
  }
}
