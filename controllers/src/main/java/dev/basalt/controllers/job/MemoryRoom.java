package dev.basalt.controllers.job;

import dev.basalt.api.batch.TaskSpec;
import dev.basalt.api.names.VolcanoNames;
import dev.basalt.api.scheduling.Queue;
import dev.basalt.cluster.informer.SlimInformer;
import dev.basalt.controllers.job.oom.Room;
import dev.basalt.controllers.runtime.Mirror;
import dev.basalt.controllers.runtime.ObjectKey;
import dev.basalt.core.port.Clock;
import dev.basalt.core.resource.Quantities;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** How much memory the cluster and its queues have for one pod. */
final class MemoryRoom {
  private static final int PAGE = 500;
  private static final String MEMORY = "memory";

  /**
   * A node.
   *
   * @param memory what pods may have of it, in bytes
   */
  private record NodeRoom(long memory, Map<String, String> labels) {}

  /**
   * A queue.
   *
   * @param memory the most that it may hold, in bytes; {@link Long#MAX_VALUE} for no bound
   * @param parent the queue that it lies in, empty for none
   */
  private record QueueRoom(long memory, String parent) {}

  private final Mirror<Node, NodeRoom> nodes;
  private final Mirror<Queue, QueueRoom> queues;

  MemoryRoom(KubernetesClient client, Clock clock, Executor executor) {
    nodes =
        new Mirror<>(
            client,
            new SlimInformer.Selection<>(Node.class, Node::new, null, PAGE),
            MemoryRoom::read,
            (key, node) -> null,
            clock,
            executor);
    queues =
        new Mirror<>(
            client,
            new SlimInformer.Selection<>(Queue.class, Queue::new, null, PAGE),
            MemoryRoom::read,
            (key, queue) -> null,
            clock,
            executor);
  }

  void start() {
    nodes.start((key, before, after) -> {});
    queues.start((key, before, after) -> {});
  }

  List<Mirror<?, ?>> mirrors() {
    return List.of(nodes, queues);
  }

  /** The most that a pod of a task can have. */
  Room of(@Nullable String queue, TaskSpec task) {
    Map<String, String> selector =
        task.template() == null || task.template().getSpec() == null
            ? Map.of()
            : task.template().getSpec().getNodeSelector();
    long largest =
        nodes.all().stream()
            .filter(node ->
                selector == null || node.labels().entrySet().containsAll(selector.entrySet()))
            .mapToLong(NodeRoom::memory)
            .max()
            .orElse(Long.MAX_VALUE);
    String narrowest = narrowest(queue == null ? VolcanoNames.DEFAULT_QUEUE : queue);
    return new Room(largest, queueMemory(narrowest), narrowest);
  }

  /** The most that the pods of a queue may hold together, in bytes. */
  long ofQueue(@Nullable String queue) {
    return queueMemory(narrowest(queue == null ? VolcanoNames.DEFAULT_QUEUE : queue));
  }

  /** Of a queue and those that it lies in, the one that may hold least. */
  private String narrowest(String queue) {
    String narrowest = queue;
    Set<String> passed = new HashSet<>();
    for (String at = queue; passed.add(at); ) {
      if (queueMemory(at) < queueMemory(narrowest)) {
        narrowest = at;
      }
      QueueRoom room = queues.get(new ObjectKey("", at));
      if (room == null || room.parent().isEmpty()) {
        return narrowest;
      }
      at = room.parent();
    }
    return narrowest;
  }

  private long queueMemory(String queue) {
    QueueRoom room = queues.get(new ObjectKey("", queue));
    return room == null ? Long.MAX_VALUE : room.memory();
  }

  private static NodeRoom read(Node node) {
    Map<String, String> labels = node.getMetadata().getLabels();
    Map<String, Quantity> all = node.getStatus() == null ? null : node.getStatus().getAllocatable();
    return new NodeRoom(bytes(all, 0), labels == null ? Map.of() : labels);
  }

  private static QueueRoom read(Queue queue) {
    String parent = queue.getSpec() == null ? null : queue.getSpec().parent();
    return new QueueRoom(
        queue.getSpec() == null
            ? Long.MAX_VALUE
            : bytes(queue.getSpec().capability(), Long.MAX_VALUE),
        parent == null ? "" : parent);
  }

  /** A queue's amount may be malformed: it is no bound then, as for the scheduler. */
  private static long bytes(@Nullable Map<String, Quantity> amounts, long absent) {
    Quantity amount = amounts == null ? null : amounts.get(MEMORY);
    try {
      return amount == null ? absent : Quantities.parse(MEMORY, amount.toString());
    } catch (IllegalArgumentException e) {
      return absent;
    }
  }
}
