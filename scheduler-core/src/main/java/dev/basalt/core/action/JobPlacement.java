package dev.basalt.core.action;

import dev.basalt.core.model.Job;
import dev.basalt.core.model.PendingTasks;
import dev.basalt.core.model.Role;
import dev.basalt.core.model.Task;
import dev.basalt.core.model.Wait;
import dev.basalt.core.model.WaitReason;
import dev.basalt.core.session.Explanation;
import dev.basalt.core.session.Session;
import dev.basalt.core.session.Statement;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Places the tasks of one job after another: all that a gang needs, or nothing.
 *
 * <p>A gang that is part-bound already (after a crash or a refused binding) takes whatever it gets:
 * holding back what fits would only keep it half-started for longer.
 */
final class JobPlacement {
  private final Session session;
  private final TaskChecks checks;
  private final BitSet failedClasses = new BitSet();
  private @Nullable Wait firstWait;

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
    boolean overrides = session.overridesExclusion(job);
    Statement statement = session.statement();
    boolean ready = fill(job, statement, overrides);
    if (statement.size() > 0 && (ready || job.partlyBound())) {
      statement.commit();
      session.state().excludedSince(job, Long.MIN_VALUE);
      session.state().waiting(job, firstWait);
      return !job.pending().isEmpty();
    }
    statement.discard();
    if (firstWait == null) {
      return false;
    }
    if (!overrides && firstWait.reason() == WaitReason.PENDING_BINDINGS) {
      session.waitForExclusion(job);
      return false;
    }
    session.state().excludedSince(job, Long.MIN_VALUE);
    session.state().waiting(job, firstWait);
    session.state().park(job);
    return false;
  }

  /**
   * Allocates until the job is ready; returns whether it is. What roles need at least comes first:
   * many pods of one role must not take the room that another needs to start at all.
   */
  private boolean fill(Job job, Statement statement, boolean overrides) {
    job.pending().sort(session.policy().taskOrder());
    return (!job.minTaskMember().isEmpty() && fill(job, statement, overrides, true))
        || fill(job, statement, overrides, false);
  }

  private boolean fill(Job job, Statement statement, boolean overrides, boolean minimaOnly) {
    PendingTasks pending = job.pending();
    boolean partlyBound = job.partlyBound();
    for (int slot = pending.begin(); slot < pending.end(); slot++) {
      Task task = pending.at(slot);
      if (task == null
          || task.isBestEffort()
          || failedClasses.get(task.podClass().id())
          || (minimaOnly && !roleLacks(job, task))) {
        continue;
      }
      Wait why = checks.check(task);
      if (why == null) {
        why = session.policy().unallocatable(job.queue(), task);
        if (why != null) {
          failedClasses.set(task.podClass().id());
        }
      }
      if (why == null) {
        int node = session.bestNode(task, overrides);
        if (node != Task.NO_NODE) {
          statement.allocate(task, node);
          if (!partlyBound && session.policy().ready(job)) {
            return true;
          }
          continue;
        }
        failedClasses.set(task.podClass().id());
        why = shortage(job, task, statement.size(), overrides);
      }
      firstWait = firstWait == null ? why : firstWait;
    }
    return session.policy().ready(job);
  }

  private static boolean roleLacks(Job job, Task task) {
    Role role = task.role();
    Integer minimum = role == null ? null : job.minTaskMember().get(role.name());
    return role != null && minimum != null && role.counts().ready() < minimum;
  }

  /** Says what keeps a task, and those like it that the gang still needs, from being placed. */
  private Wait shortage(Job job, Task task, int placed, boolean overrides) {
    if (!overrides && session.excludesNodes()) {
      return new Wait(
          WaitReason.PENDING_BINDINGS, "every node that would do has bindings on the way");
    }
    int missing = Math.max(1, job.minMember() - job.readyTasks());
    Explanation explanation = session.explain(task);
    Wait shortage = explanation.shortage(Math.min(missing, like(task, job)));
    if (job.minMember() <= 1) {
      return shortage;
    }
    return new Wait(
        shortage.reason(),
        (job.readyTasks() - placed)
            + " of "
            + job.minMember()
            + " pods are placed, "
            + placed
            + " more would fit; for "
            + missing
            + " more: "
            + shortage.message());
  }

  private static int like(Task task, Job job) {
    int like = 0;
    PendingTasks pending = job.pending();
    for (int slot = pending.begin(); slot < pending.end(); slot++) {
      Task other = pending.at(slot);
      like += other != null && other.podClass().id() == task.podClass().id() ? 1 : 0;
    }
    return like;
  }
}
