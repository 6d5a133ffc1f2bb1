package dev.basalt.watchdog.capability;

import dev.basalt.core.event.NodeSpec;
import dev.basalt.core.event.Taint;
import dev.basalt.core.resource.ResourceList;
import io.fabric8.kubernetes.api.model.Node;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A node, as far as capability depends on it.
 *
 * @param out why nothing can be placed there, such as {@code cordoned}; null if it counts
 */
record SeenNode(
    String name, Map<String, String> labels, ResourceList allocatable, @Nullable String out) {
  /** Taints by which Kubernetes keeps pods off a node, whatever they tolerate by themselves. */
  private static final Set<String> OF_KUBERNETES =
      Set.of("node.kubernetes.io/", "node.cloudprovider.kubernetes.io/");

  /** Taints of nodes that an autoscaler is about to take away. */
  private static final Set<String> ABOUT_TO_GO =
      Set.of("ToBeDeletedByClusterAutoscaler", "karpenter.sh/disrupted");

  SeenNode {
    labels = Map.copyOf(labels);
  }

  /**
   * What is kept of a node.
   *
   * @param spec the same, as scheduling reads it
   */
  static SeenNode of(Node node, NodeSpec spec) {
    return new SeenNode(spec.name(), spec.labels(), spec.allocatable(), whyOut(node, spec));
  }

  private static @Nullable String whyOut(Node node, NodeSpec spec) {
    if (node.getMetadata().getDeletionTimestamp() != null) {
      return "being deleted";
    }
    boolean ready =
        node.getStatus() != null
            && node.getStatus().getConditions() != null
            && node.getStatus().getConditions().stream()
                .anyMatch(is -> "Ready".equals(is.getType()) && "True".equals(is.getStatus()));
    if (!ready) {
      return "not ready";
    }
    if (spec.unschedulable()) {
      return "cordoned";
    }
    for (Taint taint : spec.taints()) {
      if (taint.effect() != Taint.Effect.PREFER_NO_SCHEDULE && keepsAllOff(taint.key())) {
        return "tainted " + taint.key();
      }
    }
    return null;
  }

  private static boolean keepsAllOff(String taint) {
    return ABOUT_TO_GO.contains(taint) || OF_KUBERNETES.stream().anyMatch(taint::startsWith);
  }
}
