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
 * @param owner the scheduler that alone may place pods here ({@code basalt.dev/owner}), null if
 *     none claims it
 * @param selectedZone the zone whose selector put it there, null where its label decides; never
 *     from the node's own object
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
    @Nullable String owner,
    @Nullable String selectedZone,
    @Nullable String problem) {

  /** The label that says to which zone a node belongs. */
  public static final String ZONE = "basalt.dev/zone";

  /** The zone of nodes that name none. */
  public static final String DEFAULT_ZONE = "default";

  public NodeSpec {
    labels = Map.copyOf(labels);
    taints = List.copyOf(taints);
  }

  /** The zone it belongs to, {@link #DEFAULT_ZONE} where neither selector nor label says so. */
  public String zone() {
    if (selectedZone != null) {
      return selectedZone;
    }
    String zone = labels.get(ZONE);
    return zone == null || zone.isEmpty() ? DEFAULT_ZONE : zone;
  }

  /** Whether only the amounts differ, so that no cached verdict about attributes is stale. */
  public boolean sameAttributes(NodeSpec other) {
    return unschedulable == other.unschedulable
        && labels.equals(other.labels)
        && taints.equals(other.taints)
        && Objects.equals(selectedZone, other.selectedZone)
        && Objects.equals(problem, other.problem);
  }

  /** Describes a node; what is not said is as in an object that leaves it out. */
  public static Builder builder(String name, String uid) {
    return new Builder(name, uid);
  }

  /** A builder that holds all that this says. */
  public Builder toBuilder() {
    return new Builder(name, uid)
        .allocatable(allocatable)
        .labels(labels)
        .taints(taints)
        .unschedulable(unschedulable)
        .owner(owner)
        .selectedZone(selectedZone)
        .problem(problem);
  }

  /** Describes one, field by field; may go on after {@link #build}. */
  public static final class Builder {
    private final String name;
    private String uid;
    private ResourceList allocatable = ResourceList.EMPTY;
    private Map<String, String> labels = Map.of();
    private List<Taint> taints = List.of();
    private boolean unschedulable;
    private @Nullable String owner;
    private @Nullable String selectedZone;
    private @Nullable String problem;

    private Builder(String name, String uid) {
      this.name = name;
      this.uid = uid;
    }

    public Builder uid(String value) {
      uid = value;
      return this;
    }

    public Builder allocatable(ResourceList value) {
      allocatable = value;
      return this;
    }

    public Builder labels(Map<String, String> value) {
      labels = value;
      return this;
    }

    public Builder taints(List<Taint> value) {
      taints = value;
      return this;
    }

    public Builder unschedulable(boolean value) {
      unschedulable = value;
      return this;
    }

    public Builder owner(@Nullable String value) {
      owner = value;
      return this;
    }

    public Builder selectedZone(@Nullable String value) {
      selectedZone = value;
      return this;
    }

    public Builder problem(@Nullable String value) {
      problem = value;
      return this;
    }

    public NodeSpec build() {
      return new NodeSpec(
          name, uid, allocatable, labels, taints, unschedulable, owner, selectedZone, problem);
    }
  }
}
