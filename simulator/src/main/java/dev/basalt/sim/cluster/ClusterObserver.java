package dev.basalt.sim.cluster;

import dev.basalt.core.event.NodeSpec;
import dev.basalt.core.event.PodGroupSpec;
import dev.basalt.core.resource.ResourceList;

/**
 * Is told what happens at the API server, at the instant it happens and without any fault between.
 * Called on the timeline; must not call the server back at once.
 */
public interface ClusterObserver {
  default void nodeAdded(NodeSpec node) {}

  default void nodeChanged(NodeSpec node) {}

  default void nodeRemoved(NodeSpec node) {}

  default void groupChanged(PodGroupSpec group) {}

  default void groupRemoved(PodGroupSpec group) {}

  default void podCreated(SimulatedPod pod) {}

  /** The pod has a node now; called at creation too where it was created on one. */
  default void podBound(SimulatedPod pod) {}

  default void podRunning(SimulatedPod pod) {}

  /**
   * The pod asks for other amounts than it did, and has them.
   *
   * @param former what it asked for before
   */
  default void podResized(SimulatedPod pod, ResourceList former) {}

  /** The pod has a deletion timestamp now. */
  default void podDeleting(SimulatedPod pod) {}

  /** The pod has reached phase Succeeded or Failed. */
  default void podEnded(SimulatedPod pod) {}

  /** The object is gone, whatever the pod was doing. */
  default void podRemoved(SimulatedPod pod) {}

  /** A kubelet refused a pod that was bound to its node. */
  default void podRejected(Rejection rejection) {}
}
