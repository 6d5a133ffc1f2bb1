package dev.basalt.controllers.job;

import dev.basalt.api.batch.Job;
import dev.basalt.api.batch.JobPhase;
import dev.basalt.api.batch.JobSpec;
import dev.basalt.api.batch.JobStatus;
import dev.basalt.controllers.defaults.JobDefaults;
import dev.basalt.controllers.job.JobStatuses.Cause;
import dev.basalt.controllers.job.state.JobAction;
import dev.basalt.controllers.job.state.JobMachine;
import dev.basalt.controllers.job.state.JobShape;
import dev.basalt.controllers.job.state.Kill;
import dev.basalt.controllers.job.state.PodView;
import dev.basalt.controllers.job.state.Policies;
import dev.basalt.controllers.job.state.Progress;
import dev.basalt.controllers.job.state.Step;
import dev.basalt.controllers.job.state.Tally;
import dev.basalt.controllers.job.state.Target;
import dev.basalt.controllers.runtime.ApiPaths;
import dev.basalt.controllers.runtime.Metadata;
import dev.basalt.controllers.runtime.Next;
import dev.basalt.controllers.runtime.Notices;
import dev.basalt.controllers.runtime.ObjectKey;
import dev.basalt.controllers.runtime.Reconciler;
import dev.basalt.controllers.runtime.WriteFailedException;
import dev.basalt.controllers.runtime.Writer;
import dev.basalt.core.port.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/**
 * Brings a job a step nearer to its end: takes a command, or asks the policies about what happened,
 * or makes and deletes pods, and writes the phase that follows. A phase is written before anything
 * is done for it, so that a controller that dies in between goes on from there.
 */
final class JobReconciler implements Reconciler {
  private static final Duration ORPHANED_COMMAND = Duration.ofMinutes(1);

  private final JobMirrors mirrors;
  private final JobRecords records;
  private final Expectations expectations;
  private final CommandDesk commands;
  private final JobHappenings happenings;
  private final OomKeeper memory;
  private final JobUpkeep upkeep;
  private final PodKeeper pods;
  private final Writer writer;
  private final Notices notices;
  private final Clock clock;

  JobReconciler(
      JobMirrors mirrors,
      JobRecords records,
      Expectations expectations,
      CommandDesk commands,
      JobHappenings happenings,
      OomKeeper memory,
      JobUpkeep upkeep,
      PodKeeper pods,
      Writer writer,
      Notices notices,
      Clock clock) {
    this.mirrors = mirrors;
    this.records = records;
    this.expectations = expectations;
    this.commands = commands;
    this.happenings = happenings;
    this.memory = memory;
    this.upkeep = upkeep;
    this.pods = pods;
    this.writer = writer;
    this.notices = notices;
    this.clock = clock;
  }

  @Override
  public Next reconcile(ObjectKey key) throws InterruptedException {
    SeenJob seen = records.current(key);
    if (seen == null) {
      happenings.forget(key);
      memory.forget(key);
      return commands.clear(key) ? Next.after(ORPHANED_COMMAND) : Next.never();
    }
    if (seen.job().getMetadata().getDeletionTimestamp() != null) {
      return Next.never();
    }
    Turn turn = turn(key, seen);
    JobStatus status = turn.job().getStatus();
    if (!JobStatuses.begun(status)) {
      write(turn, turn.at(), Cause.NONE, JobStatuses.controlled(status));
      return Next.now();
    }
    JobAction asked = commands.next(turn);
    if (asked != null) {
      return command(turn, asked);
    }
    if (begins(turn)) {
      // Even if its pods have failed since: whoever watches must see that it ran.
      write(turn, turn.at().in(JobPhase.RUNNING), Cause.NONE, JobStatuses.controlled(status));
      return Next.now();
    }
    OomKeeper.Look killed = memory.look(turn);
    if (killed.recorded() || memory.begin(turn)) {
      return Next.now();
    }
    if (!killed.outgrown().isEmpty()) {
      replace(turn, killed.outgrown(), turn.at(), JobUpkeep.standing(turn));
      return Next.now();
    }
    Policies.Verdict verdict = happenings.ask(turn);
    Policies.Answer answer = verdict.now();
    if (answer != null) {
      carryOut(
          turn,
          answer.action(),
          answer.cause().target(),
          happenings.cause(answer, killed.refusal()));
      return Next.now();
    }
    return settle(turn, killed.refusal()).or(at(verdict.nextMillis()));
  }

  private static boolean begins(Turn turn) {
    return turn.at().phase() == JobPhase.PENDING
        && turn.problem() == null
        && turn.shape().replicas() > 0
        && JobMachine.settle(turn.at(), turn.shape(), turn.tally()) == JobPhase.RUNNING;
  }

  private Turn turn(ObjectKey key, SeenJob seen) {
    Job job = seen.job();
    JobSpec spec = JobDefaults.of(job.getSpec());
    String uid = job.getMetadata().getUid();
    GroupView group = mirrors.groups().get(new ObjectKey(key.namespace(), JobGroups.name(job)));
    boolean there = group != null && !group.terminating() && !expectations.deleted(group.uid());
    List<PodView> mine = new ArrayList<>(mirrors.pods().of(key));
    mine.removeIf(pod -> !pod.jobUid().equals(uid));
    return new Turn(
        key,
        job,
        seen.problem(),
        JobContexts.of(key, job, spec),
        JobShape.of(spec),
        JobStatuses.progress(job.getStatus()),
        mine,
        there ? group : null,
        pod -> expectations.deleted(pod.uid()));
  }

