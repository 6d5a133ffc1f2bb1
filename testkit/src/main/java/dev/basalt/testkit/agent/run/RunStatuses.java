package dev.basalt.testkit.agent.run;

import dev.basalt.testkit.agent.run.ContainerRun.Role;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.PodIPBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The statuses of one pod, each whole; what did not change keeps its time. */
final class RunStatuses {
  private final Instant started = Instant.now();
  private final String address;
  private final List<ContainerRun> inits;
  private final List<ContainerRun> mains;
  private final Map<String, PodCondition> conditions = new HashMap<>();

  RunStatuses(String address, List<ContainerRun> inits, List<ContainerRun> mains) {
    this.address = address;
    this.inits = inits;
    this.mains = mains;
  }

  /** While it lives: Pending until a main container has started. */
  PodStatus alive() {
    boolean running = mains.stream().anyMatch(ContainerRun::everStarted);
    return status(running ? "Running" : "Pending", null, null);
  }

  /**
   * At its end.
   *
   * @param reason why it was ended from outside, null if it ended by itself
   */
  PodStatus ended(@Nullable String reason, @Nullable String message) {
    boolean succeeded = reason == null && mains.stream().allMatch(ContainerRun::succeeded);
    return status(succeeded ? "Succeeded" : "Failed", reason, message);
  }

  private PodStatus status(String phase, @Nullable String reason, @Nullable String message) {
    boolean over = phase.equals("Succeeded") || phase.equals("Failed");
    boolean initialized =
        inits.stream()
            .allMatch(init -> init.role() == Role.SIDECAR ? init.everStarted() : init.succeeded());
    boolean ready =
        !over
            && mains.stream().allMatch(ContainerRun::running)
            && inits.stream().allMatch(init -> init.role() == Role.INIT || init.running());
    String done =
        !over ? "ContainersNotReady" : phase.equals("Succeeded") ? "PodCompleted" : "PodFailed";
    PodStatusBuilder status =
        new PodStatusBuilder()
            .withPhase(phase)
            .withReason(reason)
            .withMessage(message)
            .withStartTime(started.toString())
            .withHostIP(PodRuntime.ADDRESS)
            .withPodIP(address)
            .withPodIPs(new PodIPBuilder().withIp(address).build())
            .withConditions(
                condition("PodScheduled", true, null),
                condition(
                    "Initialized", initialized, initialized ? null : "ContainersNotInitialized"),
                condition("ContainersReady", ready, ready ? null : done),
                condition("Ready", ready, ready ? null : done))
            .withContainerStatuses(statuses(mains, over));
    return inits.isEmpty()
        ? status.build()
        : status.withInitContainerStatuses(statuses(inits, over)).build();
  }

  private static List<ContainerStatus> statuses(List<ContainerRun> containers, boolean over) {
    return containers.stream().map(container -> container.status(over)).toList();
  }

  private PodCondition condition(String type, boolean holds, @Nullable String reason) {
    String value = holds ? "True" : "False";
    PodCondition before = conditions.get(type);
    String since =
        before != null && before.getStatus().equals(value)
            ? before.getLastTransitionTime()
            : Instant.now().toString();
    PodCondition now =
        new PodConditionBuilder()
            .withType(type)
            .withStatus(value)
            .withReason(reason)
            .withLastTransitionTime(since)
            .build();
    conditions.put(type, now);
    return now;
  }
}
