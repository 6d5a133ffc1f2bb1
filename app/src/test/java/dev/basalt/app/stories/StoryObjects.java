package dev.basalt.app.stories;

import dev.basalt.api.scheduling.PodGroup;
import dev.basalt.api.scheduling.Queue;
import dev.basalt.api.zone.NodeZone;
import dev.basalt.core.event.ClaimSpec;
import dev.basalt.core.event.NamespaceSpec;
import dev.basalt.core.event.NodeSpec;
import dev.basalt.core.event.NodeZoneSpec;
import dev.basalt.core.event.QueueSpec;
import dev.basalt.core.event.VolumeSpec;
import dev.basalt.core.resource.ResourceList;
import dev.basalt.sim.cluster.PodRequest;
import dev.basalt.sim.workload.Gang;
import dev.basalt.testkit.agent.NodeAgent;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.scheduling.v1.PriorityClass;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** The objects of one story on the API server, which are all gone at its end. */
final class StoryObjects implements AutoCloseable {
  private static final String AT_ONCE =
      "{\"apiVersion\":\"v1\",\"kind\":\"DeleteOptions\",\"gracePeriodSeconds\":0}";
  private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

  private static final String UNPROTECTED = "{\"metadata\":{\"finalizers\":null}}";

  private final KubernetesClient client;
  private final NodeAgent agent;
  private final Namespaces namespaces;
  private final Pace pace;
  private final RealPods pods;
  private final Set<String> nodes = ConcurrentHashMap.newKeySet();
  private final Set<String> queues = ConcurrentHashMap.newKeySet();
  private final Set<String> zones = ConcurrentHashMap.newKeySet();
  private final Set<String> volumes = ConcurrentHashMap.newKeySet();
  private final Map<String, String> spaces = new ConcurrentHashMap<>();
  private final Map<String, PriorityClass> classes = new ConcurrentHashMap<>();

  StoryObjects(KubernetesClient client, NodeAgent agent, Namespaces namespaces, Pace pace) {
    this.client = client;
    this.agent = agent;
    this.namespaces = namespaces;
    this.pace = pace;
    this.pods = new RealPods(pace, this::here);
  }

  void put(NodeSpec spec) {
    Node node = RealObjects.node(spec);
    if (nodes.add(spec.name())) {
      agent.adopt(client.resource(node).create());
      return;
    }
    Node changed =
        client
            .nodes()
            .withName(spec.name())
            .edit(known -> {
              known.getMetadata().setLabels(node.getMetadata().getLabels());
              known.setSpec(node.getSpec());
              return known;
            });
    changed.setStatus(node.getStatus());
    agent.adopt(client.resource(changed).updateStatus());
  }

  void removeNode(String name) {
    client.nodes().withName(name).delete();
    agent.abandon(name);
    nodes.remove(name);
  }

  void put(QueueSpec spec) {
    Queue queue = RealObjects.queue(spec, this::here);
    if (queues.add(spec.name())
        && client.resources(Queue.class).withName(spec.name()).get() == null) {
      client.resource(queue).create();
    } else {
      client
          .resources(Queue.class)
          .withName(spec.name())
          .edit(known -> {
            known.setSpec(queue.getSpec());
            known.getMetadata().setAnnotations(queue.getMetadata().getAnnotations());
            return known;
          });
    }
    client
        .resources(Queue.class)
        .withName(spec.name())
        .subresource("status")
        .patch(MERGE, "{\"status\":{\"state\":\"%s\"}}".formatted(spec.open() ? "Open" : "Closed"));
  }

  void removeQueue(String name) {
    client.resources(Queue.class).withName(name).delete();
    queues.remove(name);
  }

  void put(NamespaceSpec spec) {
    Namespace namespace = RealObjects.namespace(spec, here(spec.name()));
    client
        .namespaces()
        .withName(namespace.getMetadata().getName())
        .edit(known -> {
          known.getMetadata().setAnnotations(namespace.getMetadata().getAnnotations());
          known.getMetadata().setLabels(namespace.getMetadata().getLabels());
          return known;
        });
  }

  void put(NodeZoneSpec spec) {
    NodeZone zone = RealObjects.zone(spec);
    if (zones.add(spec.name())) {
      client.resource(zone).create();
      return;
    }
    client
        .resources(NodeZone.class)
        .withName(spec.name())
        .edit(known -> {
          known.setSpec(zone.getSpec());
          return known;
        });
  }

  void create(VolumeSpec spec) {
    volumes.add(spec.name());
    client.resource(RealStorage.volume(spec)).create();
  }

