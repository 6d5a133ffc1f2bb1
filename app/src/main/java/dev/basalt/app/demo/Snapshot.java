package dev.basalt.app.demo;

import dev.basalt.core.resource.ResourceList;
import dev.basalt.sim.check.FairShares;
import java.util.List;
import java.util.Set;

/**
 * What the API server showed up to one moment.
 *
 * @param capacity what the nodes have for the demo's pods: allocatable less what other pods hold
 * @param used what the demo's pods hold
 * @param nodes part of the cpu that is held on each node, 0 to 1, by node name
 * @param queues every queue of the demo
 * @param pods pods of the demo by state
 * @param created pods of the demo ever seen
 * @param bound pods of the demo ever seen bound
 * @param bindingRates bindings a second in each half second that is over, oldest first
 * @param meanRate bindings a second from the start to the last one
 * @param p50Nanos median from creation to binding, nanoseconds
 * @param p99Nanos 99th percentile of the same
 * @param gangsWaiting names of gangs that have not started
 * @param broken what must never happen, and did
 */
record Snapshot(
    ResourceList capacity,
    ResourceList used,
    List<Double> nodes,
    List<QueueState> queues,
    PodCounts pods,
    int created,
    int bound,
    List<Integer> bindingRates,
    double meanRate,
    long p50Nanos,
    long p99Nanos,
    Set<String> gangsWaiting,
    Broken broken) {

  /**
   * A queue.
   *
   * @param deserved by {@link FairShares} at this moment
   * @param allocated what its pods hold that are bound and have not ended
   * @param releasingCpuMillis what pods held that ended less than {@link
   *     ClusterLedger#RELEASE_DELAY} ago, in milli-CPU: their nodes may not have released it yet
   */
  record QueueState(
      DemoQueue queue,
      ResourceList deserved,
      ResourceList allocated,
      long releasingCpuMillis,
      PodCounts pods) {}

  /** Pods by state; {@code starting} have a node but do not run yet. */
  record PodCounts(int pending, int starting, int running, int succeeded, int failed) {
    static final PodCounts NONE = new PodCounts(0, 0, 0, 0, 0);

    /** Whether none is left that waits or runs. */
    boolean allEnded() {
      return pending + starting + running == 0;
    }

    PodCounts plus(PodCounts other) {
      return new PodCounts(
          pending + other.pending,
          starting + other.starting,
          running + other.running,
          succeeded + other.succeeded,
          failed + other.failed);
    }

    int ended() {
      return succeeded + failed;
    }
  }

  /** The highest of the rates, 0 if there are none yet. */
  int peakRate() {
    return bindingRates.stream().mapToInt(Integer::intValue).max().orElse(0);
  }

  /**
   * Broken invariants.
   *
   * @param gangsPartial gangs that held room for longer than {@link ClusterLedger#GANG_PATIENCE}
   *     without all of their pods
   * @param nodeOvercommits bindings that left a node with more than its allocatable
   * @param outOfRejections pods that a node turned away for lack of room
   * @param details the first of these in words
   */
  record Broken(int gangsPartial, int nodeOvercommits, int outOfRejections, List<String> details) {
    boolean any() {
      return gangsPartial + nodeOvercommits + outOfRejections > 0;
    }
  }
}
