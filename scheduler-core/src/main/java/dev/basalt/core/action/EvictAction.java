package dev.basalt.core.action;

import dev.basalt.core.event.GroupPhase;
import dev.basalt.core.model.Job;
import dev.basalt.core.model.Task;
import dev.basalt.core.model.Wait;
import dev.basalt.core.model.WaitReason;
import dev.basalt.core.port.EvictionPlan;
import dev.basalt.core.port.EvictionPreview;
import dev.basalt.core.session.Policy;
import dev.basalt.core.session.QueueLines;
import dev.basalt.core.session.Session;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Makes room for jobs that lack what they need to start, by evictions: {@code preempt} among the
 * jobs of one queue, {@code reclaim} from other queues. The freed room is promised to the job until
 * it has it.
 *
 * <p>Looks at the jobs that this session set aside and, once a second, at all that wait. Cost:
 * nothing where none waits; for a job, see {@link Offers}.
 */
final class EvictAction implements Action {
  private static final long RETRY_NANOS = 1_000_000_000L;

  /** From whom room is taken. */
  enum Kind {
    PREEMPT("preempt", "Preempted", false),
    RECLAIM("reclaim", "Reclaimed", true),
    /** A zone takes back what it lent, from whatever queue; the lender's word is enough. */
    TAKE_BACK("takeback", "ZoneTakenBack", true);

    private final String actionName;
    private final String reason;
    private final boolean fromOthers;

    Kind(String actionName, String reason, boolean fromOthers) {
      this.actionName = actionName;
      this.reason = reason;
      this.fromOthers = fromOthers;
    }

    String actionName() {
      return actionName;
    }

    /** What is said on the pods that leave. */
    String reason() {
      return reason;
    }

    boolean fromOthers() {
      return fromOthers;
    }

    boolean takesBack() {
      return this == TAKE_BACK;
    }
  }

  private final Kind kind;
  private final long cooldownNanos;

  /**
   * Makes the action.
   *
   * @param cooldownNanos how long a pod is left alone after it was bound
   */
  EvictAction(Kind kind, long cooldownNanos) {
    this.kind = kind;
    this.cooldownNanos = cooldownNanos;
  }

  @Override
  public void run(Session session) {
    session.budget().beginAction();
    List<Job> candidates = candidates(session);
    if (candidates.isEmpty()) {
      return;
    }
    Policy policy = session.policy();
    candidates.sort((first, second) -> {
      int byQueue = policy.compareQueues(first.queue(), second.queue());
      return byQueue != 0 ? byQueue : policy.compareJobs(first, second);
    });
    EvictionPlanner planner = new EvictionPlanner(session, kind, cooldownNanos);
    session.budget().beginDeciding();
    for (Job job : candidates) {
      if (session.budget().spent()) {
        session.wakeAt(session.nowNanos());
        return;
      }
      if (session.claims().waits(job)) {
        continue;
      }
      if (QueueLines.check(policy, job) == null && planner.plan(job)) {
        carryOut(session, planner, job);
      } else {
        session.state().planNotBefore(job, kind.fromOthers(), session.nowNanos() + RETRY_NANOS);
      }
    }
  }

  /** What the action would do for a job if its turn came now, and if nothing, why. */
  EvictionPreview preview(Session session, Job job) {
    boolean configured = session.policy().configuration().actions().contains(kind.actionName());
    EvictionPlan plan = null;
    EvictionPlanner planner = new EvictionPlanner(session, kind, cooldownNanos);
    if (mayPlan(session, job) && planner.plan(job)) {
      plan = planner.describe(job);
      planner.discard();
    }
    return new EvictionPreview(
        kind.actionName(),
        configured,
        plan,
        plan != null ? null : new Objections(session, kind, cooldownNanos).to(job));
  }

  /** Does what is planned, and promises the room to the job. */
  static void carryOut(Session session, EvictionPlanner planner, Job job) {
    EvictionPlan plan = planner.describe(job);
    planner.commit();
    if (job.phase() == GroupPhase.PENDING) {
      session.state().phase(job, GroupPhase.INQUEUE);
      session.policy().enqueued(job);
    }
    int leaving = plan.victims().size();
    session
        .state()
        .waiting(
            job,
            new Wait(
                WaitReason.EVICTIONS,
                leaving
                    + (leaving == 1 ? " pod is" : " pods are")
                    + " being evicted to make room for "
                    + plan.places().size()
                    + " of its pods; the room is kept for them"));
    session.planned(plan);
  }

  private List<Job> candidates(Session session) {
    Set<Job> waiting = new LinkedHashSet<>(session.unplaced());
    if (session.looksAtAll()) {
      waiting.addAll(session.state().jobs().parked().all());
    }
    List<Job> candidates = new ArrayList<>();
    for (Job job : waiting) {
      if (session.nowNanos() >= job.planNotBeforeNanos(kind.fromOthers())
          && mayPlan(session, job)) {
        candidates.add(job);
      }
    }
    return candidates;
  }

  private boolean mayPlan(Session session, Job job) {
    Wait why = job.waiting();
    return why != null
        && lacksRoom(why.reason())
        && !job.pending().isEmpty()
        && victimsConceivable(session, job)
        && mayBeHelped(session, job)
        && (kind.fromOthers() || session.policy().starving(job));
  }

  /** Whether nothing speaks against a job that waits for room but the room. */
  static boolean mayBeHelped(Session session, Job job) {
    Wait why = job.waiting();
    boolean lent = why != null && why.reason() == WaitReason.LENT;
    if (why == null
        || job.pending().isEmpty()
        || job.nominated()
        || (!lent && !lacksRoom(why.reason()))) {
      return false;
    }
    boolean letIn =
        job.phase() != GroupPhase.PENDING || lent || why.reason() == WaitReason.NOT_ENQUEUED;
    return letIn
        && JobChecks.check(job) == null
        && QueueLines.check(session.policy(), job) == null
        && session.policy().invalid(job) == null
        && session.policy().heldBack(job) == null
        && session.everEnoughRoom(job);
  }

  /** Whether evictions could help against what a job waits for. */
  static boolean lacksRoom(WaitReason reason) {
    return switch (reason) {
      case NOT_ENOUGH_RESOURCES, FRAGMENTED, NO_NODE_MATCHES, QUEUE_SHARE, NOT_ENQUEUED -> true;
      default -> false;
    };
  }

  /** A cheap look ahead, so that thousands of waiting jobs of equal rank cost nothing. */
  private boolean victimsConceivable(Session session, Job job) {
    if (!kind.fromOthers()) {
      return session.lowestBoundPriority(job.queue()) < job.priority();
    }
    job.pending().sort(session.policy().taskOrder());
    Task first = Shortages.firstToPlace(job);
    return first != null && session.policy().evictions().mayReplace(job.queue(), first);
  }
}
