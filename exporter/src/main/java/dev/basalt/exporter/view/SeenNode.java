package dev.basalt.exporter.view;

import dev.basalt.cluster.convert.NodeReader;
import dev.basalt.cluster.convert.Pools;
import dev.basalt.core.event.NodeSpec;
import dev.basalt.core.resource.ResourceList;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeCondition;
import java.util.Map;
import java.util.function.Function;

/**
 * What is kept of a node.
 *
 * @param labels its labels, by which zones may select it
 * @param allocatable what pods may use of it
 * @param usable whether it is ready and takes pods
 */
public record SeenNode(
    String name, Map<String, String> labels, ResourceList allocatable, boolean usable) {

  /** A reader of nodes, for one thread at a time. */
  public static Function<Node, SeenNode> reader() {
    NodeReader reader = new NodeReader(new Pools());
    return node -> {
      NodeSpec spec = reader.read(node);
      return new SeenNode(
          spec.name(), spec.labels(), spec.allocatable(), !spec.unschedulable() && ready(node));
    };
  }

  private static boolean ready(Node node) {
    if (node.getStatus() == null || node.getStatus().getConditions() == null) {
      return false;
    }
    for (NodeCondition condition : node.getStatus().getConditions()) {
      if ("Ready".equals(condition.getType())) {
        return "True".equals(condition.getStatus());
      }
    }
    return false;
  }
}
