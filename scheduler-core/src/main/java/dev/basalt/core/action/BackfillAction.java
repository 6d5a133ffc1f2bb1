package dev.basalt.core.action;

import dev.basalt.core.event.GroupPhase;
import dev.basalt.core.model.Job;
import dev.basalt.core.model.PendingTasks;
import dev.basalt.core.model.SubGroup;
import dev.basalt.core.model.Task;
import dev.basalt.core.model.Wait;
import dev.basalt.core.model.WaitReason;
import dev.basalt.core.session.QueueLines;
import dev.basalt.core.session.Session;
import dev.basalt.core.session.Statement;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Places tasks that ask for nothing but a pod slot, wherever one is free, in the order of queues
 * and jobs. Those that a gang needs in order to start come with the gang, in allocate.
 */
final class BackfillAction implements Action {
  @Override
  public void run(Session session) {
    session.budget().beginAction();
    JobQueues waiting = new JobQueues(session.policy());
    QueueLines lines = new QueueLines(session);
    for (Job job : session.state().jobs().active()) {
      if (job.pendingBestEffort() > 0
          && !job.keepsRoom()
          && job.phase() != GroupPhase.PENDING
          && JobChecks.check(job) == null
          && session.policy().invalid(job) == null
          && JobChecks.canStart(session, job)) {
        lines.enter(job);
        waiting.add(job);
      }
    }
    session.budget().beginDeciding();
    for (Job job = waiting.poll(queue -> true); job != null; job = waiting.poll(queue -> true)) {
      if (!lines.holdsBack(job)) {
        place(session, job);
        lines.tried(job, !job.pending().isEmpty());
      }
      if (session.budget().spent()) {
        session.wakeAt(session.nowNanos());
        return;
      }
    }
  }

  private static void place(Session session, Job job) {
    TaskChecks checks = new TaskChecks(session);
    boolean overrides = session.busyNodes().openTo(job);
    BitSet failedClasses = new BitSet();
    Wait firstWait = null;
    boolean bindingsInTheWay = false;
    boolean onlyRoomLacks = true;
    boolean onlyQuotaLacks = true;
    long retryNanos = Long.MAX_VALUE;
    PendingTasks pending = job.pending();
    pending.sort(session.policy().taskOrder());
    for (int slot = pending.begin(); slot < pending.end(); slot++) {
      Task task = pending.at(slot);
      if (task == null
          || !task.isBestEffort()
          || failedClasses.get(task.podClass().id())
          || startsWithOthers(task)) {
        continue;
      }
      Wait why = checks.check(task);
      Wait heldBack = why == null ? session.policy().heldBack(task) : null;
      Wait full = why == null ? session.policy().unallocatable(job.queue(), task) : null;
      if (why != null) {
        onlyRoomLacks = false;
        onlyQuotaLacks &= why.reason() == WaitReason.BACK_OFF;
        retryNanos =
            why.reason() == WaitReason.BACK_OFF
                ? Math.min(retryNanos, task.notBeforeNanos())
                : retryNanos;
      } else if (heldBack != null) {
        failedClasses.set(task.podClass().id());
        onlyRoomLacks = false;
        why = heldBack;
      } else if (full != null) {
        failedClasses.set(task.podClass().id());
        onlyRoomLacks = false;
        onlyQuotaLacks = false;
        retryNanos = Math.min(retryNanos, session.policyRetryNanos());
        why = full;
      } else if (!bind(session, task, overrides)) {
        failedClasses.set(task.podClass().id());
        onlyQuotaLacks = false;
        if (!overrides && session.busyNodes().any()) {
          bindingsInTheWay = true;
        } else {
          why = session.explain(task).shortage(1);
        }
      } else if (session.budget().spent()) {
        return;
      }
      firstWait = firstWait == null ? why : firstWait;
    }
    conclude(session, job, firstWait, bindingsInTheWay, onlyRoomLacks, onlyQuotaLacks, retryNanos);
  }

  private static boolean startsWithOthers(Task task) {
    SubGroup subGroup = task.subGroup();
    return subGroup != null && !subGroup.formed();
  }

  private static boolean bind(Session session, Task task, boolean overrides) {
    int node = session.bestNode(task, overrides);
    if (node == Task.NO_NODE) {
      return false;
    }
    Statement statement = session.statement();
    statement.allocate(task, node);
    statement.commit();
    return true;
  }

  private static void conclude(
      Session session,
      Job job,
      @Nullable Wait firstWait,
      boolean bindingsInTheWay,
      boolean onlyRoomLacks,
      boolean onlyQuotaLacks,
      long retryNanos) {
    boolean nothingElseWaits = job.pending().size() == job.pendingBestEffort();
    if (bindingsInTheWay) {
      session.busyNodes().waitFor(job);
    } else if (nothingElseWaits) {
      session.state().excludedSince(job, Long.MIN_VALUE);
      session.state().waiting(job, firstWait);
      if (firstWait != null && onlyRoomLacks && !session.enoughRoom(job)) {
        session.parkForRoom(job, retryNanos);
      } else if (firstWait != null && onlyQuotaLacks) {
        session.parkForNamespace(job, retryNanos);
      } else if (firstWait != null) {
        session.park(job, retryNanos);
      }
    }
  }
}
