package dev.basalt.testkit.agent;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a pod asks of its node, by the rule of the Kubernetes documentation on init and sidecar
 * containers: the containers and sidecars together, or the largest init container with the sidecars
 * that started before it, whichever is more; requests of the pod as a whole in their place; and the
 * overhead.
 */
final class PodRequests {
  private PodRequests() {}

  /** Amounts by resource; one of the resource that counts pods is among them. */
  static Map<String, BigDecimal> of(Pod pod) {
    Map<String, BigDecimal> sidecars = new HashMap<>();
    Map<String, BigDecimal> largestInit = new HashMap<>();
    for (Container init : pod.getSpec().getInitContainers()) {
      Map<String, BigDecimal> asked = requests(init.getResources());
      if ("Always".equals(init.getRestartPolicy())) {
        add(sidecars, asked);
      } else {
        Map<String, BigDecimal> together = new HashMap<>(sidecars);
        add(together, asked);
        together.forEach((name, amount) -> largestInit.merge(name, amount, BigDecimal::max));
      }
    }
    Map<String, BigDecimal> sum = new HashMap<>(sidecars);
    for (Container container : pod.getSpec().getContainers()) {
      add(sum, requests(container.getResources()));
    }
    largestInit.forEach((name, amount) -> sum.merge(name, amount, BigDecimal::max));
    sum.putAll(requests(pod.getSpec().getResources()));
    if (pod.getSpec().getOverhead() != null) {
      add(sum, amounts(pod.getSpec().getOverhead()));
    }
    sum.put("pods", BigDecimal.ONE);
    return sum;
  }

  /** The sum of the containers' memory limits in bytes; null if one has none. */
  static @Nullable BigDecimal memoryLimit(List<Container> containers) {
    BigDecimal sum = BigDecimal.ZERO;
    for (Container container : containers) {
      ResourceRequirements resources = container.getResources();
      Quantity limit =
          resources == null || resources.getLimits() == null
              ? null
              : resources.getLimits().get("memory");
      if (limit == null) {
        return null;
      }
      sum = sum.add(limit.getNumericalAmount());
    }
    return sum;
  }

  static Map<String, BigDecimal> amounts(Map<String, Quantity> quantities) {
    Map<String, BigDecimal> amounts = new HashMap<>();
    quantities.forEach((name, quantity) -> amounts.put(name, quantity.getNumericalAmount()));
    return amounts;
  }

  private static Map<String, BigDecimal> requests(@Nullable ResourceRequirements resources) {
    return resources == null || resources.getRequests() == null
        ? Map.of()
        : amounts(resources.getRequests());
  }

  private static void add(Map<String, BigDecimal> sum, Map<String, BigDecimal> more) {
    more.forEach((name, amount) -> sum.merge(name, amount, BigDecimal::add));
  }
}
