package dev.basalt.core.engine;

import dev.basalt.core.event.GroupPhase;
import dev.basalt.core.event.PodGroupSpec;
import dev.basalt.core.event.QueueSpec;
import dev.basalt.core.model.ClusterState;
import dev.basalt.core.model.Job;
import dev.basalt.core.model.PendingTasks;
import dev.basalt.core.model.Queue;
import dev.basalt.core.model.StatusCounts;
import dev.basalt.core.model.Task;
import dev.basalt.core.model.TaskStatus;
import dev.basalt.core.model.Wait;
import dev.basalt.core.model.WaitReason;
import dev.basalt.core.port.StatusPublisher;
import dev.basalt.core.port.StatusUpdate.GroupCondition;
import dev.basalt.core.port.StatusUpdate.GroupEvent;
import dev.basalt.core.port.StatusUpdate.GroupStatus;
import dev.basalt.core.port.StatusUpdate.ObjectProblem;
import dev.basalt.core.port.StatusUpdate.PodWaiting;
import dev.basalt.core.port.StatusUpdate.QueueStatus;
import dev.basalt.core.resource.ResourceList;
import dev.basalt.core.resource.ResourceVector;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Says what changed, and only that. A message whose numbers change while its reason stays is said
 * again after {@link #REFRESH_NANOS} at the earliest: a busy cluster must not write a status for
 * every pod that comes or goes.
 */
final class StatusReporter {
  private static final long REFRESH_NANOS = 5_000_000_000L;

  private static final class Told {
    @Nullable GroupStatus status;
    @Nullable WaitReason reason;
    @Nullable String problem;
    boolean scheduledTold;
    long atNanos = Long.MIN_VALUE;
  }

  private final ClusterState state;
  private final StatusPublisher publisher;
  private final boolean alone;
  private final Map<Job, Told> jobs = new HashMap<>();

  /** Those whose messages were held back; placed jobs that wait for volumes are among them. */
  private final Set<Job> heldBack = new LinkedHashSet<>();

  private final Map<String, QueueStatus> queues = new HashMap<>();
  private final Map<String, String> queueProblems = new HashMap<>();
  private long nextRefreshNanos = Long.MAX_VALUE;

  /**
   * Makes a reporter.
   *
   * @param alone whether no other scheduler holds pods of the same queues: only then is what a
   *     queue holds here what it holds
   */
  StatusReporter(ClusterState state, StatusPublisher publisher, boolean alone) {
    this.state = state;
    this.publisher = publisher;
    this.alone = alone;
  }

  /**
   * Says what changed about a job.
   *
   * @param enough whether the policy lets it start with what it has
   * @param volumes why its placed pods wait for volumes, null if they do not
   */
  void report(Job job, boolean enough, @Nullable Wait volumes, String session, long nowNanos) {
    Told told = jobs.computeIfAbsent(job, unseen -> new Told());
    PodGroupSpec group = job.group();
    boolean placed = job.pending().isEmpty() && !job.nominated() && job.phase().ordinal() > 0;
    Wait why = volumes != null ? volumes : placed ? null : job.waiting();
    WaitReason reason = why == null ? null : why.reason();
    boolean otherReason = reason != told.reason;
    if (group != null) {
      reportGroup(
          job,
          group,
          told,
          volumes == null && enough && job.counts().ready() > 0 ? null : why,
          session,
          nowNanos);
      reportProblem(group, told);
    }
    if (otherReason || why != null) {
      reportPods(job, why);
    }
    told.reason = reason;
  }

  /** Says why a pod waits that has its place already. */
  void reportPlaced(Task task, Wait why) {
    if (state.reported(task, why.reason().code())) {
      publisher.publish(
          new PodWaiting(
              task.uid(),
              task.pod().namespace(),
              task.pod().name(),
              why.reason().code(),
              why.message(),
              false));
    }
  }

  /** Forgets what was said: somebody else may have said other things since. */
  void startOver() {
    jobs.clear();
    heldBack.clear();
    queues.clear();
    queueProblems.clear();
    state.jobs().all().forEach(state.jobs()::note);
  }

  /** Forgets a job that is gone. */
  void forget(Job job) {
    jobs.remove(job);
    heldBack.remove(job);
  }

  /** Says what changed about queues. Cost: O(queues and resources). */
  void reportQueues() {
    for (Queue queue : state.queues()) {
      QueueSpec spec = queue.spec();
      if (spec == null) {
        queues.remove(queue.name());
        queueProblems.remove(queue.name());
        continue;
      }
      ResourceList allocated = held(queue).toList(state.schema());
      QueueStatus status = new QueueStatus(spec.uid(), queue.name(), allocated);
      if (alone && !status.equals(queues.put(queue.name(), status))) {
        publisher.publish(status);
      }
      String problem = queue.problem();
      String before =
          problem == null
              ? queueProblems.remove(queue.name())
              : queueProblems.put(queue.name(), problem);
      if (!Objects.equals(before, problem)) {
        publisher.publish(new ObjectProblem("Queue", spec.uid(), null, queue.name(), problem));
      }
    }
  }

  /** What a queue's pods hold, with those of queues in it: of all queues for the root. */
  private ResourceVector held(Queue queue) {
    if (!queue.isRoot()) {
      return queue.allocated();
    }
    ResourceVector held = new ResourceVector();
    for (Queue each : state.queues()) {
      if (each.parent() == null) {
        held.add(each.allocated(), 1);
      }
    }
    return held;
  }

  /** When a message that was held back is due, {@link Long#MAX_VALUE} if none is. */
  long nextRefreshNanos() {
    return nextRefreshNanos;
  }

  /** The jobs whose messages were held back and are due now. */
  void refresh(long nowNanos) {
    if (nowNanos < nextRefreshNanos) {
      return;
    }
    nextRefreshNanos = Long.MAX_VALUE;
    heldBack.forEach(state.jobs()::note);
    heldBack.clear();
  }

  private void reportGroup(
      Job job, PodGroupSpec group, Told told, @Nullable Wait why, String session, long nowNanos) {
    StatusCounts counts = job.counts();
    GroupCondition condition = condition(job, why, session);
    GroupStatus status =
        new GroupStatus(
            group.uid(),
            group.namespace(),
            group.name(),
            job.phase(),
            counts.of(TaskStatus.RUNNING),
            counts.of(TaskStatus.SUCCEEDED),
            counts.of(TaskStatus.FAILED),
            condition);
    if (sameAs(job, status, told, nowNanos) || runsInAMoment(job, told, status, why)) {
      return;
    }
    boolean otherReason = told.status == null || !sameReason(told.status, status);
    told.status = status;
    told.atNanos = nowNanos;
    publisher.publish(status);
    if (condition == null || !otherReason) {
      return;
    }
    if (!condition.scheduled() || !told.scheduledTold) {
      told.scheduledTold |= condition.scheduled();
      publisher.publish(
          new GroupEvent(
              group.uid(),
              group.namespace(),
              group.name(),
              !condition.scheduled(),
              condition.scheduled() ? "Scheduled" : "Unschedulable",
              condition.message()));
    }
  }

  /**
   * Whether a group that was just let in has pods that nothing is known to hold back: they are
   * being placed, or looked at next, and the group is Running as soon as their bindings are
   * confirmed. That is the one write it is worth; if it comes otherwise, Inqueue is said after all.
   */
  private static boolean runsInAMoment(Job job, Told told, GroupStatus status, @Nullable Wait why) {
    boolean letInNow =
        status.phase() == GroupPhase.INQUEUE
            && (told.status == null || told.status.phase() == GroupPhase.PENDING);
    return letInNow && why == null && job.counts().total() > 0;
  }

  private static @Nullable GroupCondition condition(Job job, @Nullable Wait why, String session) {
    if (why != null) {
      return new GroupCondition(false, why.reason().code(), why.message(), session);
    }
    if (job.started()) {
      return new GroupCondition(
          true, "TasksReady", "tasks in gang are ready to be scheduled", session);
    }
    return null;
  }

  /** Whether there is nothing new to say, or not yet. */
  private boolean sameAs(Job job, GroupStatus now, Told told, long nowNanos) {
    GroupStatus before = told.status;
    if (before == null || !sameReason(before, now) || !sameCounts(before, now)) {
      return false;
    }
    GroupCondition former = before.condition();
    GroupCondition current = now.condition();
    if (former == null || current == null || former.message().equals(current.message())) {
      return true;
    }
    if (nowNanos - told.atNanos >= REFRESH_NANOS) {
      return false;
    }
    heldBack.add(job);
    nextRefreshNanos = Math.min(nextRefreshNanos, told.atNanos + REFRESH_NANOS);
    return true;
  }

  private static boolean sameCounts(GroupStatus before, GroupStatus now) {
    return before.uid().equals(now.uid())
        && before.phase() == now.phase()
        && before.running() == now.running()
        && before.succeeded() == now.succeeded()
        && before.failed() == now.failed();
  }

  private static boolean sameReason(GroupStatus before, GroupStatus now) {
    GroupCondition former = before.condition();
    GroupCondition current = now.condition();
    if (former == null || current == null) {
      return former == null && current == null;
    }
    return former.reason().equals(current.reason());
  }

  private void reportProblem(PodGroupSpec group, Told told) {
    if (!Objects.equals(told.problem, group.problem())) {
      told.problem = group.problem();
      publisher.publish(
          new ObjectProblem(
              "PodGroup", group.uid(), group.namespace(), group.name(), group.problem()));
    }
  }

  private void reportPods(Job job, @Nullable Wait why) {
    PendingTasks pending = job.pending();
    for (int slot = pending.begin(); slot < pending.end(); slot++) {
      Task task = pending.at(slot);
      if (task == null) {
        continue;
      }
      String reason = why == null ? null : podReason(why.reason());
      if (state.reported(task, why == null ? null : told(job, why))
          && why != null
          && reason != null) {
        publisher.publish(
            new PodWaiting(
                task.uid(),
                task.pod().namespace(),
                task.pod().name(),
                reason,
                why.message(),
                job.group() == null));
      }
    }
  }

  /**
   * What makes a pod worth telling anew. One that no node would ever take is told so, and told when
   * that is over, where no group says it.
   */
  private static String told(Job job, Wait why) {
    boolean matchless = job.group() == null && why.reason() == WaitReason.NO_NODE_MATCHES;
    return matchless ? why.reason().code() : podReason(why.reason());
  }

  private static String podReason(WaitReason reason) {
    return reason.moreNodesHelp() ? "Unschedulable" : reason.code();
  }
}
