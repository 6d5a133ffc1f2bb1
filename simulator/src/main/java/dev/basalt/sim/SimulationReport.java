package dev.basalt.sim;

import dev.basalt.core.engine.EngineSummary;
import dev.basalt.core.resource.ResourceList;
import dev.basalt.sim.check.BindingStatistics;
import dev.basalt.sim.check.Invariants;
import dev.basalt.sim.cluster.SimulatedCluster;
import java.time.Duration;
import java.util.List;

/**
 * The figures of a run.
 *
 * @param pods pods ever created
 * @param bound bindings applied
 * @param succeeded pods that ended well
 * @param failed pods that ended otherwise, rejected ones included
 * @param gangsPartial gangs that hold room without having started, for too long
 * @param nodeOvercommits bindings that left a node overcommitted
 * @param outOfRejections pods that a kubelet turned away
 * @param p50Nanos median from a pod's creation to its binding, of bound pods, on the timeline
 * @param p99Nanos the same, 99th percentile
 * @param queues every queue, by name
 */
public record SimulationReport(
    int pods,
    int bound,
    int succeeded,
    int failed,
    int gangsPartial,
    int nodeOvercommits,
    int outOfRejections,
    long p50Nanos,
    long p99Nanos,
    List<QueueFigures> queues) {

  /** A queue as its scheduler sees it. */
  public record QueueFigures(
      String name, int weight, ResourceList deserved, ResourceList allocated) {}

  /**
   * Draws up the figures as they are now.
   *
   * @param gangPatience how long a gang may hold room before it starts
   */
  public static SimulationReport of(
      SimulatedCluster cluster,
      Invariants invariants,
      BindingStatistics statistics,
      EngineSummary summary,
      Duration gangPatience) {
    List<QueueFigures> queues =
        summary.queues().stream()
            .map(queue ->
                new QueueFigures(queue.name(), queue.weight(), queue.deserved(), queue.allocated()))
            .toList();
    return cluster
        .timeline()
        .ask(() ->
            new SimulationReport(
                statistics.created(),
                statistics.bindings().size(),
                statistics.succeeded(),
                statistics.failed(),
                invariants.partialGangs(gangPatience).size(),
                invariants.nodeOvercommits().size(),
                invariants.rejections().size(),
                statistics.waitNanos().at(0.5),
                statistics.waitNanos().at(0.99),
                queues));
  }
}
