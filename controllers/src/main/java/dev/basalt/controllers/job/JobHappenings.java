package dev.basalt.controllers.job;

import dev.basalt.api.scheduling.PodGroupPhase;
import dev.basalt.controllers.job.JobStatuses.Cause;
import dev.basalt.controllers.job.state.JobAction;
import dev.basalt.controllers.job.state.JobEvent;
import dev.basalt.controllers.job.state.JobMachine;
import dev.basalt.controllers.job.state.Kill;
import dev.basalt.controllers.job.state.Occurrence;
import dev.basalt.controllers.job.state.Occurrences;
import dev.basalt.controllers.job.state.PodPhase;
import dev.basalt.controllers.job.state.PodView;
import dev.basalt.controllers.job.state.Policies;
import dev.basalt.controllers.job.state.Target;
import dev.basalt.controllers.runtime.ApiPaths;
import dev.basalt.controllers.runtime.Notices;
import dev.basalt.controllers.runtime.ObjectKey;
import dev.basalt.controllers.runtime.Writer;
import dev.basalt.core.port.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * Finds what happened to a job and asks its policies. Nearly all is found by looking at what there
 * is; only a pod that is gone at once, without having been seen to terminate, must be remembered.
 * One that went while nobody looked is missed at the first look.
 */
final class JobHappenings {
  private final Notices notices;
  private final Writer writer;
  private final Clock clock;
  private final Map<ObjectKey, List<PodView>> vanished = new ConcurrentHashMap<>();

  /** The UIDs of jobs whose pods we have kept an eye on. */
  private final Map<ObjectKey, String> watched = new ConcurrentHashMap<>();

  JobHappenings(Notices notices, Writer writer, Clock clock) {
    this.notices = notices;
    this.writer = writer;
    this.clock = clock;
  }

  /** A pod went while it was not ours to act upon; whoever acted may have died since. */
  void overlooked(ObjectKey job) {
    watched.remove(job);
  }

  /** A pod of a job is gone that had not ended, and that we did not delete. */
  void vanished(ObjectKey job, PodView pod) {
    vanished.merge(
        job,
        List.of(pod.gone(clock.epochMillis())),
        (before, now) -> {
          List<PodView> all = new ArrayList<>(before);
          all.addAll(now);
          return List.copyOf(all);
        });
  }

  /** The job is gone. */
  void forget(ObjectKey job) {
    watched.remove(job);
    vanished.remove(job);
  }

  /** What is to be done now, and when to ask again. */
  Policies.Verdict ask(Turn turn) throws InterruptedException {
    missThoseThatWentUnseen(turn);
    List<PodView> gone = vanished.getOrDefault(turn.key(), List.of());
    if (!JobMachine.asksPolicies(turn.at().phase()) || !Policies.any(turn.spec())) {
      drop(turn.key(), gone);
      return Policies.Verdict.NOTHING;
    }
    List<PodView> asked = new ArrayList<>(turn.pods().size() + gone.size());
    turn.pods().stream().filter(turn::isCurrent).forEach(asked::add);
    gone.stream().filter(turn::isCurrent).forEach(asked::add);
    List<Occurrence> occurrences = Occurrences.in(turn.shape(), asked);
    if (JobMachine.makesPods(turn.at().phase())) {
      addOfGroup(turn, occurrences);
    }
    Policies.Verdict verdict =
        Policies.ask(
            turn.spec(),
            occurrences,
            clock.epochMillis(),
            answer ->
                JobMachine.act(answer.action(), turn.at(), turn.shape(), answer.cause().target())
                    != null);
    if (verdict.now() == null && verdict.nextMillis() == Long.MAX_VALUE) {
      drop(turn.key(), gone);
    } else if (verdict.now() == null && forgetReplaced(turn, gone)) {
      return ask(turn);
    }
    return verdict;
  }

