package dev.basalt.core.event;

import dev.basalt.core.resource.ResourceList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A node as far as scheduling reads it.
 *
 * @param name the node's name
 * @param uid tells a node from one that had the same name before it
 * @param allocatable what pods may use in total, {@code pods} included
 * @param labels the node's labels
 * @param taints the node's taints
 * @param unschedulable whether the node is cordoned
 * @param problem why this object cannot be used ({@code status.allocatable: ...}), null if it can;
 *     such a node takes no pods
 */
public record NodeSpec(
    String name,
    String uid,
    ResourceList allocatable,
    Map<String, String> labels,
    List<Taint> taints,
    boolean unschedulable,
    @Nullable String problem) {

  public NodeSpec {
    labels = Map.copyOf(labels);
    taints = List.copyOf(taints);
  }

  /** Whether only the amounts differ, so that no cached verdict about attributes is stale. */
  public boolean sameAttributes(NodeSpec other) {
    return unschedulable == other.unschedulable
        && labels.equals(other.labels)
        && taints.equals(other.taints)
        && Objects.equals(problem, other.problem);
  }
}
