package dev.basalt.controllers.job.plugin;

import dev.basalt.controllers.job.oom.Growth;
import dev.basalt.controllers.job.oom.Memory;
import dev.basalt.controllers.job.oom.PodMemory;
import dev.basalt.core.resource.Quantities;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Pods with more memory than their template says. */
public final class GrownPods {
  private static final String MEMORY = "memory";

  private GrownPods() {}

  /** Gives a pod what its shard needs; where the template asks for more than that, it stays. */
  public static void enlarge(Pod pod, Growth growth) {
    Containers.all(pod)
        .forEach(container -> {
          Memory memory = growth.containers().get(container.getName());
          if (memory != null) {
            container.setResources(raised(container.getResources(), memory));
          }
        });
    Memory whole = growth.containers().get(PodMemory.WHOLE);
    if (whole != null && pod.getSpec().getResources() != null) {
      pod.getSpec().setResources(raised(pod.getSpec().getResources(), whole));
    }
  }

  private static ResourceRequirements raised(
      @Nullable ResourceRequirements resources, Memory memory) {
    ResourceRequirementsBuilder builder =
        resources == null
            ? new ResourceRequirementsBuilder()
            : new ResourceRequirementsBuilder(resources);
    return builder
        .withRequests(raised(resources == null ? null : resources.getRequests(), memory.request()))
        .withLimits(raised(resources == null ? null : resources.getLimits(), memory.limit()))
        .build();
  }

  private static Map<String, Quantity> raised(@Nullable Map<String, Quantity> amounts, long bytes) {
    Map<String, Quantity> all = amounts == null ? new HashMap<>() : new HashMap<>(amounts);
    Quantity before = all.get(MEMORY);
    if (bytes > 0 && (before == null || Quantities.parse(MEMORY, before.toString()) < bytes)) {
      all.put(MEMORY, Quantity.parse(Quantities.format(MEMORY, bytes)));
    }
    return all;
  }
}
