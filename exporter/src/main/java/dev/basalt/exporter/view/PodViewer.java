package dev.basalt.exporter.view;

import dev.basalt.api.names.VolcanoNames;
import dev.basalt.cluster.convert.PodReader;
import dev.basalt.cluster.convert.Pools;
import dev.basalt.controllers.runtime.Metadata;
import dev.basalt.core.event.PodPhase;
import dev.basalt.core.event.PodSpec;
import dev.basalt.core.event.UserSource;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads pods; what they have in common they share. Thread-safe. */
public final class PodViewer {
  private static final String SCHEDULED = "PodScheduled";
  private static final String OOM_KILLED = "OOMKilled";
  private static final long MILLIS = 1000;

  private final Set<String> schedulers;
  private final Pools pools;
  private final PodReader reader;

  /**
   * A reader.
   *
   * @param schedulers names of the schedulers whose pods are ours
   * @param user the label or annotation that says whose a pod is
   */
  public PodViewer(Set<String> schedulers, UserSource user) {
    this.schedulers = Set.copyOf(schedulers);
    this.pools = new Pools(user);
    this.reader = new PodReader(pools);
  }

  /** What is kept of a pod. */
  public synchronized SeenPod read(Pod pod) {
    PodSpec spec = reader.read(pod);
    boolean ours = schedulers.contains(spec.schedulerName());
    PodStatus status = pod.getStatus();
    PodCondition scheduled = ours ? condition(status) : null;
    String reason = "";
    if (ours && spec.phase() == PodPhase.FAILED) {
      reason = failure(spec, status);
    } else if (ours && spec.nodeName() == null && scheduled != null) {
      reason = text(scheduled.getReason());
    }
    return new SeenPod(
        new SeenPod.Facts(
            spec.namespace(),
            spec.name(),
            ours,
            pools.string(spec.labels().getOrDefault(VolcanoNames.JOB_NAME, "")),
            spec.taskName(),
            spec.nodeName(),
            spec.podGroup(),
            spec.queue(),
            spec.user(),
            spec.phase(),
            spec.deleting(),
            spec.createdMillis() / MILLIS,
            scheduled == null || spec.nodeName() == null
                ? 0
                : Metadata.millis(scheduled.getLastTransitionTime()) / MILLIS,
            pools.string(reason),
            spec.shape().requests()));
  }

  private static @Nullable PodCondition condition(@Nullable PodStatus status) {
    if (status == null || status.getConditions() == null) {
      return null;
    }
    for (PodCondition condition : status.getConditions()) {
      if (SCHEDULED.equals(condition.getType())) {
        return condition;
      }
    }
    return null;
  }

  /** Why a pod failed: what its node says of it, else what killed a container. */
  private static String failure(PodSpec spec, @Nullable PodStatus status) {
    if (!spec.statusReason().isEmpty() || status == null) {
      return spec.statusReason();
    }
    String reason = failure(status.getContainerStatuses(), "");
    return failure(status.getInitContainerStatuses(), reason);
  }

  private static String failure(@Nullable List<ContainerStatus> containers, String found) {
    String reason = found;
    for (ContainerStatus container : containers == null ? List.<ContainerStatus>of() : containers) {
      ContainerStateTerminated end =
          container.getState() == null ? null : container.getState().getTerminated();
      String why = end == null ? "" : text(end.getReason());
      boolean failed = end != null && end.getExitCode() != null && end.getExitCode() != 0;
      if (why.equals(OOM_KILLED)) {
        return why;
      }
      if (failed && reason.isEmpty()) {
        reason = why.isEmpty() ? "Error" : why;
      }
    }
    return reason;
  }

  private static String text(@Nullable String value) {
    return value == null ? "" : value;
  }
}
