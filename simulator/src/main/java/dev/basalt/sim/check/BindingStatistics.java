package dev.basalt.sim.check;

import dev.basalt.core.event.PodPhase;
import dev.basalt.sim.cluster.ClusterObserver;
import dev.basalt.sim.cluster.SimulatedPod;
import dev.basalt.sim.time.Timeline;
import java.util.ArrayList;
import java.util.List;

/** Counts what becomes of pods and how long they wait; each binding in order. */
public final class BindingStatistics implements ClusterObserver {
  /**
   * One binding.
   *
   * @param pod {@code namespace/name}
   * @param node the node's name
   * @param atNanos when, in the timeline's nanoseconds
   */
  public record Bound(String pod, String node, long atNanos) {}

  private final Timeline timeline;
  private final List<Bound> bindings = new ArrayList<>();
  private final Percentiles waitNanos = new Percentiles();
  private int created;
  private int started;
  private int succeeded;
  private int failed;

  public BindingStatistics(Timeline timeline) {
    this.timeline = timeline;
  }

  @Override
  public void podCreated(SimulatedPod pod) {
    created++;
  }

  @Override
  public void podBound(SimulatedPod pod) {
    long now = timeline.nanos();
    bindings.add(new Bound(pod.key(), String.valueOf(pod.nodeName()), now));
    waitNanos.add(now - pod.createdNanos());
  }

  @Override
  public void podRunning(SimulatedPod pod) {
    started++;
  }

  @Override
  public void podEnded(SimulatedPod pod) {
    if (pod.phase() == PodPhase.SUCCEEDED) {
      succeeded++;
    } else {
      failed++;
    }
  }

  /** Pods ever created. */
  public int created() {
    return created;
  }

  /** Pods that ever ran. */
  public int started() {
    return started;
  }

  public int succeeded() {
    return succeeded;
  }

  public int failed() {
    return failed;
  }

  /** Every binding, oldest first. */
  public List<Bound> bindings() {
    return List.copyOf(bindings);
  }

  /** From each bound pod's creation to its binding, nanoseconds. */
  public Percentiles waitNanos() {
    return waitNanos;
  }
}
