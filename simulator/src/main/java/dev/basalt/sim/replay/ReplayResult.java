package dev.basalt.sim.replay;

import dev.basalt.sim.trace.TraceQueue;
import java.util.List;

/**
 * What became of a trace.
 *
 * @param pods pods of the trace
 * @param jobs jobs of the trace
 * @param gangs those that start together
 * @param created pods created; more than {@code pods} where lost ones were made anew
 * @param bound bindings applied
 * @param succeeded pods that ended well
 * @param failed pods that ended otherwise
 * @param unplaced pods without a node at the end
 * @param unplaceable jobs that could not start on the empty cluster within their queue's capability
 * @param wallNanos real time that the simulation took
 * @param simulatedNanos virtual time from the trace's start to the end
 * @param submitNanos virtual time from the trace's start to the last submission
 * @param nodeOvercommits bindings that left a node overcommitted
 * @param gangsPartial gangs that held room without starting for too long, ever
 * @param boundTwice pods bound a second time
 * @param outOfRejections pods that a kubelet turned away
 * @param starved starved jobs
 * @param bypassed jobs that waited for too long, and then their queue started later work that in
 *     sum, but not in one piece, asks for as much as they do
 * @param sessions sessions that the scheduler ran
 * @param resources names by number
 * @param total what all nodes have, by resource
 * @param queues queues by number
 * @param classes in the order of the trace
 * @param samples oldest first
 */
public record ReplayResult(
    long pods,
    int jobs,
    int gangs,
    int created,
    int bound,
    int succeeded,
    int failed,
    int unplaced,
    int unplaceable,
    long wallNanos,
    long simulatedNanos,
    long submitNanos,
    int nodeOvercommits,
    int gangsPartial,
    int boundTwice,
    int outOfRejections,
    List<Starved> starved,
    int bypassed,
    long sessions,
    List<String> resources,
    List<Long> total,
    List<TraceQueue> queues,
    List<ClassWaits> classes,
    List<Sample> samples) {

  /**
   * How long the pods of a class waited, from creation to binding.
   *
   * @param bound how many the figures are of
   */
  public record ClassWaits(
      String name,
      int pods,
      int jobs,
      int gangs,
      int bound,
      long p50Nanos,
      long p90Nanos,
      long p99Nanos,
      long maxNanos) {}

  /** Whether nothing happened that must never happen. */
  public boolean sound() {
    return nodeOvercommits == 0
        && gangsPartial == 0
        && boundTwice == 0
        && outOfRejections == 0
        && starved.isEmpty();
  }
}