  /**
   * An answer that was put off is given up once another pod runs in the place of the one that is
   * gone. What is to be answered at once is answered, however soon the other runs.
   *
   * @return whether any was given up
   */
  private boolean forgetReplaced(Turn turn, List<PodView> gone) {
    Map<String, String> running = new HashMap<>();
    for (PodView pod : gone.isEmpty() ? List.<PodView>of() : turn.pods()) {
      if (pod.phase() == PodPhase.RUNNING || pod.phase() == PodPhase.SUCCEEDED) {
        running.put(pod.name(), pod.uid());
      }
    }
    Predicate<PodView> missed =
        pod -> pod.uid().equals(running.getOrDefault(pod.name(), pod.uid()));
    if (gone.stream().allMatch(missed)) {
      return false;
    }
    leave(turn.key(), missed);
    return true;
  }

  /** Remembers only some of a job's pods that are gone. */
  private void leave(ObjectKey job, Predicate<PodView> some) {
    vanished.computeIfPresent(
        job,
        (key, gone) -> {
          List<PodView> rest = gone.stream().filter(some).toList();
          return rest.isEmpty() ? null : rest;
        });
  }

  private void missThoseThatWentUnseen(Turn turn) throws InterruptedException {
    String uid = turn.job().getMetadata().getUid();
    if (uid.equals(watched.get(turn.key()))) {
      return;
    }
    if (JobMachine.asksPolicies(turn.at().phase()) && Policies.any(turn.spec())) {
      for (PodView pod : MissedPods.of(turn, clock.epochMillis())) {
        // A watch that lags behind would make an eviction of a pod that is still there.
        if (writer
            .read(ApiPaths.pod(new ObjectKey(turn.key().namespace(), pod.name())))
            .isMissingNode()) {
          vanished(turn.key(), pod);
        }
      }
    }
    watched.put(turn.key(), uid);
  }

  private void addOfGroup(Turn turn, List<Occurrence> occurrences) {
    GroupView group = turn.group();
    if (group == null) {
      return;
    }
    if (group.phase() == PodGroupPhase.UNKNOWN) {
      occurrences.add(
          new Occurrence(JobEvent.UNKNOWN, Target.JOB, List.of(), group.changedMillis()));
    }
    // The group keeps the time from then on; what is to be done at once was done before that.
    boolean changed =
        group.generation() >= 0 && group.generation() < JobGroups.generation(turn.job());
    if (changed || group.updatedMillis() > 0) {
      long since = changed ? clock.epochMillis() : group.updatedMillis();
      occurrences.add(new Occurrence(JobEvent.JOB_UPDATED, Target.JOB, List.of(), since));
    }
  }

  /**
   * An answer is being carried out: what led to it is over, for all pods that it replaces.
   *
   * @param kill those pods
   */
  void answered(Turn turn, JobAction action, Kill kill, Cause cause) {
    leave(turn.key(), pod -> !(kill instanceof Kill.Everybody) && !kill.hits(pod));
    notices.event(
        turn.job(),
        false,
        "ExecuteAction",
        "Start to execute action "
            + action.text()
            + " for "
            + cause.reason()
            + ": "
            + cause.message());
  }

  /**
   * What an answer is given as the reason for.
   *
   * @param refusal why pods that were killed for want of memory have failed; NONE if none were
   */
  Cause cause(Policies.Answer answer, Cause refusal) {
    Target target = answer.cause().target();
    String what =
        !target.pod().isEmpty()
            ? "pod " + target.pod()
            : target.task().isEmpty() ? "the job" : "task " + target.task();
    String codes =
        answer.cause().exitCodes().isEmpty() ? "" : ", exit codes " + answer.cause().exitCodes();
    return new Cause(
        answer.cause().event().text(),
        what
            + codes
            + ": a policy answers with "
            + answer.action().text()
            + (refusal.equals(Cause.NONE) ? "" : "; " + refusal.message()));
  }

  private void drop(ObjectKey job, List<PodView> gone) {
    if (!gone.isEmpty()) {
      vanished.remove(job, gone);
    }
  }
}
