package dev.basalt.jobctl.follow;

import dev.basalt.jobctl.Failure;
import dev.basalt.jobctl.api.Api;
import dev.basalt.jobctl.api.ApiException;
import dev.basalt.jobctl.view.JobView;
import dev.basalt.jobctl.view.Screen;
import dev.basalt.jobctl.view.Times;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Stays with a job until it has ended: its logs, how far it is, why it waits, how it went. */
public final class JobRun {
  /** Exit code of who was told to go. */
  public static final int INTERRUPTED = 130;

  /** Exit code if the time was over. */
  public static final int TIMED_OUT = 124;

  private static final Duration TICK = Duration.ofSeconds(1);
  private static final Duration FIRST_REASON = Duration.ofSeconds(5);
  private static final Duration NEXT_REASON = Duration.ofMinutes(1);
  private static final Duration DRAIN = Duration.ofSeconds(10);
  private static final Duration SECOND_PRESS = Duration.ofSeconds(3);
  private static final int FAILURES_SHOWN = 10;
  private static final int LAST_LINES = 5;

  private final Api api;
  private final LiveScreen live;
  private final boolean logs;
  private final @Nullable String goal;
  private final @Nullable Duration patience;
  private final Supplier<Interrupts> ctrlC;
  private final Instant began = Instant.now();
  private Instant nextReason = began.plus(FIRST_REASON);
  private String phase = "";

  /**
   * Nothing is followed yet.
   *
   * @param logs whether logs are printed
   * @param goal a phase that is enough; null for the end
   * @param patience how long to stay; null for as long as it takes
   */
  public JobRun(
      Api api, Screen screen, boolean logs, @Nullable String goal, @Nullable Duration patience) {
    this(api, screen, logs, goal, patience, Interrupts::ofTheTerminal);
  }

  JobRun(
      Api api,
      Screen screen,
      boolean logs,
      @Nullable String goal,
      @Nullable Duration patience,
      Supplier<Interrupts> ctrlC) {
    this.api = api;
    this.live = new LiveScreen(screen);
    this.logs = logs;
    this.goal = goal;
    this.patience = patience;
    this.ctrlC = ctrlC;
  }

  /**
   * Stays with a job.
   *
   * @return the exit code: the job's own, 0 if it is complete
   */
  public int attend(JobView job) {
    try (Interrupts interrupts = ctrlC.get();
        JobFollower follower = new JobFollower(api, job, logs);
        LogPump pump =
            new LogPump(api, follower, LogOptions.ALL, live, pod -> true, job.sharded())) {
      try {
        int code = attend(follower, pump);
        if (code >= 0) {
          return code;
        }
        if (logs) {
          // The end may be seen before the pods are.
          pump.take(PodStates.atTheEnd(api, follower.job()));
          pump.drain(DRAIN);
        }
        return close(follower.job(), PodStates.atTheEnd(api, follower.job()));
      } catch (InterruptedException e) {
        return interrupted(interrupts, follower.job());
      }
    } finally {
      live.progress("");
    }
  }

  /** Until the end; an exit code if there is nothing more to say, else -1. */
  private int attend(JobFollower follower, LogPump pump) throws InterruptedException {
    long seen = 0;
    while (true) {
      seen = follower.await(seen, TICK);
      JobView job = follower.job();
      List<PodState> pods = logs ? follower.pods() : List.of();
      pump.take(pods);
      tell(job);
      if (job.phase().equals(goal)) {
        return 0;
      }
      if (job.finished() || job.phase().equals("Aborted")) {
        return -1;
      }
      if (follower.deleted()) {
        throw new Failure("job \"" + job.name() + "\" was deleted before it had ended");
      }
      if (patience != null && Instant.now().isAfter(began.plus(patience))) {
        live.progress("");
        live.note("job \"%s\" is still %s; it goes on".formatted(job.name(), job.phase()));
        return TIMED_OUT;
      }
    }
  }

