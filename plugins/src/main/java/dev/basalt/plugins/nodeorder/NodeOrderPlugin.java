package dev.basalt.plugins.nodeorder;

import dev.basalt.core.event.NodeAffinity.Preference;
import dev.basalt.core.event.NodeMatcher;
import dev.basalt.core.event.NodeSpec;
import dev.basalt.core.event.Taint;
import dev.basalt.core.event.Toleration;
import dev.basalt.core.model.NodeTable;
import dev.basalt.core.model.PodClass;
import dev.basalt.core.peers.Peers.Part;
import dev.basalt.core.resource.ResourceSchema;
import dev.basalt.core.spi.Argument;
import dev.basalt.core.spi.Arguments;
import dev.basalt.core.spi.Hooks;
import dev.basalt.core.spi.Plugin;
import dev.basalt.core.spi.PluginFactory;
import dev.basalt.core.spi.Reach;
import java.util.List;

/**
 * Scores nodes by their load and by what pods prefer, as a weighted sum of parts of 0 to 100.
 *
 * <p>The parts are kube-scheduler's, on absolute scales: none is normalised over the nodes of a
 * cluster, so that a score changes only when its own node does.
 */
public final class NodeOrderPlugin implements Plugin {
  private static final Argument LEAST_REQUESTED =
      new Argument("leastrequested.weight", "1", "weight of nodes with little on them");
  private static final Argument MOST_REQUESTED =
      new Argument("mostrequested.weight", "0", "weight of nodes with much on them");
  private static final Argument BALANCED =
      new Argument("balancedresource.weight", "1", "weight of nodes whose cpu and memory are used in equal parts");
  private static final Argument NODE_AFFINITY =
      new Argument("nodeaffinity.weight", "2", "weight of preferred node affinity");
  private static final Argument TAINT_TOLERATION =
      new Argument("tainttoleration.weight", "3", "weight of nodes without taints `PreferNoSchedule` that the pod does not tolerate");

  private static final Argument POD_AFFINITY =
      new Argument("podaffinity.weight", "2", "weight of preferred pod affinity");
  private static final Argument TOPOLOGY_SPREAD =
      new Argument("podtopologyspread.weight", "2", "weight of topology spread with `ScheduleAnyway`");
  private static final Argument IMAGE_LOCALITY =
      new Argument("imagelocality.weight", "0", "accepted without an effect");

  private final int leastRequested;
  private final int mostRequested;
  private final int balanced;
  private final int nodeAffinity;
  private final int taintToleration;
  private final int podAffinity;
  private final int topologySpread;

  private NodeOrderPlugin(Arguments arguments) {
    leastRequested = arguments.integer(LEAST_REQUESTED, 0);
    mostRequested = arguments.integer(MOST_REQUESTED, 0);
    balanced = arguments.integer(BALANCED, 0);
    nodeAffinity = arguments.integer(NODE_AFFINITY, 0);
    taintToleration = arguments.integer(TAINT_TOLERATION, 0);
    podAffinity = arguments.integer(POD_AFFINITY, 0);
    topologySpread = arguments.integer(TOPOLOGY_SPREAD, 0);
    arguments.integer(IMAGE_LOCALITY, 0);
  }

  /** Makes the plugin {@code nodeorder}. */
  public static final class Factory implements PluginFactory {
    @Override
    public String name() {
      return "nodeorder";
    }

    @Override
    public List<Argument> arguments() {
      return List.of(
          LEAST_REQUESTED,
          MOST_REQUESTED,
          BALANCED,
          NODE_AFFINITY,
          TAINT_TOLERATION,
          POD_AFFINITY,
          TOPOLOGY_SPREAD,
          IMAGE_LOCALITY);
    }

    @Override
    public NodeOrderPlugin create(Arguments arguments) {
      return new NodeOrderPlugin(arguments);
    }
  }

  @Override
  public void register(Hooks hooks) {
    if (nodeAffinity > 0 || taintToleration > 0) {
      hooks.nodeScore(Reach.ATTRIBUTES, this::preferenceScore);
    }
    if (leastRequested > 0 || mostRequested > 0 || balanced > 0) {
      hooks.nodeScore(Reach.NODE, this::loadScore);
    }
    if (podAffinity > 0 || topologySpread > 0) {
      hooks.nodeScore(Reach.CLUSTER, new PeerScore(Part.NODE, podAffinity, topologySpread));
      hooks.nodeScore(Reach.GROUP, new PeerScore(Part.GROUP, podAffinity, topologySpread));
    }
  }

  double preferenceScore(PodClass podClass, int node, NodeTable nodes) {
    NodeSpec spec = nodes.spec(node);
    return nodeAffinity * affinity(podClass.shape().affinity().preferred(), spec)
        + taintToleration * tolerance(podClass.shape().tolerations(), spec.taints());
  }

  double loadScore(PodClass podClass, int node, NodeTable nodes) {
    double cpu = filled(podClass, ResourceSchema.CPU, node, nodes);
    double memory = filled(podClass, ResourceSchema.MEMORY, node, nodes);
    double free = (Math.max(0, 1 - cpu) + Math.max(0, 1 - memory)) / 2;
    double full = ((cpu > 1 ? 0 : cpu) + (memory > 1 ? 0 : memory)) / 2;
    double imbalance = Math.abs(Math.min(1, cpu) - Math.min(1, memory)) / 2;
    return 100 * (leastRequested * free + mostRequested * full + balanced * (1 - imbalance));
  }

  /** The part of a node's resource in use once a pod of the class is there; over 1: too much. */
  private static double filled(PodClass podClass, int dimension, int node, NodeTable nodes) {
    long used = nodes.used(dimension, node) + podClass.request().amountOf(dimension);
    long allocatable = nodes.allocatable(dimension, node);
    return allocatable <= 0 ? 2 : (double) used / allocatable;
  }

  /**
   * Weights of the matching preferences in percent of all weights, 0 where nothing is preferred.
   */
  static double affinity(List<Preference> preferences, NodeSpec node) {
    long matching = 0;
    long all = 0;
    for (int i = 0; i < preferences.size(); i++) {
      Preference preference = preferences.get(i);
      all += preference.weight();
      if (NodeMatcher.matches(preference.term(), node)) {
        matching += preference.weight();
      }
    }
    return all == 0 ? 0 : 100.0 * matching / all;
  }

  /** 100 divided by one more than the number of PreferNoSchedule taints not tolerated. */
  static double tolerance(List<Toleration> tolerations, List<Taint> taints) {
    int untolerated = 0;
    for (int i = 0; i < taints.size(); i++) {
      Taint taint = taints.get(i);
      if (taint.effect() == Taint.Effect.PREFER_NO_SCHEDULE
          && !NodeMatcher.tolerates(tolerations, taint)) {
        untolerated++;
      }
    }
    return 100.0 / (1 + untolerated);
  }
}
