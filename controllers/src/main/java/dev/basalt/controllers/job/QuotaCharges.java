package dev.basalt.controllers.job;

import dev.basalt.cluster.convert.PodReader;
import dev.basalt.cluster.convert.Pools;
import dev.basalt.core.resource.ResourceList;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a ResourceQuota charges for a pod, as Kubernetes' evaluator of pods counts it: {@code
 * requests.NAME}, {@code limits.NAME}, {@code pods} and {@code count/pods}. Each request stands
 * under its plain name too.
 */
final class QuotaCharges {
  /** No quota can count the limits of others. */
  private static final List<String> LIMITED = List.of("cpu", "memory", "ephemeral-storage");

  private QuotaCharges() {}

  /** The charges by name. */
  static ResourceList of(Pod pod) {
    Map<String, Long> charges = new TreeMap<>();
    requests(pod)
        .forEach((name, amount) -> {
          charges.put(name, amount);
          charges.put("requests." + name, amount);
        });
    ResourceList limits = limits(pod);
    for (String name : LIMITED) {
      if (limits.has(name)) {
        charges.put("limits." + name, limits.get(name));
      }
    }
    charges.put("pods", 1L);
    charges.put("count/pods", 1L);
    return ResourceList.of(charges);
  }

  private static ResourceList requests(Pod pod) {
    return new PodReader(new Pools()).read(pod).shape().requests();
  }

  /** Limits add up as requests do, but the overhead counts only where there is one. */
  private static ResourceList limits(Pod pod) {
    Pod bounded = new PodBuilder(pod).editSpec().withOverhead(null).endSpec().build();
    bounded.getSpec().setContainers(bounded(pod.getSpec().getContainers()));
    bounded.getSpec().setInitContainers(bounded(pod.getSpec().getInitContainers()));
    bounded.getSpec().setResources(bounded(pod.getSpec().getResources()));
    ResourceList limits = requests(bounded);
    Pod empty =
        new PodBuilder().withNewSpec().withOverhead(pod.getSpec().getOverhead()).endSpec().build();
    Map<String, Long> overhead = requests(empty).toMap();
    overhead.keySet().removeIf(name -> limits.get(name) == 0);
    return limits.plus(ResourceList.of(overhead));
  }

  private static List<Container> bounded(List<Container> containers) {
    return containers.stream()
        .map(container ->
            new ContainerBuilder(container)
                .withResources(bounded(container.getResources()))
                .build())
        .toList();
  }

  private static @Nullable ResourceRequirements bounded(@Nullable ResourceRequirements resources) {
    return resources == null
        ? null
        : new ResourceRequirementsBuilder().withRequests(resources.getLimits()).build();
  }
}
