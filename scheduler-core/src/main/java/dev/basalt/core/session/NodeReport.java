package dev.basalt.core.session;

import dev.basalt.core.model.NodeTable;
import dev.basalt.core.model.PodClass;
import dev.basalt.core.resource.Request;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What each node says to one more pod of a class. Cost: O(nodes); made when somebody asks.
 *
 * @param nodes how many there are
 * @param matching those that no filter rejects
 * @param fitting those that would take the pod now
 * @param failures how many nodes each filter or resource rules out, most first; a node that lacks
 *     several resources counts for each
 * @param nearest the node that lacks least, null if none matches or none lacks anything
 */
public record NodeReport(
    int nodes,
    int matching,
    int fitting,
    Map<String, Integer> failures,
    @Nullable NearMiss nearest) {

  /** A node that would do but for some room. */
  public record NearMiss(String node, List<Shortage> shortages) {}

  /**
   * A resource of which a node has too little.
   *
   * @param asked what the pod asks for, in the resource's unit
   * @param free what the node has left, at least 0
   * @param text the same for people: {@code 2 cpu short: 4 cpu asked, 2 cpu free}
   */
  public record Shortage(String resource, long asked, long free, String text) {
    /** By how much it is short. */
    public long missing() {
      return asked - free;
    }
  }

  static NodeReport of(PodClass podClass, NodeTable nodes, HookTable hooks) {
    Map<String, Integer> failures = new TreeMap<>();
    NearMiss nearest = null;
    double least = Double.MAX_VALUE;
    int count = 0;
    int matching = 0;
    int fitting = 0;
    for (int node = 0; node < nodes.size(); node++) {
      if (!nodes.exists(node) || nodes.isOutside(node)) {
        continue;
      }
      count++;
      String closed = nodes.whyClosed(node);
      String rejection = closed != null ? closed : hooks.rejection(podClass, node, nodes);
      if (rejection != null) {
        failures.merge(rejection, 1, Integer::sum);
        continue;
      }
      matching++;
      List<Shortage> shortages = shortages(podClass.request(), node, nodes);
      shortages.forEach(lack -> failures.merge("insufficient " + lack.resource(), 1, Integer::sum));
      if (shortages.isEmpty()) {
        fitting++;
      } else if (distance(shortages) < least) {
        least = distance(shortages);
        nearest = new NearMiss(nodes.spec(node).name(), List.copyOf(shortages));
      }
    }
    return new NodeReport(count, matching, fitting, mostFirst(failures), nearest);
  }

  private static List<Shortage> shortages(Request request, int node, NodeTable nodes) {
    List<Shortage> shortages = new ArrayList<>();
    for (int i = 0; i < request.size(); i++) {
      int dimension = request.dimension(i);
      long asked = request.amount(i);
      long free = Math.max(0, nodes.idle(dimension, node));
      if (free < asked) {
        String text =
            "%s short: %s asked, %s free"
                .formatted(
                    nodes.schema().describe(dimension, asked - free),
                    nodes.schema().describe(dimension, asked),
                    nodes.schema().describe(dimension, free));
        shortages.add(new Shortage(nodes.schema().name(dimension), asked, free, text));
      }
    }
    return shortages;
  }

  /** Fewer resources short are nearer; then the smaller sum of the parts that are short. */
  private static double distance(List<Shortage> shortages) {
    double parts = 0;
    for (Shortage shortage : shortages) {
      parts += (double) shortage.missing() / shortage.asked();
    }
    return shortages.size() * (double) Integer.MAX_VALUE + parts;
  }

  private static Map<String, Integer> mostFirst(Map<String, Integer> failures) {
    Map<String, Integer> sorted = new LinkedHashMap<>();
    failures.entrySet().stream()
        .sorted(
            Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()))
        .forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
    return sorted;
  }
}
