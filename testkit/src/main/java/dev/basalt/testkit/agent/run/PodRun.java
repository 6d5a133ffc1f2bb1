package dev.basalt.testkit.agent.run;

import dev.basalt.testkit.agent.run.ContainerProcess.Exit;
import dev.basalt.testkit.agent.run.ContainerRun.Role;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life of one pod, on a thread of its own: volumes, init containers one after the other,
 * sidecars beside what comes after them, containers, restarts by the pod's policy, and the end.
 * Probes and life cycle hooks are passed over: a container is ready while it runs.
 */
final class PodRun implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(PodRun.class);
  private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long DEFAULT_GRACE_SECONDS = 30;

  /** What happens to the pod, in order. */
  private sealed interface Happening {
    record Ended(ContainerRun container, Exit exit) implements Happening {}

    record Stop(Duration grace) implements Happening {}
  }

  private final Pod pod;
  private final PodRuntime.Report report;
  private final Volumes volumes;
  private final ContainerStarter starter;
  private final List<ContainerRun> inits = new ArrayList<>();
  private final List<ContainerRun> mains = new ArrayList<>();
  private final RunStatuses statuses;
  private final BlockingQueue<Happening> happenings = new LinkedBlockingQueue<>();
  private final long startNanos = System.nanoTime();
  private boolean volumesMade;
  private long volumesDueNanos = startNanos;
  private boolean stopping;
  private @Nullable Duration stopGrace;
  private @Nullable PodStatus reported;

  PodRun(
      Pod pod,
      String address,
      List<ContainerRun> containers,
      Volumes volumes,
      ContainerStarter starter,
      PodRuntime.Report report) {
    this.pod = pod;
    this.volumes = volumes;
    this.starter = starter;
    this.report = report;
    for (ContainerRun container : containers) {
      (container.role() == Role.MAIN ? mains : inits).add(container);
    }
    this.statuses = new RunStatuses(address, inits, mains);
  }

  /** Ends it: its containers are asked to, and killed after the grace period. Thread-safe. */
  void stop(Duration grace) {
    happenings.add(new Happening.Stop(grace));
  }

  /** A container by its name; null if there is none. Thread-safe. */
  @Nullable ContainerRun container(String name) {
    return all()
        .filter(container -> container.spec().getName().equals(name))
        .findFirst()
        .orElse(null);
  }

  void closeLogs() throws IOException {
    for (ContainerRun container : all().toList()) {
      container.closeLogs();
    }
  }

  @Override
  public void run() {
    try {
      live();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException e) {
      LOG.error("Pod {} cannot go on", pod.getMetadata().getName(), e);
      report.status(statuses.ended("NodeAgentFailure", e.toString()));
    } finally {
      all().map(ContainerRun::process).filter(p -> p != null).forEach(ContainerProcess::kill);
      report.ended();
    }
  }

  private void live() throws IOException, InterruptedException {
    Long seconds = pod.getSpec().getActiveDeadlineSeconds();
    long deadline =
        seconds == null ? Long.MAX_VALUE : startNanos + TimeUnit.SECONDS.toNanos(seconds);
    while (true) {
      advance();
      if (stopping || over()) {
        break;
      }
      tell(statuses.alive());
      if (deadline != Long.MAX_VALUE && System.nanoTime() - deadline >= 0) {
        end(
            grace(),
            "DeadlineExceeded",
            "Pod was active on the node longer than the specified deadline");
        return;
      }
      take(
          Math.min(
              untilDue(),
              deadline == Long.MAX_VALUE ? Long.MAX_VALUE : deadline - System.nanoTime()));
    }
    end(stopGrace == null ? grace() : stopGrace, null, null);
  }

  /** Starts whatever is to be started now. */
  private void advance() throws IOException {
    if (stopping || !volumesReady()) {
      return;
    }
    for (ContainerRun init : inits) {
      if (init.role() == Role.SIDECAR || !init.succeeded()) {
        startIfDue(init);
      }
      boolean passed = init.role() == Role.SIDECAR ? init.everStarted() : init.succeeded();
      if (!passed) {
        return;
      }
    }
    for (ContainerRun main : mains) {
      startIfDue(main);
    }
  }

  private void startIfDue(ContainerRun container) throws IOException {
    if (!container.due(System.nanoTime())) {
      return;
    }
    try {
      starter.start(
          container, volumes, exit -> happenings.add(new Happening.Ended(container, exit)));
    } catch (NotReadyException | KubernetesClientException e) {
      container.postpone(
          "CreateContainerConfigError",
          String.valueOf(e.getMessage()),
          System.nanoTime() + RETRY_NANOS);
    } catch (IllegalArgumentException e) {
      container.notStarted(String.valueOf(e.getMessage()));
    }
  }

  private boolean volumesReady() throws IOException {
    if (volumesMade) {
      return true;
    }
    if (System.nanoTime() - volumesDueNanos < 0) {
      return false;
    }
    try {
      volumes.make();
      volumesMade = true;
      return true;
    } catch (NotReadyException | KubernetesClientException e) {
      volumesDueNanos = System.nanoTime() + RETRY_NANOS;
      all()
          .forEach(container ->
              container.postpone(
                  "ContainerCreating", String.valueOf(e.getMessage()), volumesDueNanos));
      return false;
    }
  }

  /** Whether all has been done, or cannot be done any more. */
  private boolean over() {
    boolean initFailed =
        inits.stream()
            .anyMatch(init -> init.role() == Role.INIT && init.over() && !init.succeeded());
    return initFailed || mains.stream().allMatch(ContainerRun::over);
  }

  private long untilDue() {
    if (!volumesMade) {
      return Math.max(0, volumesDueNanos - System.nanoTime());
    }
    long now = System.nanoTime();
    long soonest = Long.MAX_VALUE;
    boolean initialized = true;
    for (ContainerRun init : inits) {
      Long until = init.untilDue(now);
      if (until != null && initialized) {
        soonest = Math.min(soonest, until);
      }
      initialized &= init.role() == Role.SIDECAR ? init.everStarted() : init.succeeded();
    }
    for (ContainerRun main : mains) {
      Long until = main.untilDue(now);
      if (until != null && initialized) {
        soonest = Math.min(soonest, until);
      }
    }
    return soonest;
  }

  /** Waits for something to happen, and takes it in. */
  private void take(long nanos) throws InterruptedException {
    Happening happening =
        nanos == Long.MAX_VALUE
            ? happenings.take()
            : happenings.poll(Math.max(0, nanos), TimeUnit.NANOSECONDS);
    switch (happening) {
      case null -> {}
      case Happening.Ended(ContainerRun container, Exit exit) ->
          container.ended(starter.withMessage(container, exit));
      case Happening.Stop(Duration grace) -> {
        stopping = true;
        stopGrace = stopGrace == null || grace.compareTo(stopGrace) < 0 ? grace : stopGrace;
      }
    }
  }

  /** Ends what still runs, the sidecars last, and tells of the end. */
  private void end(Duration grace, @Nullable String reason, @Nullable String message)
      throws InterruptedException {
    boolean begun = all().anyMatch(ContainerRun::everStarted);
    long deadline = System.nanoTime() + grace.toNanos();
    stop(container -> container.role() != Role.SIDECAR, deadline);
    for (ContainerRun sidecar : inits.reversed()) {
      stop(container -> container == sidecar, deadline);
    }
    if (begun || reason != null || !stopping) {
      tell(statuses.ended(reason, message));
    }
  }

  private void stop(Predicate<ContainerRun> which, long until) throws InterruptedException {
    running(which).forEach(ContainerProcess::terminate);
    long deadline = until;
    boolean killed = false;
    while (!running(which).isEmpty()) {
      long left = deadline - System.nanoTime();
      if (left <= 0 && !killed) {
        killed = true;
        running(which).forEach(ContainerProcess::kill);
      }
      take(killed ? Long.MAX_VALUE : left);
      if (stopGrace != null && stopGrace.isZero()) {
        deadline = System.nanoTime();
      }
    }
  }

  private List<ContainerProcess> running(Predicate<ContainerRun> which) {
    List<ContainerProcess> running = new ArrayList<>();
    all()
        .filter(which)
        .forEach(container -> {
          ContainerProcess process = container.process();
          if (process != null) {
            running.add(process);
          }
        });
    return running;
  }

  private Duration grace() {
    Long seconds = pod.getSpec().getTerminationGracePeriodSeconds();
    return Duration.ofSeconds(seconds == null ? DEFAULT_GRACE_SECONDS : seconds);
  }

  private Stream<ContainerRun> all() {
    return Stream.concat(inits.stream(), mains.stream());
  }

  private void tell(PodStatus status) {
    if (!status.equals(reported)) {
      reported = status;
      report.status(status);
    }
  }
}
