package dev.basalt.app.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.api.scheduling.PodGroup;
import dev.basalt.api.scheduling.PodGroupCondition;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the API server says, and nothing of what the scheduler believes. */
final class Observed {
  private Observed() {}

  static List<Pod> pods(KubernetesClient client, String namespace) {
    return client.pods().inNamespace(namespace).list().getItems();
  }

  static List<Pod> allPods(KubernetesClient client) {
    return client.pods().inAnyNamespace().list().getItems();
  }

  static boolean bound(Pod pod) {
    return pod.getSpec().getNodeName() != null;
  }

  /** How many of a namespace's pods, with names that begin so, are bound. */
  static long bound(KubernetesClient client, String namespace, String prefix) {
    return pods(client, namespace).stream()
        .filter(pod -> pod.getMetadata().getName().startsWith(prefix) && bound(pod))
        .count();
  }

  /** What pods of all namespaces hold on each node is within what the node offers. */
  static void assertNoNodeOvercommitted(KubernetesClient client) {
    assertNoNodeOvercommitted(client, allPods(client));
  }

  /** The same for pods that were listed already. */
  static void assertNoNodeOvercommitted(KubernetesClient client, List<Pod> pods) {
    Map<String, Map<String, BigDecimal>> held = new HashMap<>();
    for (Pod pod : pods) {
      String phase = pod.getStatus().getPhase();
      if (bound(pod) && !"Succeeded".equals(phase) && !"Failed".equals(phase)) {
        add(pod, held.computeIfAbsent(pod.getSpec().getNodeName(), first -> new HashMap<>()));
      }
    }
    for (Node node : client.nodes().list().getItems()) {
      Map<String, Quantity> offered = node.getStatus().getAllocatable();
      held.getOrDefault(node.getMetadata().getName(), Map.of())
          .forEach((resource, amount) ->
              assertThat(amount)
                  .as("%s held on node %s", resource, node.getMetadata().getName())
                  .isLessThanOrEqualTo(
                      Objects.requireNonNull(offered.get(resource)).getNumericalAmount()));
    }
  }

  private static void add(Pod pod, Map<String, BigDecimal> node) {
    node.merge("pods", BigDecimal.ONE, BigDecimal::add);
    for (Container container : pod.getSpec().getContainers()) {
      container
          .getResources()
          .getRequests()
          .forEach((resource, amount) ->
              node.merge(resource, amount.getNumericalAmount(), BigDecimal::add));
    }
  }

  /** A group's condition of one type, if it is there and True. */
  static Optional<PodGroupCondition> condition(PodGroup group, String type) {
    return group.getStatus() == null || group.getStatus().conditions() == null
        ? Optional.empty()
        : group.getStatus().conditions().stream()
            .filter(condition -> type.equals(condition.type()))
            .filter(condition -> "True".equals(condition.status()))
            .findFirst();
  }

  /** What a group waits for, as its condition says. */
  static @Nullable String waitsFor(PodGroup group) {
    return condition(group, PodGroupCondition.UNSCHEDULABLE)
        .map(condition -> condition.reason() + ": " + condition.message())
        .orElse(null);
  }

  /** A pod's condition PodScheduled. */
  static Optional<PodCondition> scheduled(Pod pod) {
    return pod.getStatus().getConditions().stream()
        .filter(condition -> condition.getType().equals("PodScheduled"))
        .findFirst();
  }
}
