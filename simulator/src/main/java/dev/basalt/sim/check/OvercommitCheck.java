package dev.basalt.sim.check;

import dev.basalt.core.event.NodeSpec;
import dev.basalt.core.resource.Quantities;
import dev.basalt.core.resource.ResourceList;
import dev.basalt.sim.check.Violation.Rule;
import dev.basalt.sim.cluster.ClusterObserver;
import dev.basalt.sim.cluster.SimulatedPod;
import dev.basalt.sim.time.Timeline;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Checks at each binding that the node's pods that have not ended fit into what it can hold, by the
 * API server's account.
 */
public final class OvercommitCheck implements ClusterObserver {
  private static final String PODS = "pods";

  private final Timeline timeline;
  private final Map<String, ResourceList> allocatable = new HashMap<>();
  private final Map<String, Map<String, Long>> heldByNode = new HashMap<>();
  private final Set<String> counted = new HashSet<>();
  private final List<Violation> violations = new ArrayList<>();

  public OvercommitCheck(Timeline timeline) {
    this.timeline = timeline;
  }

  /** Each binding that left its node overcommitted, oldest first. */
  public List<Violation> violations() {
    return List.copyOf(violations);
  }

  @Override
  public void nodeAdded(NodeSpec node) {
    allocatable.put(node.name(), node.allocatable());
  }

  @Override
  public void nodeChanged(NodeSpec node) {
    allocatable.put(node.name(), node.allocatable());
  }

  @Override
  public void nodeRemoved(NodeSpec node) {
    allocatable.remove(node.name());
  }

  @Override
  public void podBound(SimulatedPod pod) {
    String node = pod.nodeName();
    if (node == null || !counted.add(pod.uid())) {
      return;
    }
    Map<String, Long> held = heldByNode.computeIfAbsent(node, name -> new HashMap<>());
    add(held, pod, 1);
    ResourceList limits = allocatable.get(node);
    if (limits != null) {
      check(pod, node, held, limits);
    }
  }

  @Override
  public void podResized(SimulatedPod pod, ResourceList former) {
    Map<String, Long> held = pod.nodeName() == null ? null : heldByNode.get(pod.nodeName());
    if (held != null && counted.contains(pod.uid())) {
      former.forEach((resource, amount) -> held.merge(resource, -amount, Long::sum));
      pod.requests().forEach((resource, amount) -> held.merge(resource, amount, Long::sum));
    }
  }

  @Override
  public void podEnded(SimulatedPod pod) {
    release(pod);
  }

  @Override
  public void podRemoved(SimulatedPod pod) {
    release(pod);
  }

  private void release(SimulatedPod pod) {
    Map<String, Long> held = pod.nodeName() == null ? null : heldByNode.get(pod.nodeName());
    if (held != null && counted.remove(pod.uid())) {
      add(held, pod, -1);
    }
  }

  private static void add(Map<String, Long> held, SimulatedPod pod, int sign) {
    held.merge(PODS, (long) sign, Long::sum);
    pod.requests().forEach((resource, amount) -> held.merge(resource, sign * amount, Long::sum));
  }

  private void check(SimulatedPod pod, String node, Map<String, Long> held, ResourceList limits) {
    List<String> excesses = new ArrayList<>();
    checkResource(PODS, held, limits, excesses);
    pod.requests().forEach((resource, amount) -> checkResource(resource, held, limits, excesses));
    if (!excesses.isEmpty()) {
      violations.add(
          new Violation(
              Rule.NODE_OVERCOMMITTED,
              node,
              String.join(", ", excesses) + " after " + pod + " was bound",
              timeline.nanos()));
    }
  }

  private static void checkResource(
      String resource, Map<String, Long> held, ResourceList limits, List<String> excesses) {
    long used = held.getOrDefault(resource, 0L);
    if (used > limits.get(resource)) {
      excesses.add(
          Quantities.format(resource, used)
              + " of "
              + Quantities.format(resource, limits.get(resource))
              + " "
              + resource);
    }
  }
}
