package dev.basalt.core.action;

import dev.basalt.core.event.GroupPhase;
import dev.basalt.core.model.Job;
import dev.basalt.core.model.Wait;
import dev.basalt.core.model.WaitReason;
import dev.basalt.core.session.QueueLines;
import dev.basalt.core.session.Session;
import dev.basalt.core.spi.Admission;
import dev.basalt.core.spi.Vote;

/**
 * Lets pending jobs in: those whose minResources the plugins find room for, or that state none. A
 * job that is not let in does not hold up the others.
 */
final class EnqueueAction implements Action {
  @Override
  public void run(Session session) {
    session.budget().beginAction();
    JobQueues waiting = JobQueues.toLetIn(session.policy());
    QueueLines lines = new QueueLines(session);
    for (Job job : session.state().jobs().active()) {
      if (job.phase() != GroupPhase.PENDING) {
        continue;
      }
      Wait why = JobChecks.check(job);
      if (why == null) {
        lines.enter(job);
        waiting.add(job);
      } else {
        session.state().waiting(job, why);
        session.park(job, Long.MAX_VALUE);
      }
    }
    session.budget().beginDeciding();
    for (Job job = waiting.poll(queue -> true); job != null; job = waiting.poll(queue -> true)) {
      if (job.halfStarted() || !lines.holdsBack(job)) {
        admit(session, job);
        lines.tried(job, job.phase() == GroupPhase.PENDING);
      }
      if (session.budget().spent()) {
        session.wakeAt(session.nowNanos());
        return;
      }
    }
  }

  private static void admit(Session session, Job job) {
    if (job.halfStarted()) {
      // Let in before a restart: what it holds would be counted twice, and it must be completed.
      letIn(session, job);
      return;
    }
    Wait heldBack = session.policy().heldBack(job);
    if (heldBack != null) {
      session.state().waiting(job, heldBack);
      session.parkForNamespace(job, Long.MAX_VALUE);
      return;
    }
    Admission admission =
        job.minResources() == null ? Admission.PERMIT : session.policy().enqueueable(job);
    if (admission.vote() == Vote.REJECT) {
      boolean lacksRoom =
          admission.why() != null && admission.why().reason() == WaitReason.NOT_ENQUEUED;
      if (lacksRoom && session.everEnoughRoom(job) && session.reservations().letsIn(job)) {
        letIn(session, job);
        return;
      }
      session.state().waiting(job, admission.why());
      session.park(job, session.policyRetryNanos());
      return;
    }
    if (job.minResources() != null && !job.pending().isEmpty() && !session.everEnoughRoom(job)) {
      // Let in, it would keep others from the room that it was promised and can never use.
      Shortages.say(session, job);
      session.parkForRoom(job, Long.MAX_VALUE);
      return;
    }
    letIn(session, job);
  }

  private static void letIn(Session session, Job job) {
    session.state().waiting(job, null);
    session.state().phase(job, GroupPhase.INQUEUE);
    session.policy().enqueued(job);
  }
}
