package dev.basalt.app.demo;

import dev.basalt.core.event.NodeSpec;
import dev.basalt.sim.cluster.ClusterObserver;
import dev.basalt.sim.cluster.SimulatedPod;

/** Tells a ledger what happens at a simulated API server. */
final class SimulatedSights implements ClusterObserver {
  private final ClusterLedger ledger;

  SimulatedSights(ClusterLedger ledger) {
    this.ledger = ledger;
  }

  @Override
  public void nodeAdded(NodeSpec node) {
    ledger.nodeSeen(node.name(), node.allocatable());
  }

  @Override
  public void nodeChanged(NodeSpec node) {
    ledger.nodeSeen(node.name(), node.allocatable());
  }

  @Override
  public void nodeRemoved(NodeSpec node) {
    ledger.nodeGone(node.name());
  }

  @Override
  public void podCreated(SimulatedPod pod) {
    seen(pod);
  }

  @Override
  public void podBound(SimulatedPod pod) {
    seen(pod);
  }

  @Override
  public void podRunning(SimulatedPod pod) {
    seen(pod);
  }

  @Override
  public void podEnded(SimulatedPod pod) {
    seen(pod);
  }

  @Override
  public void podRemoved(SimulatedPod pod) {
    ledger.podGone(pod.uid());
  }

  private void seen(SimulatedPod pod) {
    ledger.podSeen(
        new PodSight(
            pod.uid(),
            pod.origin().group(),
            pod.requests(),
            pod.nodeName(),
            pod.phase(),
            pod.reason()));
  }
}
