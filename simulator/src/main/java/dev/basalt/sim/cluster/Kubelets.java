package dev.basalt.sim.cluster;

import dev.basalt.core.event.NodeSpec;
import dev.basalt.core.resource.ResourceList;
import dev.basalt.sim.time.Timeline;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** The kubelets of all nodes. */
final class Kubelets implements ClusterObserver {
  private final SimulatedApiServer server;
  private final Timeline timeline;
  private final ClusterSettings settings;
  private final Map<String, StrictKubelet> kubelets = new HashMap<>();

  Kubelets(SimulatedApiServer server, Timeline timeline, ClusterSettings settings) {
    this.server = server;
    this.timeline = timeline;
    this.settings = settings;
  }

  /** A node joins; pods that are bound to its name already are its own to admit. */
  @Override
  public void nodeAdded(NodeSpec node) {
    StrictKubelet kubelet = new StrictKubelet(node, server, timeline, settings);
    kubelets.put(node.name(), kubelet);
    for (SimulatedPod pod : List.copyOf(server.pods())) {
      if (node.name().equals(pod.nodeName())) {
        kubelet.podBound(pod);
        if (pod.deleting()) {
          kubelet.podDeleting(pod);
        }
      }
    }
  }

  @Override
  public void nodeChanged(NodeSpec node) {
    StrictKubelet kubelet = kubelets.get(node.name());
    if (kubelet != null) {
      kubelet.nodeChanged(node);
    }
  }

  @Override
  public void nodeRemoved(NodeSpec node) {
    StrictKubelet kubelet = kubelets.remove(node.name());
    if (kubelet != null) {
      kubelet.remove();
    }
  }

  @Override
  public void podBound(SimulatedPod pod) {
    tell(pod, StrictKubelet::podBound);
  }

  @Override
  public void podDeleting(SimulatedPod pod) {
    tell(pod, StrictKubelet::podDeleting);
  }

  @Override
  public void podRemoved(SimulatedPod pod) {
    tell(pod, StrictKubelet::podRemoved);
  }

  @Override
  public void podResized(SimulatedPod pod, ResourceList former) {
    tell(pod, StrictKubelet::podResized);
  }

  private void tell(SimulatedPod pod, BiConsumer<StrictKubelet, SimulatedPod> notice) {
    StrictKubelet kubelet = pod.nodeName() == null ? null : kubelets.get(pod.nodeName());
    if (kubelet != null) {
      notice.accept(kubelet, pod);
    }
  }
}