  /** Creates a claim that is bound to a volume, and that volume to it. */
  void create(ClaimSpec spec) {
    var claim = client.resource(RealStorage.claim(spec, here(spec.namespace()))).create();
    client
        .persistentVolumes()
        .withName(spec.volumeName())
        .edit(volume ->
            new PersistentVolumeBuilder(volume)
                .editSpec()
                .withNewClaimRef()
                .withNamespace(claim.getMetadata().getNamespace())
                .withName(claim.getMetadata().getName())
                .withUid(claim.getMetadata().getUid())
                .endClaimRef()
                .endSpec()
                .build());
    volumes.add(spec.volumeName());
  }

  void priorityClass(String name, int value) {
    priorityClass(RealObjects.priorityClass(name, value));
  }

  void create(Gang gang) {
    client.resource(RealObjects.group(gang, here(gang.namespace()), pace)).create();
  }

  void create(PodRequest request) {
    Pod pod = pods.pod(request, here(request.namespace()));
    PriorityClass priority = RealObjects.priorityClass(request.template());
    if (priority != null) {
      priorityClass(priority);
      pod.getSpec().setPriorityClassName(priority.getMetadata().getName());
    }
    client.resource(pod).create();
  }

  void deleteGroup(String namespace, String name) {
    client.resources(PodGroup.class).inNamespace(here(namespace)).withName(name).delete();
  }

  /** With the pod's own grace period. */
  void deletePod(String namespace, String name) {
    client.raw("/api/v1/namespaces/%s/pods/%s".formatted(here(namespace), name), "DELETE", null);
  }

  void ungate(String namespace, String name) {
    client
        .pods()
        .inNamespace(here(namespace))
        .withName(name)
        .edit(
            pod -> new PodBuilder(pod).editSpec().withSchedulingGates(List.of()).endSpec().build());
  }

  void resize(String namespace, String name, ResourceList requests) {
    Map<String, String> asked = new TreeMap<>(requests.toQuantities());
    String patch =
        "{\"spec\":{\"containers\":[{\"name\":\"main\",\"resources\":{\"requests\":%s}}]}}"
            .formatted(client.getKubernetesSerialization().asJson(asked));
    client
        .pods()
        .inNamespace(here(namespace))
        .withName(name)
        .subresource("resize")
        .patch(PatchContext.of(PatchType.STRATEGIC_MERGE), patch);
  }

  void bind(String namespace, String pod, String node) {
    client.raw(
        "/api/v1/namespaces/%s/pods/%s/binding".formatted(here(namespace), pod),
        "POST",
        """
        {"apiVersion": "v1", "kind": "Binding", "metadata": {"name": "%s"},
         "target": {"apiVersion": "v1", "kind": "Node", "name": "%s"}}\
        """
            .formatted(pod, node));
  }

  /** Deletes what is there; pods may take a moment to be gone. */
  @Override
  public void close() {
    for (String namespace : namespaces.used()) {
      client.raw("/api/v1/namespaces/" + namespace + "/pods", "DELETE", AT_ONCE);
      client.resources(PodGroup.class).inNamespace(namespace).delete();
    }
    for (String namespace : spaces.keySet()) {
      client
          .namespaces()
          .withName(namespace)
          .edit(known ->
              new NamespaceBuilder(known)
                  .editMetadata()
                  .withAnnotations(Map.<String, String>of())
                  .withLabels(Map.<String, String>of())
                  .endMetadata()
                  .build());
    }
    List<String> left = new ArrayList<>(nodes);
    left.forEach(this::removeNode);
    zones.forEach(name -> client.resources(NodeZone.class).withName(name).delete());
    removeStorage();
    queues.forEach(name -> client.resources(Queue.class).withName(name).delete());
    classes.values().forEach(one -> client.resource(one).delete());
  }

  /** Nobody there takes away the finalizers that protect what is in use. */
  private void removeStorage() {
    for (String namespace : volumes.isEmpty() ? Set.<String>of() : namespaces.used()) {
      for (var claim : client.persistentVolumeClaims().inNamespace(namespace).list().getItems()) {
        client.resource(claim).patch(MERGE, UNPROTECTED);
        client.resource(claim).delete();
      }
    }
    for (String name : volumes) {
      client.persistentVolumes().withName(name).patch(MERGE, UNPROTECTED);
      client.persistentVolumes().withName(name).delete();
    }
  }

  /** The namespace on the API server, which is made if it is not there yet. */
  private String here(String told) {
    return spaces.computeIfAbsent(
        namespaces.real(told),
        name -> {
          createUnlessThere(
              new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build());
          return name;
        });
  }

  private void priorityClass(PriorityClass priority) {
    classes.computeIfAbsent(
        priority.getMetadata().getName(),
        name -> {
          createUnlessThere(priority);
          return priority;
        });
  }

  private void createUnlessThere(HasMetadata object) {
    try {
      client.resource(object).create();
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        throw e;
      }
    }
  }
}
