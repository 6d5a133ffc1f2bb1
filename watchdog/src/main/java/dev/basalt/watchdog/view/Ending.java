package dev.basalt.watchdog.view;

import dev.basalt.controllers.runtime.Metadata;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a pod failed.
 *
 * @param container the container that failed first, empty if the pod failed as a whole
 * @param reason the kubelet's word, such as {@code OOMKilled}, {@code Error} or {@code Evicted}
 * @param exitCode of that container, 0 if there is none
 * @param millis when it ended, milliseconds since 1970
 */
public record Ending(String container, String reason, int exitCode, long millis) {
  static final String OUT_OF_MEMORY = "OOMKilled";

  /** How a pod failed; null if it did not. */
  static @Nullable Ending of(Pod pod) {
    PodStatus status = pod.getStatus();
    if (status == null || !"Failed".equals(status.getPhase())) {
      return null;
    }
    String whole = status.getReason() == null ? "" : status.getReason();
    Ending first = null;
    for (ContainerStatus one : containers(status)) {
      ContainerStateTerminated end = one.getState() == null ? null : one.getState().getTerminated();
      if (end != null && number(end.getExitCode()) != 0) {
        Ending ending =
            new Ending(
                one.getName(),
                reason(end, whole),
                number(end.getExitCode()),
                Metadata.millis(end.getFinishedAt()));
        if (first == null || ending.millis < first.millis) {
          first = ending;
        }
      }
    }
    return first == null
        ? new Ending("", whole.isEmpty() ? "Failed" : whole, 0, since(pod, status))
        : first.millis > 0
            ? first
            : new Ending(first.container, first.reason, first.exitCode, since(pod, status));
  }

  /** Whether a container of a pod is killed for want of memory, now or before it was restarted. */
  boolean outOfMemory() {
    return reason.equals(OUT_OF_MEMORY);
  }

  private static String reason(ContainerStateTerminated end, String whole) {
    if (!whole.isEmpty()) {
      return whole;
    }
    return end.getReason() == null ? "Error" : end.getReason();
  }

  /** When it was last said to be not ready, or when it was made. */
  private static long since(Pod pod, PodStatus status) {
    return status.getConditions().stream()
        .mapToLong(condition -> Metadata.millis(condition.getLastTransitionTime()))
        .reduce(Metadata.millis(pod.getMetadata().getCreationTimestamp()), Math::max);
  }

  private static List<ContainerStatus> containers(PodStatus status) {
    List<ContainerStatus> all = new ArrayList<>(status.getInitContainerStatuses());
    all.addAll(status.getContainerStatuses());
    return all;
  }

  private static int number(@Nullable Integer value) {
    return value == null ? 0 : value;
  }
}
