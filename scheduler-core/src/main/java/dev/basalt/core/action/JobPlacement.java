package dev.basalt.core.action;

import dev.basalt.core.model.Job;
import dev.basalt.core.model.PendingTasks;
import dev.basalt.core.model.Role;
import dev.basalt.core.model.Task;
import dev.basalt.core.model.Wait;
import dev.basalt.core.model.WaitReason;
import dev.basalt.core.session.Session;
import dev.basalt.core.session.Statement;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Places the tasks of one job after another: all that a gang needs, or nothing.
 *
 * <p>A gang that is half-started already (after a crash or a refused binding) takes whatever it
 * gets: holding back what fits would only keep it half-started for longer. For those of its tasks
 * that pause after a refusal it keeps room, so that nothing else takes it meanwhile.
 */
final class JobPlacement {
  /** Bindings are answered in a moment: until then what was said before stays true. */
  private static final long WORTH_SAYING_NANOS = 1_000_000_000L;

  private static final Wait BINDINGS_IN_THE_WAY =
      new Wait(WaitReason.PENDING_BINDINGS, "every node that would do has bindings on the way");

  private final Session session;
  private final TaskChecks checks;
  private final BitSet failedClasses = new BitSet();
  private @Nullable Wait firstWait;
  private boolean bindingsInTheWay;
  private boolean onlyRoomLacks;
  private boolean onlyQuotaLacks;
  private boolean quotaInTheWay;
  private long retryNanos;

  JobPlacement(Session session) {
    this.session = session;
    this.checks = new TaskChecks(session);
  }

  /**
   * Places what the job needs to start or, if it can start already, one more task.
   *
   * @return whether the job may get more in its next turn
   */
  boolean place(Job job) {
    failedClasses.clear();
    firstWait = null;
    bindingsInTheWay = false;
    onlyRoomLacks = true;
    onlyQuotaLacks = true;
    retryNanos = Long.MAX_VALUE;
    boolean halfStarted = job.halfStarted();
    if (!halfStarted && setAsideUntried(job)) {
      return false;
    }
    boolean overrides = session.overridesExclusion(job);
    Statement statement = session.statement();
    boolean ready = fill(job, statement, halfStarted, overrides);
    if (statement.size() > 0 && (ready || halfStarted)) {
      statement.commit();
      session.state().excludedSince(job, Long.MIN_VALUE);
      session.state().waiting(job, firstWait);
      // What room is kept for counts as placed until the session closes: more comes in the next.
      return !job.keepsRoom() && !job.pending().isEmpty();
    }
    statement.discard();
    if (bindingsInTheWay) {
      session.waitForExclusion(job);
      if (session.nowNanos() - job.excludedSinceNanos() >= WORTH_SAYING_NANOS) {
        session.state().waiting(job, BINDINGS_IN_THE_WAY);
      }
    } else if (firstWait != null) {
      session.state().excludedSince(job, Long.MIN_VALUE);
      session.state().waiting(job, firstWait);
      // A trial may also fail because its pods were put badly, or the first took the quota of the
      // next: then less room may help as well.
      if (onlyRoomLacks && !session.enoughRoom(job)) {
        JobChecks.setAsideForRoom(session, job, retryNanos);
      } else if (onlyQuotaLacks && job.pending().kinds() == 1) {
        JobChecks.setAsideForNamespace(session, job, retryNanos);
      } else {
        JobChecks.setAside(session, job, retryNanos);
      }
    }
    return false;
  }

  /**
   * Sets a job aside without a trial if counting shows that there is not enough room, and nothing
   * but that speaks against its first task.
   */
  private boolean setAsideUntried(Job job) {
    if (session.enoughRoom(job)) {
      return false;
    }
    job.pending().sort(session.policy().taskOrder());
    Task first = Shortages.firstToPlace(job);
    if (first == null
        || checks.check(first) != null
        || session.policy().heldBack(first) != null
        || session.policy().unallocatable(job.queue(), first) != null) {
      return false;
    }
    session.state().excludedSince(job, Long.MIN_VALUE);
    session.state().waiting(job, Shortages.of(session, job, first));
    JobChecks.setAsideForRoom(session, job, Long.MAX_VALUE);
    return true;
  }

  /**
   * Allocates until the job is ready; returns whether it is. What roles need at least comes first:
   * many pods of one role must not take the room that another needs to start at all.
   */
  private boolean fill(Job job, Statement statement, boolean halfStarted, boolean overrides) {
    job.pending().sort(session.policy().taskOrder());
    return (!job.minTaskMember().isEmpty() && fill(job, statement, halfStarted, overrides, true))
        || fill(job, statement, halfStarted, overrides, false);
  }

  private boolean fill(
      Job job, Statement statement, boolean halfStarted, boolean overrides, boolean minimaOnly) {
    PendingTasks pending = job.pending();
    boolean bestEffortToo = !job.whole();
    for (int slot = pending.begin(); slot < pending.end(); slot++) {
      Task task = pending.at(slot);
      if (task == null
          || (task.isBestEffort() && !bestEffortToo)
          || failedClasses.get(task.podClass().id())
          || (minimaOnly && !roleLacks(job, task))) {
        continue;
      }
      Wait why = checks.check(task);
      boolean pauses = why != null && why.reason() == WaitReason.BACK_OFF;
      quotaInTheWay = false;
      if (why == null || (pauses && halfStarted)) {
        Wait obstacle = place(job, task, statement, pauses, overrides);
        why = obstacle == null ? why : obstacle;
      }
      onlyRoomLacks &= why == null || why.reason().moreNodesHelp() || pauses;
      onlyQuotaLacks &= why == null || quotaInTheWay || pauses;
      if (pauses) {
        retryNanos = Math.min(retryNanos, task.notBeforeNanos());
      }
      if (why == null && JobChecks.canStart(session, job)) {
        return true;
      }
      firstWait = firstWait == null ? why : firstWait;
    }
    // A gang that has its minima wants more than these: the second turn is for that.
    return !minimaOnly && JobChecks.canStart(session, job);
  }

  private static boolean roleLacks(Job job, Task task) {
    Role role = task.role();
    Integer minimum = role == null ? null : job.minTaskMember().get(role.name());
    return role != null && minimum != null && role.counts().ready() < minimum;
  }

  /** Places one task; returns null, or why it could not be placed. */
  private @Nullable Wait place(
      Job job, Task task, Statement statement, boolean reserveOnly, boolean overrides) {
    Wait why = session.policy().heldBack(task);
    if (why != null) {
      failedClasses.set(task.podClass().id());
      quotaInTheWay = true;
      return why;
    }
    why = session.policy().unallocatable(job.queue(), task);
    if (why != null) {
      failedClasses.set(task.podClass().id());
      retryNanos = Math.min(retryNanos, session.policyRetryNanos());
      return why;
    }
    int node = session.bestNode(task, overrides);
    if (node == Task.NO_NODE) {
      failedClasses.set(task.podClass().id());
      if (!overrides && session.excludesNodes()) {
        bindingsInTheWay = true;
        return null;
      }
      return Shortages.of(session, job, task, statement.size());
    }
    if (reserveOnly) {
      statement.reserve(task, node);
    } else {
      statement.allocate(task, node);
    }
    return null;
  }
}
