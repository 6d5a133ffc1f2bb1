package dev.basalt.testkit;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.NodeConditionBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Creates nodes that KWOK plays the kubelet of. */
public final class FakeNodes {
  /** KWOK takes care of the nodes that carry this annotation, and of no others. */
  public static final String ANNOTATION = "kwok.x-k8s.io/node";

  public static final String ANNOTATION_VALUE = "fake";

  private static final int PARALLEL_REQUESTS = 8;

  private FakeNodes() {}

  /**
   * Creates nodes, ready from their first moment as seen by every watcher.
   *
   * @param first the number in the first node's name; the others follow
   * @return the names
   */
  public static List<String> create(
      KubernetesClient client, int first, int count, NodeShape shape) {
    return create(client, first, count, shape, Map.of(ANNOTATION, ANNOTATION_VALUE));
  }

  /**
   * Creates nodes that something else than KWOK may take care of.
   *
   * @param annotations of the nodes
   */
  public static List<String> create(
      KubernetesClient client,
      int first,
      int count,
      NodeShape shape,
      Map<String, String> annotations) {
    if (count < 1) {
      throw new IllegalArgumentException("the number of nodes must be 1 or more, not " + count);
    }
    List<String> names = new ArrayList<>(count);
    List<Future<?>> requests = new ArrayList<>(count);
    try (ExecutorService pool = Executors.newFixedThreadPool(PARALLEL_REQUESTS)) {
      for (int i = 0; i < count; i++) {
        String name = "%s%05d".formatted(shape.namePrefix(), first + i);
        names.add(name);
        requests.add(
            pool.submit(() -> client.nodes().resource(node(name, shape, annotations)).create()));
      }
      for (Future<?> request : requests) {
        request.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while creating nodes", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("cannot create a node: " + e.getCause(), e);
    }
    return names;
  }

  static Node node(String name, NodeShape shape, Map<String, String> annotations) {
    Map<String, String> labels = new HashMap<>(shape.labels());
    labels.putIfAbsent("kubernetes.io/hostname", name);
    labels.putIfAbsent("kubernetes.io/os", "linux");
    labels.putIfAbsent("kubernetes.io/arch", "amd64");
    labels.putIfAbsent("type", "kwok");
    Map<String, Quantity> room = new HashMap<>();
    room.put("cpu", Quantity.parse(shape.cpu()));
    room.put("memory", Quantity.parse(shape.memory()));
    room.put("pods", Quantity.parse(Integer.toString(shape.pods())));
    shape.extended().forEach((resource, amount) -> room.put(resource, Quantity.parse(amount)));
    return new NodeBuilder()
        .withNewMetadata()
        .withName(name)
        .withLabels(labels)
        .withAnnotations(annotations)
        .endMetadata()
        .withNewStatus()
        .withCapacity(room)
        .withAllocatable(room)
        .withConditions(conditions())
        .withPhase("Running")
        .endStatus()
        .build();
  }

  private static List<NodeCondition> conditions() {
    String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    List<NodeCondition> conditions = new ArrayList<>();
    conditions.add(condition("Ready", "True", "KubeletReady", now));
    conditions.add(condition("MemoryPressure", "False", "KubeletHasSufficientMemory", now));
    conditions.add(condition("DiskPressure", "False", "KubeletHasNoDiskPressure", now));
    conditions.add(condition("PIDPressure", "False", "KubeletHasSufficientPID", now));
    return conditions;
  }

  private static NodeCondition condition(String type, String status, String reason, String now) {
    return new NodeConditionBuilder()
        .withType(type)
        .withStatus(status)
        .withReason(reason)
        .withLastHeartbeatTime(now)
        .withLastTransitionTime(now)
        .build();
  }
}
