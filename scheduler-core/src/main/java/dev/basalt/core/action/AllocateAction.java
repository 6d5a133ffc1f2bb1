package dev.basalt.core.action;

import dev.basalt.core.event.GroupPhase;
import dev.basalt.core.model.Job;
import dev.basalt.core.model.Queue;
import dev.basalt.core.model.Wait;
import dev.basalt.core.session.Policy;
import dev.basalt.core.session.QueueLines;
import dev.basalt.core.session.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Places the tasks of jobs that were let in: the queue furthest below its share first, then its
 * first job, which gets what it needs to start; once it can start it gets one task at a time, in
 * turn with the others. Half-started gangs come before all queues.
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
    session.budget().beginAction();
    for (Job job : session.withOldWords()) {
      Shortages.say(session, job);
      session.state().asksInVain(job, !session.enoughRoom(job) && !session.everEnoughRoom(job));
    }
    new Landing(session).run();
    session.reservations().refresh();
    JobQueues waiting = new JobQueues(session.policy());
    List<Job> halfStarted = new ArrayList<>();
    QueueLines lines = new QueueLines(session);
    collect(session, lines, waiting, halfStarted);
    JobPlacement placement = new JobPlacement(session);
    session.budget().beginDeciding();
    for (Job job : inOrder(halfStarted, session.policy())) {
      place(session, job, placement, lines, waiting);
    }
    Predicate<Queue> open = queue -> mayGetMore(session, waiting, queue);
    boolean done = false;
    while (!done && !session.budget().spent()) {
      Job job = waiting.poll(open);
      done = job == null;
      if (job != null && !lines.holdsBack(job)) {
        place(session, job, placement, lines, waiting);
      }
    }
    lines.word();
    if (!done) {
      session.wakeAt(session.nowNanos());
    }
    TakeBack.run(session);
  }

  private static void place(
      Session session, Job job, JobPlacement placement, QueueLines lines, JobQueues waiting) {
    if (placement.place(job)) {
      waiting.add(job);
    } else {
      lines.tried(job, JobChecks.hasTasksToAllocate(session, job));
    }
  }

  private void collect(
      Session session, QueueLines lines, JobQueues waiting, List<Job> halfStarted) {
    for (Job job : session.state().jobs().active()) {
      boolean notLetIn = job.phase() == GroupPhase.PENDING;
      if (gated && notLetIn) {
        continue;
      }
      Wait why = JobChecks.check(job);
      if (why == null && notLetIn) {
        session.state().phase(job, GroupPhase.INQUEUE);
      }
      long retryNanos = Long.MAX_VALUE;
      if (why == null && !job.pending().isEmpty()) {
        why = session.policy().invalid(job);
        retryNanos = session.policyRetryNanos();
      }
      if (why != null) {
        session.state().excludedSince(job, Long.MIN_VALUE);
        session.state().waiting(job, why);
        session.park(job, retryNanos);
      } else if (job.halfStarted()) {
        halfStarted.add(job);
      } else if (!heldBack(session, job) && JobChecks.hasTasksToAllocate(session, job)) {
        lines.enter(job);
        waiting.add(job);
      }
    }
  }

  /** Sets a job aside that its namespace holds back; returns whether it does. */
  private static boolean heldBack(Session session, Job job) {
    Wait why = job.pending().isEmpty() ? null : session.policy().heldBack(job);
    if (why == null) {
      return false;
    }
    session.state().excludedSince(job, Long.MIN_VALUE);
    session.state().waiting(job, why);
    session.parkForNamespace(job, Long.MAX_VALUE);
    return true;
  }

  private static List<Job> inOrder(List<Job> jobs, Policy policy) {
    jobs.sort((first, second) -> {
      int byQueue = policy.compareQueues(first.queue(), second.queue());
      return byQueue != 0 ? byQueue : policy.compareJobs(first, second);
    });
    return jobs;
  }

  private static boolean mayGetMore(Session session, JobQueues waiting, Queue queue) {
    Wait why = session.policy().overused(queue);
    if (why == null) {
      return true;
    }
    for (Job job : waiting.remaining(queue)) {
      session.state().waiting(job, why);
      JobChecks.setAside(session, job, session.policyRetryNanos());
    }
    return false;
  }
}
