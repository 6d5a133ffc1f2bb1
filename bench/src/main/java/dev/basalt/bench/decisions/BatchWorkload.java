package dev.basalt.bench.decisions;

import dev.basalt.core.event.ClusterEvent;
import dev.basalt.core.event.NodeSpec;
import dev.basalt.core.event.PodGroupSpec;
import dev.basalt.core.event.PodShape;
import dev.basalt.core.event.PodSpec;
import dev.basalt.core.event.QueueSpec;
import dev.basalt.core.event.Taint;
import dev.basalt.core.event.Toleration;
import dev.basalt.core.resource.ResourceList;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A cluster and what is submitted to it, as events: nodes in four zones, each tenth with GPUs and a
 * taint; pods in a number of shapes, in gangs of several sizes, bags and bare pods, over queues of
 * different weights. The same arguments give the same events.
 */
final class BatchWorkload {
  private static final String NAMESPACE = "bench";
  private static final String GPU = "nvidia.com/gpu";
  private static final int[] GROUP_SIZES = {1, 4, 8, 8, 20, 32, 128};
  private static final int BAG = 4;
  private static final long GIB = 1L << 30;

  /** Milliseconds since 1970 at which everything is created. */
  static final long CREATED_MILLIS = 1_700_000_000_000L;

  private final int nodes;
  private final int queues;

  BatchWorkload(int nodes, int queues) {
    this.nodes = nodes;
    this.queues = queues;
  }

  /** Nodes and queues. */
  List<ClusterEvent> cluster() {
    List<ClusterEvent> events = new ArrayList<>();
    for (int queue = 0; queue < queues; queue++) {
      events.add(new ClusterEvent.QueueChanged(queue(queue)));
    }
    for (int node = 0; node < nodes; node++) {
      events.add(new ClusterEvent.NodeChanged(node(node)));
    }
    return events;
  }

  /**
   * Pods with their groups, in the order of creation.
   *
   * @param classes how many shapes the pods have
   */
  List<ClusterEvent> submission(int pods, int classes) {
    List<PodShape> shapes = shapes(classes);
    List<ClusterEvent> events = new ArrayList<>();
    int made = 0;
    for (int group = 0; made < pods; group++) {
      int kind = group % GROUP_SIZES.length;
      int size = Math.min(GROUP_SIZES[kind], pods - made);
      // Odd steps, so that each size meets each shape and each queue.
      PodShape shape = shapes.get(group / GROUP_SIZES.length % classes);
      String queue = "queue-" + group % queues;
      String name = size == 1 ? null : "group-" + group;
      if (name != null) {
        int minMember = kind == BAG ? 1 : size;
        events.add(
            group(
                name,
                queue,
                minMember,
                times(minMember, shape.requests()),
                CREATED_MILLIS + group));
      }
      for (int member = 0; member < size; member++) {
        String pod = (name == null ? "pod-" + group : name) + "-" + member;
        events.add(
            new ClusterEvent.PodChanged(
                pod(pod, name, queue, null, shape, CREATED_MILLIS + group)));
      }
      made += size;
    }
    return events;
  }

  /**
   * A gang whose pods no node can take.
   *
   * @param statesMinimum whether it states its minResources, and so asks to be let in
   */
  static List<ClusterEvent> impossibleGang(
      int number, int size, String queue, boolean statesMinimum) {
    PodShape shape = PodShape.of(ResourceList.of(Map.of("cpu", 1_000_000L, "memory", GIB)));
    return gang("impossible-" + number, size, queue, shape, CREATED_MILLIS + number, statesMinimum);
  }

  /** A gang that states its minResources. */
  static List<ClusterEvent> gang(
      String name, int size, String queue, PodShape shape, long createdMillis) {
    return gang(name, size, queue, shape, createdMillis, true);
  }

