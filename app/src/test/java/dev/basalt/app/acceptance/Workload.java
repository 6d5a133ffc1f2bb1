package dev.basalt.app.acceptance;

import dev.basalt.api.names.BasaltNames;
import dev.basalt.api.names.VolcanoNames;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;

/**
 * Pods that are alike.
 *
 * @param name what their names begin with; a number from 0 follows
 * @param requests of each pod, from resource name to quantity
 */
record Workload(
    String name, int count, Map<String, String> requests, Map<String, String> annotations) {
  private static final int PARALLEL_REQUESTS = 32;

  /** Pods of their own, each asking for so much. */
  static Workload of(String name, int count, String cpu, String memory) {
    return new Workload(name, count, Map.of("cpu", cpu, "memory", memory), Map.of());
  }

  /** The same as members of a PodGroup. */
  Workload inGroup(String group) {
    return annotated(VolcanoNames.GROUP_NAME, group);
  }

  /** The same, counted in a queue. */
  Workload inQueue(String queue) {
    return annotated(VolcanoNames.QUEUE_NAME, queue);
  }

  /**
   * The same, ending well after some time.
   *
   * @param duration such as {@code 2s}
   */
  Workload lasting(String duration) {
    return annotated(BasaltNames.SIM_DURATION, duration);
  }

  Workload annotated(String key, String value) {
    Map<String, String> more = new HashMap<>(annotations);
    more.put(key, value);
    return new Workload(name, count, requests, Map.copyOf(more));
  }

  /** Creates the pods; returns once the API server has all of them. */
  void create(KubernetesClient client, String namespace) {
    Semaphore slots = new Semaphore(PARALLEL_REQUESTS);
    List<CompletableFuture<HttpResponse<byte[]>>> requests = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      HttpRequest request = request(client, pod(namespace, name + "-" + i));
      slots.acquireUninterruptibly();
      // Pods are many: their replies are not worth parsing.
      var sent = client.getHttpClient().sendAsync(request, byte[].class);
      requests.add(sent.whenComplete((reply, failure) -> slots.release()));
    }
    for (CompletableFuture<HttpResponse<byte[]>> request : requests) {
      HttpResponse<byte[]> reply = request.join();
      if (reply.code() != HttpURLConnection.HTTP_CREATED) {
        throw new IllegalStateException(
            "cannot create a pod: " + new String(reply.body(), StandardCharsets.UTF_8));
      }
    }
  }

  private static HttpRequest request(KubernetesClient client, Pod pod) {
    return client
        .getHttpClient()
        .newHttpRequestBuilder()
        .uri(
            client
                .getMasterUrl()
                .toString()
                .replaceFirst("/$", "")
                .concat("/api/v1/namespaces/" + pod.getMetadata().getNamespace() + "/pods"))
        .post("application/json", client.getKubernetesSerialization().asJson(pod))
        .build();
  }

  private Pod pod(String namespace, String podName) {
    return new PodBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(podName)
        .withAnnotations(annotations)
        .endMetadata()
        .withSpec(spec("Never"))
        .build();
  }

  /**
   * What each pod is made of.
   *
   * @param restartPolicy as Kubernetes writes it
   */
  PodSpec spec(String restartPolicy) {
    Map<String, Quantity> amounts = new HashMap<>();
    requests.forEach((resource, amount) -> amounts.put(resource, Quantity.parse(amount)));
    return new PodSpecBuilder()
        .withSchedulerName(BasaltNames.SCHEDULER)
        .withRestartPolicy(restartPolicy)
        .withTerminationGracePeriodSeconds(0L)
        .addNewContainer()
        .withName("main")
        .withImage("none")
        .withNewResources()
        .withRequests(amounts)
        .endResources()
        .endContainer()
        .build();
  }
}
