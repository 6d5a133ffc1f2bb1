package dev.basalt.core.dependency;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who must come before whom. */
public final class Dependencies {
  private final Map<String, Set<String>> before = new LinkedHashMap<>();

  /** Somebody depends on a name that nobody has. */
  public record Undefined(String vertex, String dependency) {}

  /** Adds a vertex and what it depends on; one that is there already gets more of them. */
  public void add(String vertex, List<String> dependencies) {
    before.computeIfAbsent(vertex, name -> new LinkedHashSet<>()).addAll(dependencies);
  }

  /** The first dependency that is no vertex; null if there is none. */
  public @Nullable Undefined undefined() {
    for (Map.Entry<String, Set<String>> vertex : before.entrySet()) {
      for (String dependency : vertex.getValue()) {
        if (!before.containsKey(dependency)) {
          return new Undefined(vertex.getKey(), dependency);
        }
      }
    }
    return null;
  }

  /**
   * Vertices of which each depends on the next, and the last on the first; empty if there are none
   * such.
   */
  public List<String> circle() {
    Set<String> left = unreachable();
    if (left.isEmpty()) {
      return List.of();
    }
    // Each vertex that is left depends on one that is left, so the way ends in a circle.
    List<String> way = new ArrayList<>();
    String vertex = left.iterator().next();
    while (!way.contains(vertex)) {
      way.add(vertex);
      vertex =
          before.getOrDefault(vertex, Set.of()).stream()
              .filter(left::contains)
              .findFirst()
              .orElseThrow();
    }
    return List.copyOf(way.subList(way.indexOf(vertex), way.size()));
  }

  /** Vertices whose turn never comes, as they wait for each other. */
  private Set<String> unreachable() {
    Map<String, List<String>> after = new HashMap<>();
    Map<String, Integer> missing = new HashMap<>();
    Deque<String> ready = new ArrayDeque<>();
    before.forEach((vertex, dependencies) -> {
      List<String> known = dependencies.stream().filter(before::containsKey).toList();
      known.forEach(name -> after.computeIfAbsent(name, n -> new ArrayList<>()).add(vertex));
      missing.put(vertex, known.size());
      if (known.isEmpty()) {
        ready.add(vertex);
      }
    });
    Set<String> left = new LinkedHashSet<>(before.keySet());
    while (!ready.isEmpty()) {
      String reached = ready.remove();
      left.remove(reached);
      for (String next : after.getOrDefault(reached, List.of())) {
        if (missing.merge(next, -1, Integer::sum) == 0) {
          ready.add(next);
        }
      }
    }
    return left;
  }
}
