package dev.basalt.app.demo;

import dev.basalt.api.names.VolcanoNames;
import dev.basalt.core.event.PodPhase;
import dev.basalt.core.resource.ResourceList;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Tells a ledger what a real API server shows, by watches of its own for nodes and pods. */
final class ApiSights implements AutoCloseable {
  private final ClusterLedger ledger;
  private final String namespace;
  private final SharedIndexInformer<Node> nodes;
  private final SharedIndexInformer<Pod> pods;

  /**
   * Lists, and watches from then on.
   *
   * @param namespace where the demo's own pods are
   */
  ApiSights(KubernetesClient client, String namespace, ClusterLedger ledger) {
    this.ledger = ledger;
    this.namespace = namespace;
    nodes = client.nodes().inform(new NodeHandler());
    pods = client.pods().inAnyNamespace().inform(new PodHandler());
  }

  @Override
  public void close() {
    pods.close();
    nodes.close();
  }

  private final class NodeHandler implements ResourceEventHandler<Node> {
    @Override
    public void onAdd(Node node) {
      if (takesPods(node)) {
        ledger.nodeSeen(node.getMetadata().getName(), amounts(node.getStatus().getAllocatable()));
      } else {
        ledger.nodeGone(node.getMetadata().getName());
      }
    }

    @Override
    public void onUpdate(Node before, Node after) {
      onAdd(after);
    }

    @Override
    public void onDelete(Node node, boolean stateUnknown) {
      ledger.nodeGone(node.getMetadata().getName());
    }
  }

  private final class PodHandler implements ResourceEventHandler<Pod> {
    @Override
    public void onAdd(Pod pod) {
      ledger.podSeen(
          new PodSight(
              pod.getMetadata().getUid(),
              group(pod),
              requests(pod),
              pod.getSpec().getNodeName(),
              phase(pod),
              pod.getStatus().getReason() == null ? "" : pod.getStatus().getReason()));
    }

    @Override
    public void onUpdate(Pod before, Pod after) {
      onAdd(after);
    }

    @Override
    public void onDelete(Pod pod, boolean stateUnknown) {
      ledger.podGone(pod.getMetadata().getUid());
    }
  }

  private @Nullable String group(Pod pod) {
    Map<String, String> annotations = pod.getMetadata().getAnnotations();
    return namespace.equals(pod.getMetadata().getNamespace()) && annotations != null
        ? annotations.get(VolcanoNames.GROUP_NAME)
        : null;
  }

  /** Whether the demo's pods, which tolerate nothing, may go there. */
  private static boolean takesPods(Node node) {
    return !Boolean.TRUE.equals(node.getSpec().getUnschedulable())
        && node.getSpec().getTaints().stream()
            .allMatch(taint -> taint.getEffect().equals("PreferNoSchedule"));
  }

  private static PodPhase phase(Pod pod) {
    String phase = pod.getStatus().getPhase();
    return phase == null ? PodPhase.PENDING : PodPhase.valueOf(phase.toUpperCase(Locale.ROOT));
  }

  /**
   * What a pod holds on its node: its containers and sidecars in sum, or its largest init container
   * where that is more, and its overhead.
   */
  static ResourceList requests(Pod pod) {
    ResourceList running = sum(pod.getSpec().getContainers());
    ResourceList starting = ResourceList.EMPTY;
    for (Container container : pod.getSpec().getInitContainers()) {
      if ("Always".equals(container.getRestartPolicy())) {
        running = running.plus(sum(List.of(container)));
      } else {
        starting = starting.max(sum(List.of(container)));
      }
    }
    Map<String, Quantity> overhead = pod.getSpec().getOverhead();
    return running.max(starting).plus(overhead == null ? ResourceList.EMPTY : amounts(overhead));
  }

  private static ResourceList sum(List<Container> containers) {
    ResourceList sum = ResourceList.EMPTY;
    for (Container container : containers) {
      if (container.getResources() != null && container.getResources().getRequests() != null) {
        sum = sum.plus(amounts(container.getResources().getRequests()));
      }
    }
    return sum;
  }

  private static ResourceList amounts(Map<String, Quantity> quantities) {
    return ResourceList.parse(
        quantities.entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().toString())));
  }
}
