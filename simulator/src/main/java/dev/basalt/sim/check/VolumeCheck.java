package dev.basalt.sim.check;

import dev.basalt.core.event.AttachLimits;
import dev.basalt.core.event.ClaimSpec;
import dev.basalt.core.event.ClaimUse;
import dev.basalt.core.event.NodeAffinity;
import dev.basalt.core.event.NodeSpec;
import dev.basalt.core.event.VolumeSpec;
import dev.basalt.sim.check.Violation.Rule;
import dev.basalt.sim.cluster.ClusterObserver;
import dev.basalt.sim.cluster.SimulatedApiServer;
import dev.basalt.sim.cluster.SimulatedPod;
import dev.basalt.sim.cluster.SimulatedStorage;
import dev.basalt.sim.time.Timeline;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks at each binding that the pod's claims are bound to volumes of their own that its node can
 * reach, that the node can attach them all, and that no other pod has one that is for one pod
 * alone.
 */
final class VolumeCheck implements ClusterObserver {
  private static final String ZONE = "topology.kubernetes.io/zone";

  private final Timeline timeline;
  private final SimulatedApiServer server;
  private final SimulatedStorage storage;
  private final List<Violation> violations = new ArrayList<>();

  VolumeCheck(Timeline timeline, SimulatedApiServer server, SimulatedStorage storage) {
    this.timeline = timeline;
    this.server = server;
    this.storage = storage;
  }

  List<Violation> violations() {
    return List.copyOf(violations);
  }

  @Override
  public void podBound(SimulatedPod pod) {
    NodeSpec node = server.node(String.valueOf(pod.nodeName()));
    if (node == null || pod.template().shape().claims().isEmpty()) {
      return;
    }
    for (ClaimUse use : pod.template().shape().claims()) {
      String wrong = wrong(use, pod, node);
      if (wrong != null) {
        violations.add(
            new Violation(
                Rule.VOLUMES,
                pod.key(),
                "on " + node.name() + ": claim " + use.claim() + " " + wrong,
                timeline.nanos()));
      }
    }
    checkLimits(pod, node);
  }

  private @Nullable String wrong(ClaimUse use, SimulatedPod pod, NodeSpec node) {
    ClaimSpec claim = storage.claim(use.claim());
    VolumeSpec volume = claim == null ? null : storage.volume(claim.volumeName());
    if (claim == null || !claim.bound() || volume == null) {
      return "is not bound";
    }
    if (!volume.isFor(claim)) {
      return "is bound to volume " + volume.name() + ", which is for " + volume.claim();
    }
    if (!NodeAffinity.matchesAny(volume.nodeAffinity(), node)) {
      return "is bound to volume " + volume.name() + ", which cannot be reached from there";
    }
    String zone = volume.labels().get(ZONE);
    if (zone != null && !zone.equals(node.labels().getOrDefault(ZONE, zone))) {
      return "is bound to volume " + volume.name() + " of zone " + zone;
    }
    boolean shared =
        claim.exclusive()
            && server.pods().stream()
                .anyMatch(other -> other != pod && other.holdsRoom() && mounts(other, use.claim()));
    return shared ? "is for one pod alone and has two" : null;
  }

  private void checkLimits(SimulatedPod bound, NodeSpec node) {
    AttachLimits limits = storage.limits(node.name());
    if (limits == null) {
      return;
    }
    Map<String, Set<String>> attached = new HashMap<>();
    for (SimulatedPod pod : server.pods()) {
      if (pod.holdsRoom() && node.name().equals(pod.nodeName())) {
        for (ClaimUse use : pod.template().shape().claims()) {
          ClaimSpec claim = storage.claim(use.claim());
          VolumeSpec volume = claim == null ? null : storage.volume(claim.volumeName());
          if (volume != null) {
            attached.computeIfAbsent(volume.driver(), unseen -> new HashSet<>()).add(volume.name());
          }
        }
      }
    }
    limits
        .byDriver()
        .forEach((driver, limit) -> {
          int count = attached.getOrDefault(driver, Set.of()).size();
          if (count > limit) {
            violations.add(
                new Violation(
                    Rule.VOLUMES,
                    bound.key(),
                    node.name() + " has " + count + " volumes of " + driver + ", limit " + limit,
                    timeline.nanos()));
          }
        });
  }

  private static boolean mounts(SimulatedPod pod, String claim) {
    return pod.template().shape().claims().stream().anyMatch(use -> use.claim().equals(claim));
  }
}
