package dev.basalt.cluster.feed.protobuf;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateRunning;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.util.ArrayList;
import java.util.List;

/** Reads {@code PodStatus} as an object, as far as {@link PodObjectSkimmer} says. */
final class PodStatusObjectSkimmer {
  private final ByteCache<String> strings;

  PodStatusObjectSkimmer(ByteCache<String> strings) {
    this.strings = strings;
  }

  /** The current field. */
  void skim(WireReader reader, PodStatus status) {
    List<PodCondition> conditions = new ArrayList<>(4);
    List<ContainerStatus> containers = new ArrayList<>(1);
    List<ContainerStatus> initContainers = new ArrayList<>(0);
    int outer = reader.enter();
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> status.setPhase(reader.shared(strings));
        case 2 -> conditions.add(condition(reader));
        case 3 -> status.setMessage(reader.string());
        case 4 -> status.setReason(reader.shared(strings));
        case 7 -> status.setStartTime(ObjectMetaSkimmer.time(reader));
        case 8 -> containers.add(container(reader));
        case 10 -> initContainers.add(container(reader));
        default -> reader.skip();
      }
    }
    reader.leave(outer);
    status.setConditions(conditions);
    status.setContainerStatuses(containers);
    status.setInitContainerStatuses(initContainers);
  }

  private PodCondition condition(WireReader reader) {
    PodCondition condition = new PodCondition();
    int outer = reader.enter();
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> condition.setType(reader.shared(strings));
        case 2 -> condition.setStatus(reader.shared(strings));
        case 4 -> condition.setLastTransitionTime(ObjectMetaSkimmer.time(reader));
        case 5 -> condition.setReason(reader.shared(strings));
        case 6 -> condition.setMessage(reader.string());
        default -> reader.skip();
      }
    }
    reader.leave(outer);
    return condition;
  }

  private ContainerStatus container(WireReader reader) {
    ContainerStatus container = new ContainerStatus();
    int outer = reader.enter();
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> container.setName(reader.shared(strings));
        case 2 -> container.setState(state(reader));
        case 3 -> container.setLastState(state(reader));
        case 4 -> container.setReady(reader.bool());
        case 5 -> container.setRestartCount((int) reader.number());
        default -> reader.skip();
      }
    }
    reader.leave(outer);
    return container;
  }

  private ContainerState state(WireReader reader) {
    ContainerState state = new ContainerState();
    int outer = reader.enter();
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> {
          state.setWaiting(new ContainerStateWaiting());
          reader.skip();
        }
        case 2 -> {
          state.setRunning(new ContainerStateRunning());
          reader.skip();
        }
        case 3 -> state.setTerminated(terminated(reader));
        default -> reader.skip();
      }
    }
    reader.leave(outer);
    return state;
  }

  private ContainerStateTerminated terminated(WireReader reader) {
    ContainerStateTerminated end = new ContainerStateTerminated();
    int outer = reader.enter();
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> end.setExitCode((int) reader.number());
        case 2 -> end.setSignal((int) reader.number());
        case 3 -> end.setReason(reader.shared(strings));
        case 4 -> end.setMessage(reader.string());
        case 5 -> end.setStartedAt(ObjectMetaSkimmer.time(reader));
        case 6 -> end.setFinishedAt(ObjectMetaSkimmer.time(reader));
        default -> reader.skip();
      }
    }
    reader.leave(outer);
    return end;
  }
}
