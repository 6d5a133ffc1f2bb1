package dev.basalt.watchdog.capability;

import dev.basalt.api.names.VolcanoNames;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Queues as they lie in each other. One whose parent is not there, or that lies in itself, lies in
 * none.
 */
final class QueueTree {
  private final Map<String, PlannedQueue> queues = new TreeMap<>();
  private final Map<String, List<PlannedQueue>> children = new HashMap<>();
  private final List<PlannedQueue> tops = new ArrayList<>();

  QueueTree(Collection<PlannedQueue> all) {
    for (PlannedQueue queue : all) {
      if (!queue.name().equals(VolcanoNames.ROOT_QUEUE)) {
        queues.put(queue.name(), queue);
      }
    }
    for (PlannedQueue queue : queues.values()) {
      if (queues.containsKey(queue.parent()) && !liesInItself(queue)) {
        children.computeIfAbsent(queue.parent(), first -> new ArrayList<>()).add(queue);
      } else {
        tops.add(queue);
      }
    }
  }

  /** All but root, by name. */
  Collection<PlannedQueue> all() {
    return queues.values();
  }

  /** Those that lie in none, by name. */
  List<PlannedQueue> tops() {
    return tops;
  }

  /** Those that lie directly in a queue, by name. */
  List<PlannedQueue> in(PlannedQueue queue) {
    return children.getOrDefault(queue.name(), List.of());
  }

  private boolean liesInItself(PlannedQueue queue) {
    Set<String> above = new HashSet<>();
    PlannedQueue around = queues.get(queue.parent());
    while (around != null && above.add(around.name())) {
      if (around.name().equals(queue.name())) {
        return true;
      }
      around = queues.get(around.parent());
    }
    return false;
  }
}
