package dev.basalt.controllers.job;

import dev.basalt.api.names.BasaltNames;
import dev.basalt.controllers.job.oom.GrowthCodec;
import dev.basalt.controllers.job.oom.Memory;
import dev.basalt.controllers.job.oom.OomKill;
import dev.basalt.controllers.job.oom.PodMemory;
import dev.basalt.controllers.job.state.PodPhase;
import dev.basalt.controllers.runtime.Metadata;
import dev.basalt.core.resource.Quantities;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads which containers of a pod were killed for want of memory. */
final class OomKills {
  private static final String KILLED = "OOMKilled";
  private static final String MEMORY = "memory";
  private static final String ALWAYS = "Always";

  private OomKills() {}

  /**
   * What was killed; null if nothing was, or if the pod has succeeded all the same.
   *
   * @param statuses of all containers, init containers among them
   */
  static @Nullable OomKill read(Pod pod, PodPhase phase, List<ContainerStatus> statuses) {
    if (phase == PodPhase.SUCCEEDED || statuses.stream().noneMatch(OomKills::killed)) {
      return null;
    }
    Set<String> names = new LinkedHashSet<>();
    statuses.stream().filter(OomKills::killed).forEach(status -> names.add(status.getName()));
    return new OomKill(
        List.copyOf(names),
        memory(pod),
        GrowthCodec.times(Metadata.annotation(pod, BasaltNames.OOM_GROWTH)));
  }

  /**
   * Whether a container was killed and has not done its work since. The exit code alone tells
   * nothing: 137 is that of anyone who was killed, and a shell whose child was killed may end with
   * any code, even 0.
   */
  private static boolean killed(ContainerStatus status) {
    ContainerStateTerminated now = ended(status.getState());
    return now == null ? killed(ended(status.getLastState())) : killed(now);
  }

  private static boolean killed(@Nullable ContainerStateTerminated end) {
    return end != null
        && KILLED.equals(end.getReason())
        && (end.getExitCode() == null || end.getExitCode() != 0);
  }

  private static @Nullable ContainerStateTerminated ended(@Nullable ContainerState state) {
    return state == null ? null : state.getTerminated();
  }

  private static PodMemory memory(Pod pod) {
    List<PodMemory.Part> parts = new ArrayList<>();
    for (Container init : pod.getSpec().getInitContainers()) {
      boolean stays = ALWAYS.equals(init.getRestartPolicy());
      parts.add(part(init, stays ? PodMemory.Kind.SIDECAR : PodMemory.Kind.INIT));
    }
    for (Container container : pod.getSpec().getContainers()) {
      parts.add(part(container, PodMemory.Kind.MAIN));
    }
    return new PodMemory(
        parts, memory(pod.getSpec().getResources()), bytes(pod.getSpec().getOverhead()));
  }

  private static PodMemory.Part part(Container container, PodMemory.Kind kind) {
    return new PodMemory.Part(container.getName(), kind, memory(container.getResources()));
  }

  private static Memory memory(@Nullable ResourceRequirements resources) {
    return resources == null
        ? new Memory(0, 0)
        : new Memory(bytes(resources.getRequests()), bytes(resources.getLimits()));
  }

  private static long bytes(@Nullable Map<String, Quantity> amounts) {
    Quantity amount = amounts == null ? null : amounts.get(MEMORY);
    return amount == null ? 0 : Quantities.parse(MEMORY, amount.toString());
  }
}