  private static List<ClusterEvent> gang(
      String name,
      int size,
      String queue,
      PodShape shape,
      long createdMillis,
      boolean statesMinimum) {
    List<ClusterEvent> events = new ArrayList<>();
    ResourceList minimum = statesMinimum ? times(size, shape.requests()) : null;
    events.add(group(name, queue, size, minimum, createdMillis));
    for (int member = 0; member < size; member++) {
      events.add(
          new ClusterEvent.PodChanged(
              pod(name + "-" + member, name, queue, null, shape, createdMillis)));
    }
    return events;
  }

  static PodShape smallShape() {
    return PodShape.of(ResourceList.of(Map.of("cpu", 500L, "memory", GIB)));
  }

  /** The pod as the API server shows it once it is bound. */
  static PodSpec bound(PodSpec pod, String node) {
    return pod(
        pod.name(),
        pod.podGroup(),
        String.valueOf(pod.queue()),
        node,
        pod.shape(),
        pod.createdMillis());
  }

  /** Shapes of 250 milli-CPU to 2 CPU; some select a zone, some ask for a GPU. */
  private static List<PodShape> shapes(int count) {
    List<PodShape> shapes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long cpu = 250L * (1 + i % 8);
      long memory = GIB / 2 * (1 + i / 8 % 4) + (i / 32) * (1L << 20);
      boolean gpu = i % 25 == 24;
      boolean zoned = !gpu && i % 10 == 3;
      ResourceList requests =
          ResourceList.of(
              gpu
                  ? Map.of("cpu", cpu, "memory", memory, GPU, 1L)
                  : Map.of("cpu", cpu, "memory", memory));
      shapes.add(
          PodShape.builder(requests)
              .nodeSelector(zoned ? Map.of("zone", "zone-" + i % 4) : Map.of())
              .tolerations(
                  gpu
                      ? List.of(new Toleration(GPU, true, "", Taint.Effect.NO_SCHEDULE))
                      : List.of())
              .build());
    }
    return shapes;
  }

  private static NodeSpec node(int number) {
    boolean gpu = number % 10 == 9;
    ResourceList allocatable =
        ResourceList.of(
            gpu
                ? Map.of("cpu", 16_000L, "memory", 64 * GIB, "pods", 110L, GPU, 8L)
                : Map.of("cpu", 16_000L, "memory", 64 * GIB, "pods", 110L));
    return NodeSpec.builder("node-" + number, "uid-node-" + number)
        .allocatable(allocatable)
        .labels(Map.of("zone", "zone-" + number % 4, "kubernetes.io/hostname", "node-" + number))
        .taints(gpu ? List.of(new Taint(GPU, "present", Taint.Effect.NO_SCHEDULE)) : List.of())
        .build();
  }

  private static QueueSpec queue(int number) {
    String name = "queue-" + number;
    return QueueSpec.builder(name, "uid-" + name)
        .weight(number + 1)
        .createdMillis(CREATED_MILLIS)
        .build();
  }

  private static ClusterEvent group(
      String name,
      String queue,
      int minMember,
      @Nullable ResourceList minResources,
      long createdMillis) {
    return new ClusterEvent.PodGroupChanged(
        PodGroupSpec.builder("uid-" + name, NAMESPACE, name)
            .queue(queue)
            .minMember(minMember)
            .minResources(minResources)
            .createdMillis(createdMillis)
            .build());
  }

  private static ResourceList times(int count, ResourceList requests) {
    return ResourceList.of(
        Map.of("cpu", requests.get("cpu") * count, "memory", requests.get("memory") * count));
  }

  private static PodSpec pod(
      String name,
      @Nullable String group,
      String queue,
      @Nullable String node,
      PodShape shape,
      long createdMillis) {
    return PodSpec.builder("uid-" + name, NAMESPACE, name)
        .schedulerName("basalt")
        .nodeName(node)
        .createdMillis(createdMillis)
        .podGroup(group)
        .queue(queue)
        .shape(shape)
        .build();
  }
}
