package dev.basalt.testkit.agent.run;

import dev.basalt.testkit.Eventually;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A pod that runs, and all that was reported of it. */
final class Watched implements PodRuntime.Report {
  private static final Duration SOON = Duration.ofMinutes(1);

  private final PodRuntime runtime;
  private final Pod pod;
  private final List<PodStatus> statuses = new ArrayList<>();
  private final CountDownLatch ended = new CountDownLatch(1);

  private Watched(PodRuntime runtime, Pod pod) {
    this.runtime = runtime;
    this.pod = pod;
  }

  static Watched start(PodRuntime runtime, Pod pod) {
    Watched watched = new Watched(runtime, pod);
    runtime.start(pod, watched);
    return watched;
  }

  @Override
  public synchronized void status(PodStatus status) {
    statuses.add(status);
  }

  @Override
  public void ended() {
    ended.countDown();
  }

  /** Every status so far, in order. */
  synchronized List<PodStatus> statuses() {
    return List.copyOf(statuses);
  }

  PodStatus await(Predicate<PodStatus> wanted) {
    return Eventually.within(SOON)
        .becomes(
            "pod " + pod.getMetadata().getName(),
            () -> statuses().isEmpty() ? new PodStatus() : statuses().getLast(),
            wanted);
  }

  /** The last status, once nothing runs any more. */
  PodStatus end() throws InterruptedException {
    if (!ended.await(SOON.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("still running: " + statuses());
    }
    return statuses().getLast();
  }

  void stop(Duration grace) {
    runtime.stop(pod.getMetadata().getUid(), grace);
  }

  String log(String container) throws Exception {
    return log(container, "");
  }

  String log(String container, String query) throws Exception {
    LogQuery parsed = LogQuery.parse(query, Instant.now());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    LogFile log =
        runtime.find(
            pod.getMetadata().getNamespace(),
            pod.getMetadata().getName(),
            container,
            parsed.previous());
    new LogReader(log, parsed, out).send();
    return out.toString(StandardCharsets.UTF_8);
  }

  static ContainerStatus container(PodStatus status, String name) {
    return Stream.concat(
            status.getContainerStatuses().stream(), status.getInitContainerStatuses().stream())
        .filter(container -> container.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  static ContainerStateTerminated terminated(PodStatus status, String name) {
    return container(status, name).getState().getTerminated();
  }
}
