package dev.basalt.sim.cluster;

import dev.basalt.core.event.HostPort;
import dev.basalt.core.resource.Quantities;
import dev.basalt.core.resource.ResourceList;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What runs on one node by its kubelet's own account. */
final class NodeOccupancy {
  private static final String PODS = "pods";

  /**
   * Why a pod does not fit.
   *
   * @param reason {@code OutOf} and the resource, or {@code NodePorts}
   */
  record Refusal(String reason, String message) {}

  private final Map<String, SimulatedPod> holders = new LinkedHashMap<>();
  private final Map<String, ResourceList> amounts = new HashMap<>();
  private final Map<String, Long> held = new HashMap<>();

  /** Null if the pod fits into what is left of the node's allocatable, else why it does not. */
  @Nullable Refusal check(SimulatedPod pod, ResourceList allocatable) {
    Refusal refusal = check(PODS, 1, holders.size(), allocatable);
    for (int i = 0; refusal == null && i < pod.requests().size(); i++) {
      String resource = pod.requests().name(i);
      long asked = pod.requests().amount(i);
      if (asked > 0) {
        refusal = check(resource, asked, held.getOrDefault(resource, 0L), allocatable);
      }
    }
    return refusal == null ? checkPorts(pod) : refusal;
  }

  void add(SimulatedPod pod) {
    if (holders.putIfAbsent(pod.uid(), pod) == null) {
      amounts.put(pod.uid(), pod.requests());
      pod.requests().forEach((resource, amount) -> held.merge(resource, amount, Long::sum));
    }
  }

  /**
   * Gives a holder what it asks for now if that fits; else it keeps what it has. A kubelet would
   * try again later; this one does not.
   */
  void resize(SimulatedPod pod, ResourceList allocatable) {
    ResourceList before = amounts.get(pod.uid());
    if (before == null) {
      return;
    }
    ResourceList wanted = pod.requests();
    for (int i = 0; i < wanted.size(); i++) {
      String resource = wanted.name(i);
      long others = held.getOrDefault(resource, 0L) - before.get(resource);
      if (others + wanted.amount(i) > allocatable.get(resource)) {
        return;
      }
    }
    before.forEach((resource, amount) -> held.merge(resource, -amount, Long::sum));
    wanted.forEach((resource, amount) -> held.merge(resource, amount, Long::sum));
    amounts.put(pod.uid(), wanted);
  }

  void release(SimulatedPod pod) {
    ResourceList given = amounts.remove(pod.uid());
    if (holders.remove(pod.uid()) != null && given != null) {
      given.forEach((resource, amount) -> held.merge(resource, -amount, Long::sum));
    }
  }

  boolean holds(SimulatedPod pod) {
    return holders.containsKey(pod.uid());
  }

  /** The pods that hold room, in the order in which they were admitted. */
  Collection<SimulatedPod> holders() {
    return holders.values();
  }

  /** The pods that hold room although they have ended for the API server. */
  List<SimulatedPod> lingering() {
    List<SimulatedPod> lingering = new ArrayList<>();
    for (SimulatedPod holder : holders.values()) {
      if (holder.endedNanos() != Long.MAX_VALUE) {
        lingering.add(holder);
      }
    }
    return lingering;
  }

  private static @Nullable Refusal check(
      String resource, long asked, long used, ResourceList allocatable) {
    long capacity = allocatable.get(resource);
    if (used + asked <= capacity) {
      return null;
    }
    return new Refusal(
        "OutOf" + resource,
        "Node didn't have enough resource: "
            + resource
            + ", requested: "
            + Quantities.format(resource, asked)
            + ", used: "
            + Quantities.format(resource, used)
            + ", capacity: "
            + Quantities.format(resource, capacity));
  }

  private @Nullable Refusal checkPorts(SimulatedPod pod) {
    for (HostPort wanted : pod.template().shape().hostPorts()) {
      for (SimulatedPod holder : holders.values()) {
        for (HostPort taken : holder.template().shape().hostPorts()) {
          if (taken.conflictsWith(wanted)) {
            return new Refusal("NodePorts", "port " + wanted.port() + " is held by " + holder);
          }
        }
      }
    }
    return null;
  }
}
