package dev.basalt.sim.check;

import dev.basalt.sim.check.Violation.Rule;
import dev.basalt.sim.cluster.ClusterObserver;
import dev.basalt.sim.cluster.Rejection;
import dev.basalt.sim.cluster.SimulatedCluster;
import dev.basalt.sim.cluster.SimulatedPod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What must hold in a simulated cluster, watched from its first object on. */
public final class Invariants {
  private final SimulatedCluster cluster;
  private final OvercommitCheck overcommits;
  private final GangCheck gangs;
  private final VolumeCheck volumes;
  private final List<Violation> doubleBindings = new ArrayList<>();
  private final List<Rejection> rejections = new ArrayList<>();

  /** Watches a cluster; to be made before anything is created there. */
  public Invariants(SimulatedCluster cluster) {
    this.cluster = cluster;
    overcommits = new OvercommitCheck(cluster.timeline());
    gangs = new GangCheck(cluster.timeline());
    volumes = cluster.ask(server -> new VolumeCheck(cluster.timeline(), server, cluster.storage()));
    cluster.observe(overcommits);
    cluster.observe(gangs);
    cluster.observe(volumes);
    cluster.observe(new PodCheck());
  }

  /** Bindings that left a node overcommitted by the API server's account. */
  public List<Violation> nodeOvercommits() {
    return cluster.timeline().ask(overcommits::violations);
  }

  /** Pods that were bound a second time. */
  public List<Violation> doubleBindings() {
    return cluster.timeline().ask(() -> List.copyOf(doubleBindings));
  }

  /** Gangs that never started and have held some but not enough pods for longer than a while. */
  public List<Violation> partialGangs(Duration patience) {
    return cluster.timeline().ask(() -> gangs.partialFor(patience));
  }

  /** The same, and those that were so once and are no longer. */
  public List<Violation> everPartialGangs(Duration patience) {
    return cluster.timeline().ask(() -> gangs.everPartialFor(patience));
  }

  /** Pods that a kubelet turned away. */
  public List<Rejection> rejections() {
    return cluster.timeline().ask(() -> List.copyOf(rejections));
  }

  /** Everything that went wrong so far. */
  public List<Violation> all(Duration gangPatience) {
    List<Violation> all = new ArrayList<>(nodeOvercommits());
    all.addAll(doubleBindings());
    all.addAll(cluster.timeline().ask(volumes::violations));
    all.addAll(partialGangs(gangPatience));
    for (Rejection rejection : rejections()) {
      all.add(
          new Violation(
              Rule.OUT_OF_RESOURCE,
              rejection.pod(),
              rejection.node()
                  + ": "
                  + rejection.reason()
                  + ": "
                  + rejection.message()
                  + ", lingering: "
                  + rejection.lingering(),
              rejection.atNanos()));
    }
    return all;
  }

  private final class PodCheck implements ClusterObserver {
    private final Map<String, String> nodes = new HashMap<>();

    @Override
    public void podBound(SimulatedPod pod) {
      String node = String.valueOf(pod.nodeName());
      String before = nodes.put(pod.uid(), node);
      if (before != null) {
        doubleBindings.add(
            new Violation(
                Rule.BOUND_TWICE,
                pod.key(),
                "to " + before + ", then to " + node,
                cluster.timeline().nanos()));
      }
    }

    @Override
    public void podRejected(Rejection rejection) {
      rejections.add(rejection);
    }
  }
}
