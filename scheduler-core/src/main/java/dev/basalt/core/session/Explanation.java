package dev.basalt.core.session;

import dev.basalt.core.model.NodeTable;
import dev.basalt.core.model.PodClass;
import dev.basalt.core.model.Wait;
import dev.basalt.core.model.WaitReason;
import dev.basalt.core.resource.Request;
import dev.basalt.core.resource.ResourceSchema;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Why pods of a class have no node: each node with the first thing that keeps it from taking one,
 * and what is free in sum on the nodes that match. Cost: O(nodes); made only for those that wait.
 */
public final class Explanation {
  private final PodClass podClass;
  private final ResourceSchema schema;
  private final Map<String, Integer> nodesByReason = new TreeMap<>();
  private final long[] freeInSum;
  private final long[] largestFree;
  private int nodeCount;
  private int matching;
  private long slots;
  private int takingOne;

  private Explanation(PodClass podClass, ResourceSchema schema) {
    this.podClass = podClass;
    this.schema = schema;
    this.freeInSum = new long[podClass.request().size()];
    this.largestFree = new long[podClass.request().size()];
  }

  static Explanation of(PodClass podClass, NodeTable nodes, HookTable hooks) {
    Explanation explanation = new Explanation(podClass, nodes.schema());
    for (int node = 0; node < nodes.size(); node++) {
      if (nodes.exists(node) && !nodes.isOutside(node)) {
        explanation.look(node, nodes, hooks);
      }
    }
    return explanation;
  }

  /** How many more pods of the class the nodes take now. */
  public long slots() {
    return slots;
  }

  /**
   * Why a number of pods cannot all be placed now.
   *
   * @param wanted pods of the class that need room, above {@link #slots()}
   */
  public Wait shortage(long wanted) {
    if (nodeCount == 0) {
      return new Wait(WaitReason.NOT_ENOUGH_RESOURCES, "there are no nodes");
    }
    if (matching == 0) {
      return new Wait(WaitReason.NO_NODE_MATCHES, "0/" + nodeCount + " nodes match: " + reasons());
    }
    String shortOf = missing(wanted);
    String pods = wanted == 1 ? "no node has room" : slots + " of " + wanted + " pods would fit";
    if (shortOf.isEmpty() && takingOne > 0) {
      return new Wait(
          WaitReason.NO_NODE_MATCHES,
          pods
              + "; "
              + takingOne
              + " node(s) take one of them each, by anti-affinity or host ports ("
              + summary()
              + ")");
    }
    if (shortOf.isEmpty()) {
      return new Wait(WaitReason.FRAGMENTED, pods + "; " + largest() + " (" + summary() + ")");
    }
    return new Wait(
        WaitReason.NOT_ENOUGH_RESOURCES, pods + "; short of " + shortOf + " (" + summary() + ")");
  }

  private void look(int node, NodeTable nodes, HookTable hooks) {
    nodeCount++;
    String closed = nodes.whyClosed(node);
    String reason = closed != null ? closed : hooks.rejection(podClass, node, nodes);
    if (reason != null) {
      count(reason);
      return;
    }
    matching++;
    Request request = podClass.request();
    long fits = Long.MAX_VALUE;
    for (int i = 0; i < request.size(); i++) {
      long idle = Math.max(0, nodes.idle(request.dimension(i), node));
      freeInSum[i] += idle;
      largestFree[i] = Math.max(largestFree[i], idle);
      fits = Math.min(fits, idle / request.amount(i));
      if (idle < request.amount(i)) {
        count("insufficient " + schema.name(request.dimension(i)));
      }
    }
    if (fits > 1 && hooks.takesOne(podClass, node, nodes)) {
      takingOne++;
      fits = 1;
    }
    slots += request.size() == 0 ? 1 : fits;
  }

  private void count(String reason) {
    nodesByReason.merge(reason, 1, Integer::sum);
  }

  /** The dimensions of which less is free in sum than is wanted, with the numbers. */
  private String missing(long wanted) {
    List<String> parts = new ArrayList<>();
    Request request = podClass.request();
    for (int i = 0; i < request.size(); i++) {
      long demand = saturatedProduct(wanted, request.amount(i));
      if (demand > freeInSum[i]) {
        int dimension = request.dimension(i);
        parts.add(
            schema.describe(dimension, demand - freeInSum[i])
                + ": "
                + schema.describe(dimension, demand)
                + " needed, "
                + schema.describe(dimension, freeInSum[i])
                + " free");
      }
    }
    return String.join("; ", parts);
  }

  /** Why no node has room although there is enough in sum: what is short even on the roomiest. */
  private String largest() {
    List<String> shortages = new ArrayList<>();
    List<String> pieces = new ArrayList<>();
    Request request = podClass.request();
    for (int i = 0; i < request.size(); i++) {
      int dimension = request.dimension(i);
      long asked = request.amount(i);
      String most =
          schema.describe(dimension, largestFree[i])
              + " free on one node, "
              + schema.describe(dimension, freeInSum[i])
              + " in sum";
      if (asked > largestFree[i]) {
        shortages.add(
            schema.describe(dimension, asked - largestFree[i])
                + ": "
                + schema.describe(dimension, asked)
                + " asked for by a pod, at most "
                + most);
      } else if (dimension != ResourceSchema.PODS) {
        pieces.add(schema.describe(dimension, asked) + " asked for by each pod, at most " + most);
      }
    }
    return shortages.isEmpty()
        ? String.join("; ", pieces)
        : "short of " + String.join("; ", shortages);
  }

  private String summary() {
    return nodesByReason.isEmpty()
        ? nodeCount + " nodes"
        : "of " + nodeCount + " nodes: " + reasons();
  }

  private String reasons() {
    return String.join(
        ", ",
        nodesByReason.entrySet().stream()
            .sorted(
                Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                    .thenComparing(Map.Entry.comparingByKey()))
            .map(entry -> entry.getValue() + " " + entry.getKey())
            .toList());
  }

  private static long saturatedProduct(long count, long amount) {
    return amount != 0 && count > Long.MAX_VALUE / amount ? Long.MAX_VALUE : count * amount;
  }
}
