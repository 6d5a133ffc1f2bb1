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
import org.jspecify.annotations.Nullable;

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

  /** Names of all, each after those that it lies in. */
  List<String> downward() {
    List<String> names = new ArrayList<>();
    tops.forEach(top -> addDownward(top, names));
    return names;
  }

  /** What a queue lies in, null if in none. */
  @Nullable PlannedQueue around(PlannedQueue queue) {
    return tops.contains(queue) ? null : queues.get(queue.parent());
  }

  private void addDownward(PlannedQueue queue, List<String> names) {
    names.add(queue.name());
    in(queue).forEach(child -> addDownward(child, names));
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
