package dev.basalt.testkit.agent;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The statuses that a kubelet reports in the life of a pod. */
final class PodStatuses {
  private PodStatuses() {}

  static PodStatus running(Pod pod, Instant now) {
    ContainerState state =
        new ContainerStateBuilder()
            .withNewRunning()
            .withStartedAt(now.toString())
            .endRunning()
            .build();
    return new PodStatusBuilder()
        .withPhase("Running")
        .withStartTime(now.toString())
        .withConditions(scheduled(now), ready("True", null, now))
        .withContainerStatuses(containers(pod, state, true))
        .build();
  }

  static PodStatus ended(Pod pod, SimulatedRun run, Instant started, Instant now) {
    ContainerState state =
        new ContainerStateBuilder()
            .withNewTerminated()
            .withExitCode(run.exitCode())
            .withReason(run.reason())
            .withStartedAt(started.toString())
            .withFinishedAt(now.toString())
            .endTerminated()
            .build();
    PodStatusBuilder status =
        new PodStatusBuilder()
            .withPhase(run.succeeds() ? "Succeeded" : "Failed")
            .withConditions(
                scheduled(now), ready("False", run.succeeds() ? "PodCompleted" : "PodFailed", now))
            .withContainerStatuses(containers(pod, state, false));
    return run.message().isEmpty()
        ? status.build()
        : status.withReason(run.reason()).withMessage(run.message()).build();
  }

  static PodStatus rejected(NodeAccount.Refusal refusal, Instant now) {
    return new PodStatusBuilder()
        .withPhase("Failed")
        .withReason(refusal.reason())
        .withMessage("Pod was rejected: " + refusal.message())
        .withStartTime(now.toString())
        .build();
  }

  /** A merge replaces the list of conditions: the scheduler's has to be told with the others. */
  private static PodCondition scheduled(Instant now) {
    return condition("PodScheduled", "True", null, now);
  }

  private static PodCondition ready(String status, @Nullable String reason, Instant now) {
    return condition("Ready", status, reason, now);
  }

  private static PodCondition condition(
      String type, String status, @Nullable String reason, Instant now) {
    return new PodConditionBuilder()
        .withType(type)
        .withStatus(status)
        .withReason(reason)
        .withLastTransitionTime(now.toString())
        .build();
  }

  private static List<ContainerStatus> containers(Pod pod, ContainerState state, boolean ready) {
    List<ContainerStatus> statuses = new ArrayList<>();
    for (Container container : pod.getSpec().getContainers()) {
      statuses.add(
          new ContainerStatusBuilder()
              .withName(container.getName())
              .withImage(container.getImage())
              .withImageID("")
              .withReady(ready)
              .withStarted(ready)
              .withRestartCount(0)
              .withState(state)
              .build());
    }
    return statuses;
  }
}
