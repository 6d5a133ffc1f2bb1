package dev.basalt.watchdog.capability;

import dev.basalt.api.names.VolcanoNames;
import dev.basalt.core.event.ZoneSelectors;
import dev.basalt.core.resource.ResourceList;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What the nodes have at one moment. */
final class Supply {
  /** More names than these are counted only. */
  private static final int NAMES = 3;

  /** A node in its pool. */
  private record Member(Pool pool, ResourceList allocatable, @Nullable String out) {}

  private final Map<String, Member> nodes = new HashMap<>();
  private final SortedMap<Pool, ResourceList> totals = new TreeMap<>();
  private final SortedSet<String> shared = new TreeSet<>(Set.of("cpu", "memory"));

  private Supply() {}

  /** Adds up the nodes that count; the others are remembered. */
  static Supply of(Collection<SeenNode> seen, ZoneSelectors zones) {
    Supply supply = new Supply();
    Map<Pool, Map<String, Long>> sums = new HashMap<>();
    for (SeenNode node : seen) {
      String group = node.labels().getOrDefault(VolcanoNames.NODE_GROUP_NAME, "");
      Pool pool = new Pool(zones.zoneOf(node.labels()), group);
      supply.nodes.put(node.name(), new Member(pool, node.allocatable(), node.out()));
      Map<String, Long> sum = sums.computeIfAbsent(pool, first -> new HashMap<>());
      if (node.out() == null) {
        node.allocatable().forEach((name, amount) -> sum.merge(name, amount, Supply::plus));
      }
    }
    sums.forEach((pool, sum) -> {
      supply.totals.put(pool, ResourceList.of(sum));
      sum.keySet().stream().filter(CapabilityRule::isShared).forEach(supply.shared::add);
    });
    return supply;
  }

  /** Every pool that has a node, whether one counts or not. */
  Set<Pool> pools() {
    return totals.keySet();
  }

  /** What the nodes of a pool that count have. */
  ResourceList total(Pool pool) {
    return totals.getOrDefault(pool, ResourceList.EMPTY);
  }

  /** What the nodes of some pools that count have. */
  ResourceList total(Collection<Pool> pools) {
    ResourceList total = ResourceList.EMPTY;
    for (Pool pool : pools) {
      total = total.plus(total(pool));
    }
    return total;
  }

  /** The resources that a rule for all of them is for: CPU, memory and each device there is. */
  Set<String> shared() {
    return shared;
  }

  /**
   * What became of the nodes of some pools since then, such as {@code node a removed}; empty if
   * nothing did.
   */
  String since(Supply before, Set<Pool> pools) {
    SortedMap<String, List<String>> happenings = new TreeMap<>();
    for (Map.Entry<String, Member> node : before.nodes.entrySet()) {
      Member was = node.getValue();
      Member is = nodes.get(node.getKey());
      if (counts(was, pools) && (is == null || !counts(is, pools))) {
        String happened = is == null ? "removed" : lost(is);
        happenings.computeIfAbsent(happened, first -> new ArrayList<>()).add(node.getKey());
      }
    }
    for (Map.Entry<String, Member> node : nodes.entrySet()) {
      Member was = before.nodes.get(node.getKey());
      Member is = node.getValue();
      if (!counts(is, pools)) {
        continue;
      }
      if (was == null || !counts(was, pools)) {
        String happened = was == null ? "added" : found(was);
        happenings.computeIfAbsent(happened, first -> new ArrayList<>()).add(node.getKey());
      } else if (!was.allocatable().equals(is.allocatable())) {
        happenings
            .computeIfAbsent("resized", first -> new ArrayList<>())
            .add(node.getKey());
      }
    }
    List<String> texts = new ArrayList<>();
    happenings.forEach((happened, names) -> texts.add(names(names) + " " + happened));
    return String.join("; ", texts);
  }

  private static boolean counts(Member node, Set<Pool> pools) {
    return node.out() == null && pools.contains(node.pool());
  }

  private static String lost(Member node) {
    return node.out() == null ? "moved to zone " + node.pool().zone() : node.out();
  }

  private static String found(Member node) {
    return node.out() == null
        ? "came from zone " + node.pool().zone()
        : "available again (was " + node.out() + ")";
  }

  private static String names(List<String> nodes) {
    nodes.sort(null);
    String first = String.join(", ", nodes.subList(0, Math.min(NAMES, nodes.size())));
    return nodes.size() <= NAMES
        ? (nodes.size() == 1 ? "node " : "nodes ") + first
        : "nodes " + first + " and " + (nodes.size() - NAMES) + " more";
  }

  private static long plus(long first, long second) {
    long sum = first + second;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }
}