  private Next command(Turn turn, JobAction asked) throws InterruptedException {
    commands.carryingOut(turn, asked);
    carryOut(
        turn, asked, Target.JOB, new Cause("CommandIssued", "somebody asked for " + asked.text()));
    commands.done(turn.key());
    return Next.now();
  }

  /** Does what an action says; nothing if it says nothing in this phase. */
  private void carryOut(Turn turn, JobAction action, Target target, Cause cause)
      throws InterruptedException {
    Step step = JobMachine.act(action, turn.at(), turn.shape(), target);
    if (step == null) {
      return;
    }
    if (step.kill() instanceof Kill.Everybody) {
      write(turn, step.next(), cause, JobStatuses.controlled(turn.job().getStatus()));
    } else {
      List<PodView> hit =
          turn.pods().stream().filter(pod -> step.kill().hits(pod) && turn.isCurrent(pod)).toList();
      // After a crash in between the policy is asked again: to restart more is no further retry.
      replace(turn, hit, step.next(), cause);
    }
    happenings.answered(turn, action, step.kill(), cause);
  }

  /** Pods go, and the next ones take their places. */
  private void replace(Turn turn, List<PodView> going, Progress next, Cause cause)
      throws InterruptedException {
    // Counted as leaving first, so that after a crash nobody misses them.
    write(
        turn.without(new HashSet<>(going)),
        next,
        cause,
        JobStatuses.controlled(turn.job().getStatus()));
    pods.replace(turn.key().namespace(), going);
  }

  /** Nothing happened that a policy answers: does what the phase asks for, then writes the next. */
  private Next settle(Turn turn, Cause refusal) throws InterruptedException {
    Map<String, String> controlled = JobStatuses.controlled(turn.job().getStatus());
    JobUpkeep.Done done = upkeep.keep(turn, controlled);
    if (done.givenUp()) {
      carryOut(turn, JobAction.TERMINATE_JOB, Target.JOB, done.cause());
      return Next.now();
    }
    Tally tally = turn.tally();
    JobPhase phase =
        turn.problem() != null && JobMachine.makesPods(turn.at().phase())
            ? turn.at().phase()
            : JobMachine.settle(turn.at(), turn.shape(), tally);
    boolean moves = phase != turn.at().phase();
    Cause cause = moves ? reasonFor(turn, phase, tally, refusal) : standing(turn, done, refusal);
    if (moves && isEnd(phase)) {
      memory.offer(turn);
    }
    write(turn, turn.at().in(phase), cause, controlled);
    if (moves) {
      return Next.now();
    }
    return done.next().or(timeToLive(turn));
  }

  private static boolean isEnd(JobPhase phase) {
    return JobMachine.finished(phase) || phase == JobPhase.ABORTED;
  }

  /** Why a job stays in its phase: what stands in its way goes before pods that were killed. */
  private static Cause standing(Turn turn, JobUpkeep.Done done, Cause refusal) {
    boolean over = done.cause().reason().equals(OomKeeper.OUT_OF_MEMORY);
    return JobMachine.makesPods(turn.at().phase()) && (over || done.cause().equals(Cause.NONE))
        ? refusal
        : done.cause();
  }

  /** Why a job comes to a phase; where it only goes on, as from Aborting, the reason stands. */
  private static Cause reasonFor(Turn turn, JobPhase phase, Tally tally, Cause refusal) {
    if (phase == JobPhase.FAILED && turn.at().phase() == JobPhase.RESTARTING) {
      return new Cause(
          "MaxRetryReached",
          "it was begun anew, as a whole or in part, "
              + turn.at().retryCount()
              + " times, maxRetry is "
              + turn.shape().maxRetry());
    }
    if (phase == JobPhase.FAILED && !refusal.equals(Cause.NONE)) {
      return refusal;
    }
    if (phase == JobPhase.FAILED) {
      return new Cause("PodsFailed", tally.ended() + " pods ended, too few of them well");
    }
    Integer minSuccess = turn.shape().minSuccess();
    if (!JobMachine.makesPods(turn.at().phase())) {
      return JobUpkeep.standing(turn);
    }
    return phase == JobPhase.COMPLETED && minSuccess != null
        ? new Cause("MinSuccessReached", "at least " + minSuccess + " pods succeeded")
        : Cause.NONE;
  }

  private void write(Turn turn, Progress next, Cause cause, Map<String, String> controlled)
      throws InterruptedException {
    JobStatus status =
        JobStatuses.next(
            turn.job().getStatus(),
            next,
            cause,
            turn.shape(),
            turn.in(next).tally(),
            controlled,
            Metadata.millis(turn.job().getMetadata().getCreationTimestamp()),
            clock.epochMillis());
    try {
      records.write(turn.key(), turn.job(), status);
    } catch (WriteFailedException e) {
      if (e.refused()) {
        notices.event(turn.job(), true, "JobStatusError", String.valueOf(e.getMessage()));
      }
      throw e;
    }
  }

  /** Deletes a job that has been kept long enough after its end. */
  private Next timeToLive(Turn turn) throws InterruptedException {
    Integer seconds = turn.spec().ttlSecondsAfterFinished();
    if (seconds == null || !JobMachine.finished(turn.at().phase())) {
      return Next.never();
    }
    long due =
        JobStatuses.phaseMillis(turn.job().getStatus()) + Duration.ofSeconds(seconds).toMillis();
    if (due > clock.epochMillis()) {
      return at(due);
    }
    writer.delete(ApiPaths.job(turn.key()), turn.job().getMetadata().getUid(), "Foreground");
    return Next.never();
  }

  private Next at(long millis) {
    return millis == Long.MAX_VALUE
        ? Next.never()
        : Next.after(Duration.ofMillis(millis - clock.epochMillis()));
  }
}
