package dev.basalt.core.session;

import dev.basalt.core.event.GroupPhase;
import dev.basalt.core.event.QueueSpec;
import dev.basalt.core.model.ClusterState;
import dev.basalt.core.model.Job;
import dev.basalt.core.model.Queue;
import dev.basalt.core.model.Wait;
import dev.basalt.core.model.WaitReason;
import dev.basalt.core.resource.Durations;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Whose turn it is where jobs of a queue wait for each other: in a fifo queue, behind a job that
 * cannot be placed; in one that limits how many jobs run or how many pods are considered. Limits of
 * a queue count the jobs of all queues in it.
 *
 * <p>Jobs whose turn has not come stand in their queue's line and are not looked at; the first of
 * them are taken out of it, some at a time, when it may have come. Cost: nothing for other queues;
 * for each session, the queues that have a line, and its length where it moves on.
 */
public final class QueueLines {
  /** How many jobs are taken out of a line at a time. */
  private static final int AT_ONCE = 32;

  private static final int LONG_LINE = 100;
  private static final long REWORD_NANOS = 5_000_000_000L;

  /** How long small jobs pass one for which the limit on pods leaves no room. */
  private static final long PASSED_AT_MOST_NANOS = 30_000_000_000L;

  private static final QueueSpec NO_LIMITS = QueueSpec.builder("", "").build();

  private final Session session;
  private final ClusterState state;
  private final Policy policy;

  /** The lines as an action sees them. */
  public QueueLines(Session session) {
    this.session = session;
    this.state = session.state();
    this.policy = session.policy();
  }

  /** Takes out of the lines those whose turn may have come. */
  static void moveOn(ClusterState state, Policy policy) {
    for (Queue queue : state.lines().regulatedQueues()) {
      if (queue.inLine() > 0 && mayMoveOn(queue)) {
        boolean full = fullOfJobs(queue) != null;
        firstOf(state.lines().jobs(queue), policy, full).forEach(state.lines()::leave);
      }
    }
  }

  private static boolean mayMoveOn(Queue queue) {
    return holdingHead(queue) == null && !considersEnough(queue);
  }

  /** The first jobs in order; with {@code running} only those that run already. */
  private static PriorityQueue<Job> firstOf(List<Job> line, Policy policy, boolean running) {
    PriorityQueue<Job> first = new PriorityQueue<>((one, other) -> policy.compareJobs(other, one));
    for (Job job : line) {
      if (!running || job.holdsRoom()) {
        first.add(job);
        if (first.size() > AT_ONCE) {
          first.remove();
        }
      }
    }
    return first;
  }

  /** Null if it is a job's turn as far as its queue knows, else why it waits. */
  public static @Nullable Wait check(Policy policy, Job job) {
    Queue own = job.queue();
    if (!own.regulated()) {
      return null;
    }
    Queue full = job.holdsRoom() ? null : fullOfJobs(own);
    if (full != null) {
      return new Wait(
          WaitReason.QUEUE_LIMIT,
          "queue %s runs %d jobs; its annotation basalt.dev/max-running-jobs allows %d"
              .formatted(full.name(), full.runningJobs(), limits(full).maxRunningJobs()));
    }
    Job head = holdingHead(own);
    if (head == null || head == job || policy.compareJobs(head, job) >= 0) {
      return null;
    }
    return new Wait(WaitReason.IN_LINE, behind(head, own));
  }

  /** A job is about to be looked at: where pods are limited it stands in line until its turn. */
  public void enter(Job job) {
    if (job.queue().regulated() && limitsPods(job.queue())) {
      state.lines().park(job);
    }
  }

  /** Sets a job aside whose turn has not come; returns whether it does. Asked in job order. */
  public boolean holdsBack(Job job) {
    Queue own = job.queue();
    if (!own.regulated()) {
      return false;
    }
    Wait why = check(policy, job);
    if (why == null) {
      why = beyondLimit(job);
      if (why != null) {
        noteShortOfPods(job);
      } else {
        why = behindLarger(job);
      }
    }
    if (why == null) {
      state.lines().leave(job);
      return false;
    }
    Wait said = job.waiting();
    if (why.reason() != WaitReason.IN_LINE || said == null || said.reason() != why.reason()) {
      state.waiting(job, why);
    }
    state.lines().park(job);
    return true;
  }

  private @Nullable Wait beyondLimit(Job job) {
    int asked = job.pending().size();
    for (Queue queue = job.queue(); queue != null; queue = queue.parent()) {
      int most = limits(queue).maxPendingPods();
      int others = queue.consideredPods() - (job.inLine() ? 0 : asked);
      if (most != QueueSpec.UNLIMITED && (most == 0 || (others > 0 && asked > most - others))) {
        return new Wait(
            WaitReason.QUEUE_LIMIT,
            "queue %s has %d pods waiting for nodes, %d more asked; its annotation basalt.dev/max-pending-pods allows %d"
                .formatted(queue.name(), others, asked, most));
      }
    }
    return null;
  }

