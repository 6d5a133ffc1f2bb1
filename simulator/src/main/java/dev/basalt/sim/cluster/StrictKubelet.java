package dev.basalt.sim.cluster;

import dev.basalt.core.event.NodeSpec;
import dev.basalt.core.event.PodPhase;
import dev.basalt.sim.time.Timeline;
import dev.basalt.sim.workload.PodRun;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * One node's kubelet. It admits pods against what still runs there by its own account, in which a
 * pod that has ended keeps its room for a while, and fails those that do not fit.
 */
final class StrictKubelet {
  private final SimulatedApiServer server;
  private final Timeline timeline;
  private final KubeletSettings settings;
  private final SplittableRandom random;
  private final NodeOccupancy occupancy = new NodeOccupancy();
  private final Set<String> ending = new HashSet<>();
  private NodeSpec node;
  private boolean gone;
  private long lastNoticeNanos;

  StrictKubelet(
      NodeSpec node, SimulatedApiServer server, Timeline timeline, ClusterSettings settings) {
    this.node = node;
    this.server = server;
    this.timeline = timeline;
    this.settings = settings.kubelet();
    this.random = settings.seed().stream("kubelet-" + node.name() + "-" + node.uid());
  }

  void nodeChanged(NodeSpec changed) {
    node = changed;
  }

  /** The node is gone, with everything that ran on it. */
  void remove() {
    gone = true;
  }

  void podBound(SimulatedPod pod) {
    notice(() -> admit(pod));
  }

  void podDeleting(SimulatedPod pod) {
    notice(() -> stop(pod));
  }

  void podRemoved(SimulatedPod pod) {
    notice(() -> releaseLater(pod));
  }

  void podResized(SimulatedPod pod) {
    occupancy.resize(pod);
  }

  private void admit(SimulatedPod pod) {
    if (occupancy.holds(pod) || !isWanted(pod)) {
      return;
    }
    NodeOccupancy.Refusal refusal = occupancy.check(pod, node.allocatable());
    if (refusal != null) {
      reject(pod, refusal);
      return;
    }
    occupancy.add(pod);
    later(
        settings.startDelay().draw(random),
        () -> {
          if (isWanted(pod)) {
            server.setRunning(pod);
            scheduleEnd(pod);
          }
        });
  }

  private void reject(SimulatedPod pod, NodeOccupancy.Refusal refusal) {
    long now = timeline.nanos();
    List<String> lingering = new ArrayList<>();
    long longest = 0;
    for (SimulatedPod holder : occupancy.lingering()) {
      lingering.add(holder.key());
      longest = Math.max(longest, now - holder.endedNanos());
    }
    server.podRejected(
        new Rejection(
            pod.key(), node.name(), refusal.reason(), refusal.message(), now, lingering, longest));
    server.end(pod, PodPhase.FAILED, refusal.reason());
  }

  private void scheduleEnd(SimulatedPod pod) {
    PodRun run = pod.template().run();
    if (run.durationNanos() == PodRun.FOREVER) {
      return;
    }
    later(
        run.durationNanos(),
        () -> {
          if (!isWanted(pod)) {
            return;
          }
          if (run.outOfMemory()) {
            server.end(pod, PodPhase.FAILED, "OOMKilled");
          } else if (run.exitCode() != 0) {
            server.end(pod, PodPhase.FAILED, "Error");
          } else {
            server.end(pod, PodPhase.SUCCEEDED, "");
          }
          releaseLater(pod);
        });
  }

  private void stop(SimulatedPod pod) {
    if (!occupancy.holds(pod)) {
      server.removePod(pod);
      return;
    }
    long grace = TimeUnit.MILLISECONDS.toNanos(pod.template().gracePeriodMillis());
    later(
        Math.min(grace, settings.stopDelay().draw(random)),
        () -> {
          releaseLater(pod);
          server.removePod(pod);
        });
  }

  private void releaseLater(SimulatedPod pod) {
    if (occupancy.holds(pod) && ending.add(pod.uid())) {
      timeline.after(settings.releaseDelay().draw(random), () -> release(pod));
    }
  }

  private void release(SimulatedPod pod) {
    occupancy.release(pod);
    ending.remove(pod.uid());
  }

  /** Whether the pod is to run here, by what the API server says now. */
  private boolean isWanted(SimulatedPod pod) {
    return server.pod(pod.uid()) == pod && !pod.deleting() && !pod.phase().terminal();
  }

  /** Learns of a change at the API server: late, in order. */
  private void notice(Runnable action) {
    long now = timeline.nanos();
    lastNoticeNanos = Math.max(lastNoticeNanos, now + settings.watchLatency().draw(random));
    later(lastNoticeNanos - now, action);
  }

  /** Does something later that writes to the API server, unless the node is gone by then. */
  private void later(long delayNanos, Runnable action) {
    timeline.after(
        delayNanos,
        () ->
            server.whenUp(() -> {
              if (!gone) {
                action.run();
              }
            }));
  }
}
