package dev.basalt.watchdog.capability;

import dev.basalt.api.scheduling.Queue;
import dev.basalt.api.zone.NodeZone;
import dev.basalt.cluster.convert.NodeReader;
import dev.basalt.cluster.convert.NodeZoneReader;
import dev.basalt.cluster.convert.Pools;
import dev.basalt.cluster.informer.SlimInformer;
import dev.basalt.controllers.runtime.Controller;
import dev.basalt.controllers.runtime.Mirror;
import dev.basalt.controllers.runtime.Notices;
import dev.basalt.controllers.runtime.ObjectKey;
import dev.basalt.controllers.runtime.Writer;
import dev.basalt.core.event.NodeZoneSpec;
import dev.basalt.core.port.Clock;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;

/** The keeper of capability, put together. */
public final class CapabilityKeeper {
  /** Event of a queue whose capability was written. */
  public static final String CHANGED = CapabilityReconciler.CHANGED;

  /** Event of a queue whose capability would have been written, but for the dry run. */
  public static final String WOULD_CHANGE = CapabilityReconciler.WOULD_CHANGE;

  /** Event of a queue whose capability somebody else has set. */
  public static final String LEFT_ALONE = CapabilityReconciler.LEFT_ALONE;

  /** Event of a queue with an annotation that cannot be read. */
  public static final String MISCONFIGURED = CapabilityReconciler.MISCONFIGURED;

  private static final int PAGE = 500;
  private static final ObjectKey ALL = new ObjectKey("", "all");

  /** Many nodes come or go at once when a cluster is set up or restarted. */
  private static final Duration GATHER = Duration.ofMillis(200);

  private final Mirror<Node, SeenNode> nodes;
  private final Mirror<Queue, QueueRecord> queues;
  private final Mirror<NodeZone, NodeZoneSpec> zones;
  private final CapabilityMetrics metrics;
  private final CapabilityReconciler reconciler;
  private final Controller controller;

  /**
   * A keeper that does nothing until its mirrors and its controller are started.
   *
   * @param registry where its series go
   * @param executor runs the work of informers
   */
  public CapabilityKeeper(
      KubernetesClient client,
      Writer writer,
      Notices notices,
      CapabilityOptions options,
      MeterRegistry registry,
      Clock clock,
      Executor executor) {
    NodeReader reader = new NodeReader(new Pools());
    nodes =
        new Mirror<>(
            client,
            new SlimInformer.Selection<>(Node.class, Node::new, null, PAGE),
            node -> SeenNode.of(node, reader.read(node)),
            (key, node) -> null,
            clock,
            executor);
    queues =
        new Mirror<>(
            client,
            new SlimInformer.Selection<>(Queue.class, Queue::new, null, PAGE),
            queue -> QueueRecord.read(queue, CapabilityReconciler.MANAGER),
            (key, queue) -> null,
            clock,
            executor);
    zones =
        new Mirror<NodeZone, NodeZoneSpec>(
                client,
                new SlimInformer.Selection<>(NodeZone.class, NodeZone::new, null, PAGE),
                NodeZoneReader::read,
                (key, zone) -> null,
                clock,
                executor)
            .optional();
    metrics = new CapabilityMetrics(registry);
    reconciler =
        new CapabilityReconciler(
            nodes, queues, zones, writer, notices, options, metrics, clock);
    controller = new Controller("capability", 1, reconciler, clock);
  }

  /** What it watches; to be looked after by a {@code ControllerHost}. */
  public List<Mirror<?, ?>> mirrors() {
    return List.of(nodes, queues, zones);
  }

  /** What does the work while this process leads. */
  public Controller controller() {
    return controller;
  }

  /** Begins to watch. */
  public void startMirrors() {
    controller.queue().add(ALL);
    nodes.start((key, before, after) -> look());
    queues.start((key, before, after) -> look());
    zones.start((key, before, after) -> look());
  }

  /** Publishes what should be; of a process that does not lead, nothing. */
  public void refreshMetrics() {
    metrics.targets(controller.working() ? reconciler.targets() : Map.of());
  }

  private void look() {
    controller.queue().add(ALL, GATHER);
  }
}
