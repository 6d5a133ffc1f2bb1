package dev.basalt.cluster.convert;

import dev.basalt.api.names.BasaltNames;
import dev.basalt.core.event.NodeSpec;
import dev.basalt.core.event.Taint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A node being read, field by field, in any order; the counterpart of {@link PodDraft}. Reused from
 * node to node; owned by one thread.
 */
public final class NodeDraft {
  private final Pools pools;
  private final Map<String, String> labels = new HashMap<>();
  private final List<Taint> taints = new ArrayList<>();
  private String name = "";
  private String uid = "";
  private Amounts allocatable = Amounts.NONE;
  private boolean unschedulable;
  private @Nullable String owner;

  /** A draft whose specs share strings through these pools. */
  public NodeDraft(Pools pools) {
    this.pools = pools;
  }

  /** Forgets everything, for the next node. */
  public void clear() {
    labels.clear();
    taints.clear();
    name = "";
    uid = "";
    allocatable = Amounts.NONE;
    unschedulable = false;
    owner = null;
  }

  public void name(String value) {
    name = pools.string(value);
  }

  public void uid(String value) {
    uid = value;
  }

  public void label(String key, String value) {
    labels.put(pools.string(key), pools.string(value));
  }

  public void annotation(String key, String value) {
    if (key.equals(BasaltNames.OWNER) && !value.isEmpty()) {
      owner = pools.string(value);
    }
  }

  public void taint(String key, String value, String effect) {
    Taint.Effect parsed = effect(effect);
    // An effect that is not known must not let pods in.
    taints.add(
        new Taint(
            pools.string(key),
            pools.string(value),
            parsed == null ? Taint.Effect.NO_SCHEDULE : parsed));
  }

  public void unschedulable(boolean value) {
    unschedulable = value;
  }

  /** {@code status.allocatable}. */
  public void allocatable(Amounts amounts) {
    allocatable = amounts;
  }

  /** The node as read. */
  public NodeSpec build() {
    String problem =
        allocatable.problem() == null ? null : "status.allocatable." + allocatable.problem();
    return NodeSpec.builder(name, uid)
        .allocatable(pools.amounts(allocatable.list()))
        .labels(labels)
        .taints(taints)
        .unschedulable(unschedulable)
        .owner(owner)
        .problem(problem)
        .build();
  }

  /** The effect of that name in the API, null for any other text. */
  static Taint.@Nullable Effect effect(String text) {
    return switch (text) {
      case "NoSchedule" -> Taint.Effect.NO_SCHEDULE;
      case "PreferNoSchedule" -> Taint.Effect.PREFER_NO_SCHEDULE;
      case "NoExecute" -> Taint.Effect.NO_EXECUTE;
      default -> null;
    };
  }
}
