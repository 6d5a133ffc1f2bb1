package dev.basalt.core.session;

import dev.basalt.core.model.NodeTable;
import dev.basalt.core.model.PodClass;
import dev.basalt.core.spi.NodeFilter;
import dev.basalt.core.spi.NodeScore;

/**
 * The filters and scores of single nodes that concern the pods of one class, and the class that
 * they are asked for. Most pods mount no claims, want no host ports and name no other pods: their
 * nodes are judged without a call to what is there for those that do.
 */
final class ClassHooks {
  private final PodClass podClass;
  private final NodeTable nodes;
  private final NodeFilter[] filters;
  private final NodeScore[] scores;

  ClassHooks(HookTable hooks, PodClass podClass, NodeTable nodes) {
    this.podClass = podClass;
    this.nodes = nodes;
    this.filters =
        hooks.nodeFilters.stream()
            .filter(filter -> filter.concerns(podClass))
            .toArray(NodeFilter[]::new);
    this.scores =
        hooks.nodeScores.stream()
            .filter(score -> score.concerns(podClass))
            .toArray(NodeScore[]::new);
  }

  boolean reject(int node) {
    for (NodeFilter filter : filters) {
      if (filter.reject(podClass, node, nodes) != null) {
        return true;
      }
    }
    return false;
  }

  /** Whether a node that is not rejected takes one pod of the class at most. */
  boolean takesOne(int node) {
    for (NodeFilter filter : filters) {
      if (filter.takesOne(podClass, node, nodes)) {
        return true;
      }
    }
    return false;
  }

  double score(int node) {
    double sum = 0;
    for (NodeScore score : scores) {
      sum += score.score(podClass, node, nodes);
    }
    return sum;
  }
}
