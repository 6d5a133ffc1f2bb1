package dev.basalt.testkit;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.Map;

/** Pods for these tests. They name a scheduler that does not exist, so that nobody binds them. */
final class Pods {
  private static final Duration SOON = Duration.ofMinutes(1);

  private Pods() {}

  static Pod pod(String name, Map<String, String> annotations) {
    return new PodBuilder()
        .withNewMetadata()
        .withName(name)
        .withAnnotations(annotations)
        .endMetadata()
        .withNewSpec()
        .withSchedulerName("nobody")
        .addNewContainer()
        .withName("main")
        .withImage("none")
        .withNewResources()
        .addToRequests("cpu", Quantity.parse("100m"))
        .addToLimits("memory", Quantity.parse("256Mi"))
        .endResources()
        .endContainer()
        .endSpec()
        .build();
  }

  static String bindingPath(String namespace, String pod) {
    return "/api/v1/namespaces/%s/pods/%s/binding".formatted(namespace, pod);
  }

  static String binding(String pod, String node) {
    return """
    {"apiVersion": "v1", "kind": "Binding", "metadata": {"name": "%s"},
     "target": {"apiVersion": "v1", "kind": "Node", "name": "%s"}}\
    """
        .formatted(pod, node);
  }

  /** Binds a pod as a scheduler does. */
  static void bind(KubernetesClient client, String namespace, String pod, String node) {
    client.raw(bindingPath(namespace, pod), "POST", binding(pod, node));
  }

  static Pod awaitPhase(KubernetesClient client, String namespace, String name, String phase) {
    return Eventually.within(SOON)
        .becomes(
            "pod " + name,
            () -> client.pods().inNamespace(namespace).withName(name).get(),
            pod -> pod != null && phase.equals(pod.getStatus().getPhase()));
  }
}
