package dev.basalt.webhook.rules;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who must come before whom. */
final class Graph {
  private final Map<String, Set<String>> before = new HashMap<>();

  /** Adds a vertex and what it depends on; one that is there already gets more of them. */
  void add(String vertex, List<String> dependencies) {
    before.computeIfAbsent(vertex, name -> new HashSet<>()).addAll(dependencies);
  }

  /** A dependency that is no vertex; null if there is none. */
  @Nullable String undefined() {
    return before.values().stream()
        .flatMap(Set::stream)
        .filter(name -> !before.containsKey(name))
        .sorted()
        .findFirst()
        .orElse(null);
  }

  /** Whether some vertices can never be reached, as they wait for each other. */
  boolean hasCycle() {
    Map<String, Set<String>> after = new HashMap<>();
    Map<String, Integer> missing = new HashMap<>();
    Deque<String> ready = new ArrayDeque<>();
    before.forEach((vertex, dependencies) -> {
      dependencies.forEach(name -> after.computeIfAbsent(name, n -> new HashSet<>()).add(vertex));
      missing.put(vertex, dependencies.size());
      if (dependencies.isEmpty()) {
        ready.add(vertex);
      }
    });
    int reached = 0;
    while (!ready.isEmpty()) {
      reached++;
      for (String next : after.getOrDefault(ready.remove(), Set.of())) {
        if (missing.merge(next, -1, Integer::sum) == 0) {
          ready.add(next);
        }
      }
    }
    return reached < before.size();
  }
}
