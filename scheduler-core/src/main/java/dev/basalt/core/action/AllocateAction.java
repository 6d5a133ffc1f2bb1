package dev.basalt.core.action;

import dev.basalt.core.event.GroupPhase;
import dev.basalt.core.model.Job;
import dev.basalt.core.model.Queue;
import dev.basalt.core.model.Wait;
import dev.basalt.core.session.Session;

/**
 * Places the tasks of jobs that were let in: the queue furthest below its share first, then its
 * first job, which gets what it needs to start; once it can start it gets one task at a time, in
 * turn with the others.
 */
final class AllocateAction implements Action {
  private final boolean gated;

  /**
   * Makes the action.
   *
   * @param gated whether an enqueue action decides which jobs are let in; without one all are
   */
  AllocateAction(boolean gated) {
    this.gated = gated;
  }

  @Override
  public void run(Session session) {
    JobQueues waiting = collect(session);
    JobPlacement placement = new JobPlacement(session);
    while (!session.budgetSpent()) {
      Job job = waiting.poll(queue -> mayGetMore(session, waiting, queue));
      if (job == null) {
        return;
      }
      if (placement.place(job)) {
        waiting.add(job);
      }
    }
    session.wakeAt(session.nowNanos());
  }

  private JobQueues collect(Session session) {
    JobQueues waiting = new JobQueues(session.policy());
    for (Job job : session.state().jobs().open()) {
      if (session.state().parked(job)) {
        continue;
      }
      if (!gated && job.phase() == GroupPhase.PENDING) {
        session.state().phase(job, GroupPhase.INQUEUE);
      }
      if (job.phase() == GroupPhase.PENDING || job.pending().isEmpty()) {
        continue;
      }
      Wait why = JobChecks.check(job);
      if (why == null) {
        why = session.policy().invalid(job);
      }
      session.state().waiting(job, why);
      if (why == null) {
        waiting.add(job);
      } else {
        session.state().park(job);
      }
    }
    return waiting;
  }

  private static boolean mayGetMore(Session session, JobQueues waiting, Queue queue) {
    Wait why = session.policy().overused(queue);
    if (why == null) {
      return true;
    }
    for (Job job : waiting.remaining(queue)) {
      session.state().waiting(job, why);
      session.state().park(job);
    }
    return false;
  }
}