  private void tell(JobView job) {
    if (!job.phase().equals(phase)) {
      phase = job.phase();
      String why = job.message().isEmpty() ? job.reason() : job.message();
      live.note(
          live.screen()
              .faint(
                  "%s is %s%s"
                      .formatted(job.name(), phase, why.isEmpty() ? "" : " (" + why + ")")));
    }
    live.progress(progress(job));
    if (phase.equals("Pending") && Instant.now().isAfter(nextReason)) {
      nextReason = Instant.now().plus(NEXT_REASON);
      try {
        String waits = Waits.of(api, job).line();
        if (!waits.isEmpty()) {
          live.note("%s waits: %s".formatted(job.name(), waits));
        }
      } catch (ApiException e) {
        // Why it waits is worth a line, but not the end.
      }
    }
  }

  private String progress(JobView job) {
    return Progress.bar(job) + "  " + Times.text(Duration.between(began, Instant.now()));
  }

  /** What is to be said at the end, and the exit code. */
  private int close(JobView job, List<PodState> pods) {
    live.progress("");
    Outcome outcome = Outcome.of(job, pods);
    Screen screen = live.screen();
    if (outcome.exitCode() == 0) {
      live.note(screen.phase(job.phase(), "%s: %s".formatted(job.name(), Progress.counts(job))));
      return 0;
    }
    if (job.suspended()) {
      live.note("%s is suspended; to go on: jobctl resume %s".formatted(job.name(), job.name()));
      return outcome.exitCode();
    }
    live.note(
        screen.phase(
            job.phase(),
            "%s %s: %s%s"
                .formatted(
                    job.name(),
                    job.phase().toLowerCase(java.util.Locale.ROOT),
                    Progress.counts(job),
                    job.message().isEmpty() ? "" : " (" + job.message() + ")")));
    failures(job, outcome.failed());
    return outcome.exitCode();
  }

  private void failures(JobView job, List<PodState> failed) {
    for (PodState pod : failed.subList(0, Math.min(FAILURES_SHOWN, failed.size()))) {
      int shard = job.shard(pod.index());
      String dates = job.planned(pod.index()).replaceFirst("^[^=]*=?", "");
      live.note(
          "  shard %d%s: %s on %s"
              .formatted(
                  shard,
                  dates.isEmpty() ? "" : " (" + dates + ")",
                  pod.reason().isEmpty() ? pod.phase() : pod.reason(),
                  pod.node().isEmpty() ? "no node" : pod.node()));
      if (!logs) {
        lastLines(job, pod);
      }
    }
    if (failed.size() > FAILURES_SHOWN) {
      live.note("  and %d more".formatted(failed.size() - FAILURES_SHOWN));
    }
    if (!failed.isEmpty() && job.sharded() && !job.request().isEmpty()) {
      live.note("to run the failed shards anew: jobctl retry --failed " + job.name());
    }
  }

  private void lastLines(JobView job, PodState pod) {
    try {
      new LogStream(api, job.namespace(), pod.name(), LogOptions.ALL.last(LAST_LINES))
          .read(line -> live.note("    " + line));
    } catch (ApiException e) {
      // A pod that is gone, or never began, has no last lines.
    }
  }

  /** Once: the job goes on alone. Twice: it is ended. */
  private int interrupted(Interrupts interrupts, JobView job) {
    live.progress("");
    if (!interrupts.taken()) {
      return INTERRUPTED;
    }
    live.note(
        "job \"%s\" goes on; Ctrl-C again within %d s ends it. To come back: jobctl wait %s"
            .formatted(job.name(), SECOND_PRESS.toSeconds(), job.name()));
    if (interrupts.takenWithin(SECOND_PRESS)) {
      Thread.interrupted(); // a request of an interrupted thread is not sent
      Commands.job(
          api, job.namespace(), job.name(), job.uid(), "TerminateJob", "cancelled by Ctrl-C");
      live.note("job \"%s\" is cancelled".formatted(job.name()));
    }
    return INTERRUPTED;
  }
}
