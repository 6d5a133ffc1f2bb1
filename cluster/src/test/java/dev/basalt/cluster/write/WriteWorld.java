package dev.basalt.cluster.write;

import dev.basalt.cluster.http.ApiAccess;
import dev.basalt.cluster.http.ApiClient;
import dev.basalt.cluster.lead.Fence;
import dev.basalt.core.event.ClusterEvent;
import dev.basalt.core.port.Binding;
import dev.basalt.core.port.Clock;
import dev.basalt.testkit.junit.ClusterExtension;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodCondition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A real API server's namespace, and what writes to it. */
final class WriteWorld {
  private final ClusterExtension cluster;
  private final Path directory;
  private final String namespace;
  private final BlockingQueue<ClusterEvent> answers = new LinkedBlockingQueue<>();
  private final List<AutoCloseable> open = new ArrayList<>();

  WriteWorld(ClusterExtension cluster, Path directory) {
    this.cluster = cluster;
    this.directory = directory;
    this.namespace = cluster.namespace();
  }

  String namespace() {
    return namespace;
  }

  /** What the binder and the evictor have answered and nobody has taken yet. */
  BlockingQueue<ClusterEvent> answers() {
    return answers;
  }

  /** Closes what was opened here, the last first. */
  void close() throws Exception {
    for (AutoCloseable closeable : open.reversed()) {
      closeable.close();
    }
  }

  Pod pod(String name) {
    return cluster.client().resource(template(name)).create();
  }

  Pod template(String name) {
    return new PodBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(name)
        .addToLabels("app", name)
        .endMetadata()
        .withNewSpec()
        .withSchedulerName("basalt")
        .addNewContainer()
        .withName("c")
        .withImage("none")
        .endContainer()
        .endSpec()
        .build();
  }

  GenericKubernetesResource object(String kind, String name, Map<String, Object> spec) {
    GenericKubernetesResource object = new GenericKubernetesResource();
    object.setApiVersion("scheduling.volcano.sh/v1beta1");
    object.setKind(kind);
    ObjectMeta metadata = new ObjectMeta();
    metadata.setName(name);
    if (kind.equals("PodGroup")) {
      metadata.setNamespace(namespace);
    }
    object.setMetadata(metadata);
    object.setAdditionalProperty("spec", spec);
    return cluster.client().resource(object).create();
  }

  Pod read(String name) {
    return cluster.client().pods().inNamespace(namespace).withName(name).get();
  }

  static Optional<PodCondition> scheduled(Pod pod) {
    return pod.getStatus().getConditions().stream()
        .filter(condition -> condition.getType().equals("PodScheduled"))
        .findFirst();
  }

  Binding binding(Pod pod, String node) {
    return new Binding(uid(pod), namespace, pod.getMetadata().getName(), node);
  }

  static String uid(HasMetadata object) {
    return object.getMetadata().getUid();
  }

  ClusterEvent answer() throws InterruptedException {
    ClusterEvent answer = answers.poll(2, TimeUnit.MINUTES);
    if (answer == null) {
      throw new AssertionError("no answer");
    }
    return answer;
  }

  ApiClient direct() throws IOException {
    return client(cluster.cluster().kubeconfigText());
  }

  ApiClient client(String kubeconfig) throws IOException {
    Path file = Files.writeString(directory.resolve("kubeconfig-" + open.size()), kubeconfig);
    ApiClient client = ApiClient.open(ApiAccess.kubeconfig(file), "basalt-test");
    open.add(client);
    return client;
  }

  WriteThread loop() {
    WriteThread loop = new WriteThread();
    open.add(loop);
    return loop;
  }

  ApiBinder binder(ApiClient client) {
    return new ApiBinder(
        client,
        loop(),
        Clock.system(),
        Fence.none(),
        BinderSettings.standard(),
        answers::add,
        BindingObserver.none());
  }

  ApiStatusPublisher publisher(ApiClient client) {
    return new ApiStatusPublisher(
        client, loop(), Clock.system(), Fence.none(), StatusSettings.standard("basalt"));
  }
}