  private void noteShortOfPods(Job job) {
    Queue own = job.queue();
    Job first = own.shortOfPods();
    if (first == null || policy.compareJobs(job, first) < 0) {
      state.lines().shortOfPods(own, job, session.nowNanos());
    }
  }

  /**
   * After a while, no smaller job is let in that would pass: there would never be room for the
   * larger one.
   */
  private @Nullable Wait behindLarger(Job job) {
    Queue own = job.queue();
    Job first = own.shortOfPods();
    if (first == null
        || job.phase() == GroupPhase.INQUEUE
        || session.nowNanos() - own.shortOfPodsSinceNanos() < PASSED_AT_MOST_NANOS
        || policy.compareJobs(first, job) >= 0) {
      return null;
    }
    return new Wait(
        WaitReason.QUEUE_LIMIT,
        "the next pods of queue %s that may wait for nodes are the %d of %s: it was passed for %s"
            .formatted(
                own.name(),
                first.pending().size(),
                first.key(),
                Durations.text(PASSED_AT_MOST_NANOS)));
  }

  /**
   * A job was tried: in a fifo queue it is the one that the others wait behind, if it could not be
   * placed for a reason that time or room may end.
   *
   * @param waits whether it lacks anything
   */
  public void tried(Job job, boolean waits) {
    Queue own = job.queue();
    if (!own.regulated()) {
      return;
    }
    if (waits && limits(own).fifo() && holds(job)) {
      Job former = own.headOfLine();
      if (former != null && former != job && former.parked()) {
        state.waiting(former, new Wait(WaitReason.IN_LINE, behind(job, own)));
        state.lines().park(former);
      }
      state.lines().head(own, job);
    } else if (!waits && own.inLine() > 0 && mayMoveOn(own)) {
      session.wakeAt(session.nowNanos());
    }
  }

  /** Says to those in line where they stand. */
  public void word() {
    for (Queue queue : state.lines().regulatedQueues()) {
      Job head = holdingHead(queue);
      if (head == null || queue.inLine() == 0) {
        continue;
      }
      if (state.lines().wordsAreDue(queue, session.nowNanos(), LONG_LINE, REWORD_NANOS)) {
        word(queue, head);
      } else {
        session.wakeAt(session.nowNanos() + REWORD_NANOS);
      }
    }
  }

  private void word(Queue queue, Job head) {
    List<Job> line = state.lines().jobs(queue);
    line.sort(policy::compareJobs);
    int place = 1;
    for (Job job : line) {
      place++;
      Wait said = job.waiting();
      if (said != null && said.reason() == WaitReason.IN_LINE) {
        // Far back, exact numbers would be written again and again and help nobody.
        String where =
            place <= LONG_LINE
                ? "place " + place + " of " + (line.size() + 1)
                : "beyond place " + place / LONG_LINE * LONG_LINE;
        state.waiting(job, new Wait(WaitReason.IN_LINE, behind(head, queue) + "; " + where));
      }
    }
  }

  private static String behind(Job head, Queue queue) {
    Wait why = head.waiting();
    return "waits behind "
        + head.key()
        + (why == null ? "" : " (" + why.reason().code() + ")")
        + " in queue "
        + queue.name()
        + ", whose dequeueStrategy is fifo";
  }

  /** The job of a fifo queue that none may pass now, null if there is none. */
  private static @Nullable Job holdingHead(Queue queue) {
    Job head = limits(queue).fifo() ? queue.headOfLine() : null;
    return head != null && holds(head) ? head : null;
  }

  /**
   * Whether the others wait with a job, by what it waits for. What its own objects or its namespace
   * hold back does not stop them: it may last for ever.
   */
  private static boolean holds(Job job) {
    if (job.excludedSinceNanos() != Long.MIN_VALUE) {
      return true; // for bindings on their way; it is not said before they take long
    }
    Wait why = job.waiting();
    if (why == null || why.reason().moreNodesHelp()) {
      return why != null;
    }
    return switch (why.reason()) {
      case QUEUE_SHARE, NOT_ENQUEUED, BACK_OFF, EVICTIONS, GANG, RESERVATION -> true;
      default -> false;
    };
  }

  /** The queue, or one around it, that runs as many jobs as it may; null if there is none. */
  private static @Nullable Queue fullOfJobs(Queue own) {
    for (Queue queue = own; queue != null; queue = queue.parent()) {
      if (queue.runningJobs() >= limits(queue).maxRunningJobs()) {
        return queue;
      }
    }
    return null;
  }

  private static boolean considersEnough(Queue own) {
    for (Queue queue = own; queue != null; queue = queue.parent()) {
      int most = limits(queue).maxPendingPods();
      if (most != QueueSpec.UNLIMITED && queue.consideredPods() >= most) {
        return true;
      }
    }
    return false;
  }

  private static boolean limitsPods(Queue own) {
    for (Queue queue = own; queue != null; queue = queue.parent()) {
      if (limits(queue).maxPendingPods() != QueueSpec.UNLIMITED) {
        return true;
      }
    }
    return false;
  }

  private static QueueSpec limits(Queue queue) {
    QueueSpec spec = queue.spec();
    return spec == null ? NO_LIMITS : spec;
  }
}
