package dev.basalt.sim.cluster;

import dev.basalt.sim.time.Latency;
import dev.basalt.sim.time.Seed;
import java.time.Duration;

/**
 * How a simulated cluster behaves.
 *
 * @param seed where all its chance comes from
 * @param watchLatency from a write to the watch event at the scheduler
 * @param reconnectDelay from the end of an outage to the scheduler's new list
 * @param requestLatency from sending a request to its arrival, and from there to the reply
 * @param faults what goes wrong between scheduler and API server
 * @param requestTimeoutNanos when a caller gives up on a reply
 * @param retryPauseNanos how long a caller waits before it sends a request again
 * @param maxInFlight bindings sent and not answered at any time
 * @param nodeCheck what becomes of a binding to a node that does not exist
 * @param orphanDelayNanos when a pod whose node is gone is failed and deleted
 * @param replaceDelayNanos when a lost pod's controller makes another
 * @param kubelet how the nodes behave
 */
public record ClusterSettings(
    Seed seed,
    Latency watchLatency,
    Latency reconnectDelay,
    Latency requestLatency,
    FaultPlan faults,
    long requestTimeoutNanos,
    long retryPauseNanos,
    int maxInFlight,
    NodeCheck nodeCheck,
    long orphanDelayNanos,
    long replaceDelayNanos,
    KubeletSettings kubelet) {

  /** What the API server makes of a binding to a node that does not exist. */
  public enum NodeCheck {
    /** 404, as an admission webhook may answer. */
    REFUSED,
    /** It takes it, as kube-apiserver does; the pod is garbage-collected later. */
    ACCEPTED
  }

  /** A lively cluster without faults. */
  public static ClusterSettings standard(long seed) {
    return new ClusterSettings(
        new Seed(seed),
        Latency.longTailed(Duration.ofMillis(4), Duration.ofMillis(60)),
        Latency.longTailed(Duration.ofMillis(300), Duration.ofSeconds(2)),
        Latency.longTailed(Duration.ofMillis(2), Duration.ofMillis(40)),
        FaultPlan.NONE,
        Duration.ofSeconds(5).toNanos(),
        Duration.ofMillis(250).toNanos(),
        64,
        NodeCheck.ACCEPTED,
        Duration.ofSeconds(10).toNanos(),
        Duration.ofMillis(500).toNanos(),
        KubeletSettings.standard());
  }

  /** The same with other faults. */
  public ClusterSettings with(FaultPlan newFaults) {
    return new ClusterSettings(
        seed,
        watchLatency,
        reconnectDelay,
        requestLatency,
        newFaults,
        requestTimeoutNanos,
        retryPauseNanos,
        maxInFlight,
        nodeCheck,
        orphanDelayNanos,
        replaceDelayNanos,
        kubelet);
  }

  /** The same with other kubelets. */
  public ClusterSettings with(KubeletSettings newKubelet) {
    return new ClusterSettings(
        seed,
        watchLatency,
        reconnectDelay,
        requestLatency,
        faults,
        requestTimeoutNanos,
        retryPauseNanos,
        maxInFlight,
        nodeCheck,
        orphanDelayNanos,
        replaceDelayNanos,
        newKubelet);
  }

  /** The same with another rule for bindings to nodes that do not exist. */
  public ClusterSettings with(NodeCheck newNodeCheck) {
    return new ClusterSettings(
        seed,
        watchLatency,
        reconnectDelay,
        requestLatency,
        faults,
        requestTimeoutNanos,
        retryPauseNanos,
        maxInFlight,
        newNodeCheck,
        orphanDelayNanos,
        replaceDelayNanos,
        kubelet);
  }
}
