package dev.basalt.testkit.agent.run;

import dev.basalt.testkit.agent.run.ContainerProcess.Exit;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One container of a pod over all its runs. Owned by its pod's thread, but for its logs. */
final class ContainerRun {
  /** A kubelet waits ten times as long. */
  private static final long FIRST_BACK_OFF_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final long LONGEST_BACK_OFF_NANOS = TimeUnit.SECONDS.toNanos(30);

  /** What a container is to its pod. */
  enum Role {
    MAIN,
    INIT,
    SIDECAR
  }

  private final Container spec;
  private final Role role;
  private final String restartPolicy;
  private final Path home;
  private final String id;
  private int runs;
  private @Nullable ContainerProcess process;
  private @Nullable Exit exit;
  private @Nullable Exit exitBefore;
  private String waiting = "PodInitializing";
  private String waitingMessage = "";
  private long backOffNanos = FIRST_BACK_OFF_NANOS;
  private long dueNanos;
  private volatile @Nullable LogFile log;
  private volatile @Nullable LogFile logBefore;

  /**
   * @param restartPolicy of the pod
   * @param home a folder of this container alone
   * @param id unique on this machine
   */
  ContainerRun(Container spec, Role role, String restartPolicy, Path home, String id) {
    this.spec = spec;
    this.role = role;
    this.restartPolicy = restartPolicy;
    this.home = home;
    this.id = id;
  }

  Container spec() {
    return spec;
  }

  Role role() {
    return role;
  }

  /** Its process, null if it does not run. */
  @Nullable ContainerProcess process() {
    return process;
  }

  boolean running() {
    return process != null;
  }

  boolean everStarted() {
    return runs > 0;
  }

  boolean succeeded() {
    return exit != null && exit.exitCode() == 0;
  }

  /** Whether it has ended and will not be started again. */
  boolean over() {
    return exit != null && process == null && !restarts();
  }

  /** Whether it is to be started now, for the first time or again. */
  boolean due(long nanos) {
    return process == null && (exit == null || restarts()) && nanos - dueNanos >= 0;
  }

  /** When it is to be started, in nanoseconds from now; null if it is not. */
  @Nullable Long untilDue(long nanos) {
    return process == null && (exit == null || restarts()) ? Math.max(0, dueNanos - nanos) : null;
  }

  private boolean restarts() {
    if (exit == null) {
      return true;
    }
    boolean failed = exit.exitCode() != 0;
    return switch (role) {
      case SIDECAR -> true;
      case INIT -> failed && !restartPolicy.equals("Never");
      case MAIN -> restartPolicy.equals("Always") || (failed && restartPolicy.equals("OnFailure"));
    };
  }

  /** A folder for the next run. */
  Path nextFolder() throws IOException {
    Scratch.delete(home.resolve(Integer.toString(runs - 2)));
    return Files.createDirectories(home.resolve(Integer.toString(runs)));
  }

  /** A log for the next run; that of the last can still be read. */
  LogFile nextLog(Path folder, long bytes) throws IOException {
    LogFile next = new LogFile(Files.createDirectories(folder.resolve(".log")), bytes);
    LogFile oldest = logBefore;
    logBefore = log;
    log = next;
    if (oldest != null) {
      oldest.close();
    }
    return next;
  }

  void started(ContainerProcess running) {
    process = running;
    exitBefore = exit;
    exit = null;
    runs++;
  }

  /** It could not be started. */
  void notStarted(String message) {
    exitBefore = exit;
    runs++;
    ended(Exit.notStarted(message));
  }

  /** Something that it needs is missing. */
  void postpone(String reason, String message, long untilNanos) {
    waiting = reason;
    waitingMessage = message;
    dueNanos = untilNanos;
  }

  void ended(Exit outcome) {
    process = null;
    exit = outcome;
    if (restarts()) {
      dueNanos = System.nanoTime() + backOffNanos;
      waiting = "CrashLoopBackOff";
      waitingMessage =
          "back-off %.1fs restarting failed container=%s"
              .formatted(backOffNanos / 1e9, spec.getName());
      backOffNanos = Math.min(2 * backOffNanos, LONGEST_BACK_OFF_NANOS);
    }
  }

  /** The log of the last run, or of the one before it; null if there is none. */
  @Nullable LogFile log(boolean previous) {
    return previous ? logBefore : log;
  }

  void closeLogs() throws IOException {
    for (LogFile file : new LogFile[] {log, logBefore}) {
      if (file != null) {
        file.close();
      }
    }
  }

  /**
   * What a kubelet reports.
   *
   * @param over whether the pod has ended, so that nothing is started any more
   */
  ContainerStatus status(boolean over) {
    boolean again = !over && exit != null && restarts();
    ContainerStatusBuilder status =
        new ContainerStatusBuilder()
            .withName(spec.getName())
            .withImage(spec.getImage())
            .withImageID("")
            .withReady(running() || (role == Role.INIT && succeeded()))
            .withStarted(running())
            .withRestartCount(Math.max(0, runs - 1))
            .withState(state(again));
    if (everStarted()) {
      status.withContainerID("process://" + id + "-" + (runs - 1));
    }
    Exit last = again ? exit : exitBefore;
    return last == null ? status.build() : status.withLastState(terminated(last)).build();
  }

  private ContainerState state(boolean again) {
    if (process != null) {
      return new ContainerStateBuilder()
          .withNewRunning()
          .withStartedAt(process.started().toString())
          .endRunning()
          .build();
    }
    if (exit != null && !again) {
      return terminated(exit);
    }
    return new ContainerStateBuilder()
        .withNewWaiting()
        .withReason(waiting)
        .withMessage(waitingMessage.isEmpty() ? null : waitingMessage)
        .endWaiting()
        .build();
  }

  private ContainerState terminated(Exit outcome) {
    return new ContainerStateBuilder()
        .withNewTerminated()
        .withExitCode(outcome.exitCode())
        .withReason(outcome.reason())
        .withMessage(outcome.message().isEmpty() ? null : outcome.message())
        .withStartedAt(outcome.started().toString())
        .withFinishedAt(outcome.finished().toString())
        .endTerminated()
        .build();
  }
}
