package dev.basalt.sim.cluster;

import dev.basalt.core.event.NodeSpec;
import dev.basalt.core.event.PodPhase;
import dev.basalt.sim.time.Timeline;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What the cluster's own controllers do here: pods of nodes that are gone are failed and deleted,
 * and lost pods are made anew where their template says so.
 */
final class Controllers implements ClusterObserver {
  private final SimulatedApiServer server;
  private final PodCreation creation;
  private final Timeline timeline;
  private final ClusterSettings settings;
  private final Set<String> lostOnce = new HashSet<>();
  private long replacements;

  Controllers(
      SimulatedApiServer server,
      PodCreation creation,
      Timeline timeline,
      ClusterSettings settings) {
    this.server = server;
    this.creation = creation;
    this.timeline = timeline;
    this.settings = settings;
  }

  @Override
  public void nodeRemoved(NodeSpec node) {
    timeline.after(settings.orphanDelayNanos(), () -> server.whenUp(() -> collect(node.name())));
  }

  @Override
  public void podBound(SimulatedPod pod) {
    String nodeName = pod.nodeName();
    if (nodeName != null && server.node(nodeName) == null) {
      timeline.after(settings.orphanDelayNanos(), () -> server.whenUp(() -> collect(nodeName)));
    }
  }

  @Override
  public void podEnded(SimulatedPod pod) {
    if (pod.reason().startsWith("OutOf") || pod.reason().equals("NodePorts")) {
      lost(pod);
    }
  }

  @Override
  public void podRemoved(SimulatedPod pod) {
    lost(pod);
  }

  /** Fails and deletes what is bound to a name that no node has. */
  private void collect(String nodeName) {
    if (server.node(nodeName) != null) {
      return;
    }
    for (SimulatedPod pod : List.copyOf(server.pods())) {
      if (nodeName.equals(pod.nodeName())) {
        server.end(pod, PodPhase.FAILED, "DeletionByPodGC");
        server.removePod(pod);
      }
    }
  }

  private void lost(SimulatedPod pod) {
    if (!pod.template().replaced() || !lostOnce.add(pod.uid())) {
      return;
    }
    timeline.after(settings.replaceDelayNanos(), () -> server.whenUp(() -> replace(pod)));
  }

  private void replace(SimulatedPod lost) {
    String groupKey = lost.groupKey();
    if (groupKey == null || server.group(groupKey) != null) {
      String stem = lost.origin().name().replaceFirst("\\.r\\d+$", "");
      creation.create(lost.origin().renamed(stem + ".r" + ++replacements));
    }
  }
}
