package dev.basalt.core.action;

import dev.basalt.core.event.GroupPhase;
import dev.basalt.core.model.Job;
import dev.basalt.core.model.PendingTasks;
import dev.basalt.core.model.Task;
import dev.basalt.core.model.Wait;
import dev.basalt.core.session.Session;
import dev.basalt.core.session.Statement;

/**
 * Places tasks that ask for nothing but a pod slot, wherever one is free. They wait for no gang: a
 * best-effort task that still waits counts as ready.
 */
final class BackfillAction implements Action {
  @Override
  public void run(Session session) {
    for (Job job : session.state().jobs().open()) {
      if (job.pendingBestEffort() == 0
          || job.phase() == GroupPhase.PENDING
          || session.state().parked(job)
          || JobChecks.check(job) != null
          || session.policy().invalid(job) != null
          || !session.policy().ready(job)) {
        continue;
      }
      place(session, job);
      if (session.budgetSpent()) {
        session.wakeAt(session.nowNanos());
        return;
      }
    }
  }

  private static void place(Session session, Job job) {
    TaskChecks checks = new TaskChecks(session);
    boolean overrides = session.overridesExclusion(job);
    PendingTasks pending = job.pending();
    pending.sort(session.policy().taskOrder());
    for (int slot = pending.begin(); slot < pending.end(); slot++) {
      Task task = pending.at(slot);
      if (task == null || !task.isBestEffort()) {
        continue;
      }
      Wait why = checks.check(task);
      if (why == null) {
        int node = session.bestNode(task, overrides);
        if (node != Task.NO_NODE) {
          Statement statement = session.statement();
          statement.allocate(task, node);
          statement.commit();
          continue;
        }
        if (!overrides && session.excludesNodes()) {
          session.waitForExclusion(job);
          return;
        }
        why = session.explain(task).shortage(1);
      }
      session.state().waiting(job, why);
      session.state().park(job);
      return;
    }
  }
}
