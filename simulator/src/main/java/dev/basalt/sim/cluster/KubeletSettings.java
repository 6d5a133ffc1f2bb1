package dev.basalt.sim.cluster;

import dev.basalt.sim.time.Latency;
import java.time.Duration;

/**
 * How nodes behave.
 *
 * @param watchLatency from a write at the API server to the kubelet's knowing it
 * @param startDelay from admission to phase Running
 * @param stopDelay from the kubelet's knowing of a deletion to the pod's end, never longer than the
 *     pod's grace period
 * @param releaseDelay from a pod's end to its room being free in the kubelet's own account; no
 *     scheduler can read it
 */
public record KubeletSettings(
    Latency watchLatency, Latency startDelay, Latency stopDelay, Latency releaseDelay) {

  /** A node under moderate load. */
  public static KubeletSettings standard() {
    return new KubeletSettings(
        Latency.longTailed(Duration.ofMillis(5), Duration.ofMillis(100)),
        Latency.longTailed(Duration.ofMillis(400), Duration.ofSeconds(3)),
        Latency.longTailed(Duration.ofMillis(300), Duration.ofSeconds(30)),
        Latency.longTailed(Duration.ofMillis(150), Duration.ofMillis(900)));
  }

  /** The same with another time until pods run. */
  public KubeletSettings withStartDelay(Latency newStartDelay) {
    return new KubeletSettings(watchLatency, newStartDelay, stopDelay, releaseDelay);
  }

  /** The same with another release delay. */
  public KubeletSettings withReleaseDelay(Latency newReleaseDelay) {
    return new KubeletSettings(watchLatency, startDelay, stopDelay, newReleaseDelay);
  }
}
