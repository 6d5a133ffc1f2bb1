package dev.basalt.cluster.feed;

import dev.basalt.api.names.BasaltNames;
import dev.basalt.api.names.VolcanoNames;
import dev.basalt.api.scheduling.PodGroup;
import dev.basalt.api.scheduling.PodGroupSpec;
import dev.basalt.api.scheduling.Queue;
import dev.basalt.api.scheduling.QueueSpec;
import dev.basalt.cluster.convert.NamespaceReader;
import dev.basalt.cluster.convert.NodeReader;
import dev.basalt.cluster.convert.PodGroupReader;
import dev.basalt.cluster.convert.PodReader;
import dev.basalt.cluster.convert.Pools;
import dev.basalt.cluster.convert.QueueReader;
import dev.basalt.core.event.ClusterEvent.PriorityClassChanged;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.scheduling.v1.PriorityClass;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;
import java.util.TreeMap;

/** Stirs a cluster up, and says what is in it. */
final class ClusterChurn {
  private static final int PODS = 24;

  private final KubernetesClient client;
  private final String namespace;
  private int round;

  ClusterChurn(KubernetesClient client, String namespace) {
    this.client = client;
    this.namespace = namespace;
  }

  /** Makes pods, ends some, deletes some; changes a node, replaces another. */
  void stir() {
    round++;
    for (int i = 0; i < PODS; i++) {
      Pod pod = client.resource(pod("pod-" + round + "-" + i)).create();
      if (i % 2 == 0) {
        pod.getStatus().setPhase(i % 4 == 0 ? "Running" : "Succeeded");
        client.resource(pod).updateStatus();
      }
      if (i % 3 == 0) {
        client.resource(pod).withGracePeriod(0).delete();
      }
    }
    String earlier = "pod-" + (round - 1) + "-";
    client.pods().inNamespace(namespace).withName(earlier + 1).withGracePeriod(0).delete();
    client.nodes().withName(namespace + "-replaced").delete();
    client.resource(node(namespace + "-replaced")).create();
    client.resource(node(namespace + "-node-" + round)).create();
    client
        .nodes()
        .withName(namespace + "-node-" + round)
        .edit(node -> new NodeBuilder(node).editSpec().withUnschedulable(true).endSpec().build());
    client.resource(Queue.of(namespace + "-queue-" + round, QueueSpec.ofWeight(round))).create();
    client
        .resource(PodGroup.of(namespace, "gang-" + round, PodGroupSpec.ofGang("default", round)))
        .create();
    client.resources(Queue.class).withName(namespace + "-queue-" + (round - 1)).delete();
    client
        .namespaces()
        .withName(namespace)
        .edit(old ->
            new NamespaceBuilder(old)
                .editMetadata()
                .addToAnnotations(BasaltNames.QUOTA, "{\"pods\":\"" + round + "\"}")
                .endMetadata()
                .build());
  }

  /** What the API server says there is, in the form of a {@link ClusterPicture}. */
  Map<String, Object> truth() {
    Map<String, Object> truth = new TreeMap<>();
    PodReader pods = new PodReader(new Pools());
    NodeReader nodes = new NodeReader(new Pools());
    for (Pod pod : client.pods().inAnyNamespace().list().getItems()) {
      truth.put("pod " + pod.getMetadata().getUid(), pods.read(pod));
    }
    for (Node node : client.nodes().list().getItems()) {
      truth.put("node " + node.getMetadata().getName(), nodes.read(node));
    }
    for (Queue queue : client.resources(Queue.class).list().getItems()) {
      truth.put("queue " + queue.getMetadata().getName(), QueueReader.read(queue));
    }
    for (PodGroup read : client.resources(PodGroup.class).inAnyNamespace().list().getItems()) {
      var group = PodGroupReader.read(read);
      truth.put("group " + group.key(), group);
    }
    for (PriorityClass read : client.scheduling().v1().priorityClasses().list().getItems()) {
      String name = read.getMetadata().getName();
      boolean globalDefault = Boolean.TRUE.equals(read.getGlobalDefault());
      truth.put("class " + name, new PriorityClassChanged(name, read.getValue(), globalDefault));
    }
    for (Namespace namespace : client.namespaces().list().getItems()) {
      truth.put("namespace " + namespace.getMetadata().getName(), NamespaceReader.read(namespace));
    }
    return truth;
  }

  private static Node node(String name) {
    return new NodeBuilder()
        .withNewMetadata()
        .withName(name)
        .addToLabels("zone", "a")
        .endMetadata()
        .withNewStatus()
        .addToAllocatable("cpu", new Quantity("8"))
        .addToAllocatable("memory", new Quantity("32Gi"))
        .endStatus()
        .build();
  }

  private Pod pod(String name) {
    return new PodBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(name)
        .addToAnnotations(VolcanoNames.GROUP_NAME, "größe-名前")
        .endMetadata()
        .withNewSpec()
        .withSchedulerName("basalt")
        .addNewContainer()
        .withName("main")
        .withImage("none")
        .withNewResources()
        .addToRequests("cpu", new Quantity("100m"))
        .endResources()
        .endContainer()
        .endSpec()
        .build();
  }
}
