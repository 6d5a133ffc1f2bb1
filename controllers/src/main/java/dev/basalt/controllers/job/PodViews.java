package dev.basalt.controllers.job;

import dev.basalt.api.names.VolcanoNames;
import dev.basalt.controllers.job.state.PodPhase;
import dev.basalt.controllers.job.state.PodView;
import dev.basalt.controllers.runtime.Metadata;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads pods of jobs. There may be very many: what they share is kept once. */
final class PodViews {
  private PodViews() {}

  static PodView read(Pod pod) {
    OwnerReference owner = Metadata.job(pod);
    PodStatus status = pod.getStatus();
    List<ContainerStatus> containers = containers(status);
    boolean terminating = pod.getMetadata().getDeletionTimestamp() != null;
    long created = Metadata.millis(pod.getMetadata().getCreationTimestamp());
    PodPhase phase = PodPhase.of(status == null ? null : status.getPhase());
    long lastEnd = lastEnd(status, containers);
    boolean evicted = terminating && (!phase.ended() || outlived(pod.getMetadata(), lastEnd));
    return new PodView(
        pod.getMetadata().getName(),
        pod.getMetadata().getUid(),
        Metadata.annotation(pod, VolcanoNames.JOB_NAME).intern(),
        owner == null ? "" : owner.getUid().intern(),
        Metadata.annotation(pod, VolcanoNames.TASK_SPEC).intern(),
        Metadata.number(Metadata.annotation(pod, VolcanoNames.TASK_INDEX)),
        Metadata.number(Metadata.label(pod, VolcanoNames.PARTITION_ID)),
        Math.max(0, Metadata.number(Metadata.annotation(pod, VolcanoNames.JOB_VERSION))),
        phase,
        terminating,
        evicted,
        !Metadata.annotation(pod, VolcanoNames.OUT_OF_SYNC).isEmpty(),
        ready(status),
        containers.stream().mapToInt(one -> number(one.getRestartCount())).sum(),
        phase == PodPhase.FAILED ? exitCodes(containers) : List.of(),
        created,
        terminating && !phase.ended()
            ? Metadata.millis(pod.getMetadata().getDeletionTimestamp())
            : Math.max(created, evicted ? Math.max(lastEnd, asked(pod.getMetadata())) : lastEnd),
        OomKills.read(pod, phase, containers));
  }

  /**
   * Whether a pod that has ended was asked to go before that. The API server gives no grace to one
   * that has ended already; once it is cut short, as a kubelet does in the end, the times tell,
   * which are whole seconds both.
   */
  private static boolean outlived(ObjectMeta pod, long lastEnd) {
    return graceMillis(pod) > 0 || lastEnd >= asked(pod);
  }

  /** When a pod's deletion was asked for. */
  private static long asked(ObjectMeta pod) {
    return Metadata.millis(pod.getDeletionTimestamp()) - graceMillis(pod);
  }

  private static long graceMillis(ObjectMeta pod) {
    Long seconds = pod.getDeletionGracePeriodSeconds();
    return seconds == null ? 0 : TimeUnit.SECONDS.toMillis(seconds);
  }

  private static List<ContainerStatus> containers(@Nullable PodStatus status) {
    List<ContainerStatus> all = new ArrayList<>();
    if (status != null) {
      all.addAll(status.getInitContainerStatuses());
      all.addAll(status.getContainerStatuses());
    }
    return all;
  }

  private static List<Integer> exitCodes(List<ContainerStatus> containers) {
    return containers.stream()
        .map(ContainerStatus::getState)
        .filter(state -> state != null && state.getTerminated() != null)
        .map(state -> number(state.getTerminated().getExitCode()))
        .filter(code -> code != 0)
        .toList();
  }

  /** When a container last ended; if none says, when the pod last became unready. */
  private static long lastEnd(@Nullable PodStatus status, List<ContainerStatus> containers) {
    long last = 0;
    for (ContainerStatus container : containers) {
      for (ContainerState state :
          Stream.of(container.getState(), container.getLastState())
              .filter(one -> one != null && one.getTerminated() != null)
              .toList()) {
        last = Math.max(last, Metadata.millis(state.getTerminated().getFinishedAt()));
      }
    }
    if (last == 0 && status != null) {
      for (PodCondition condition : status.getConditions()) {
        if (condition.getType().equals("Ready")) {
          last = Metadata.millis(condition.getLastTransitionTime());
        }
      }
    }
    return last;
  }

  private static boolean ready(@Nullable PodStatus status) {
    return status != null
        && status.getConditions().stream()
            .anyMatch(one -> one.getType().equals("Ready") && one.getStatus().equals("True"));
  }

  private static int number(@Nullable Integer value) {
    return value == null ? 0 : value;
  }
}
