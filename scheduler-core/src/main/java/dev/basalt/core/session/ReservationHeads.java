package dev.basalt.core.session;

import dev.basalt.core.event.GroupPhase;
import dev.basalt.core.model.ClusterState;
import dev.basalt.core.model.Job;
import dev.basalt.core.model.Queue;
import dev.basalt.core.model.Task;
import dev.basalt.core.model.Wait;
import dev.basalt.core.model.WaitReason;
import dev.basalt.core.resource.Request;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The first jobs of each queue that lack nothing but room. Kept as jobs are found to lack it; those
 * that waited already when one of them started are found by a look at all that wait, which is made
 * once a second where they are many.
 */
final class ReservationHeads {
  private static final long PERIOD_NANOS = 1_000_000_000L;
  private static final int FEW_JOBS = 500;

  /** Jobs beyond those for which room is kept: for some of the first, no start may be known. */
  private static final int SPARE = 4;

  private final ClusterState state;
  private final Policy policy;
  private final int perQueue;
  private final Map<Queue, List<Job>> byQueue = new LinkedHashMap<>();
  private final List<Job> letIn = new ArrayList<>();
  private boolean incomplete;
  private long lookedNanos = Long.MIN_VALUE;
  private long version;
  private long[] endless = new long[0];
  private long countedNanos = Long.MIN_VALUE;

  ReservationHeads(ClusterState state, Policy policy, int perQueue) {
    this.state = state;
    this.policy = policy;
    this.perQueue = perQueue;
  }

  boolean isEmpty() {
    return byQueue.isEmpty() && !incomplete;
  }

  /** Grows whenever another job is among them. */
  long version() {
    return version;
  }

  /** Whether a queue may have others that were not noted. */
  boolean incomplete() {
    return incomplete;
  }

  /** Lets those go that lack room no more. */
  void prune() {
    boolean left = false;
    for (Map.Entry<Queue, List<Job>> entry : byQueue.entrySet()) {
      left |= entry.getValue().removeIf(job -> leaves(job, entry.getKey()));
    }
    if (left) {
      byQueue.values().removeIf(List::isEmpty);
      incomplete = true;
      version++;
    }
    letIn.removeIf(job -> isHead(job) || hasEntered(job));
  }

  private boolean hasEntered(Job job) {
    boolean over = job.gone() || job.whole() || job.phase() != GroupPhase.INQUEUE;
    if (over) {
      state.reserved(job, false);
    }
    return over;
  }

  private boolean leaves(Job job, Queue queue) {
    boolean leaves = job.queue() != queue || !lacksRoom(job);
    if (leaves) {
      state.reserved(job, false);
    }
    return leaves;
  }

  /** Whether a job lacks nothing but room, by what was said of it last. */
  static boolean lacksRoom(Job job) {
    Wait why = job.waiting();
    return !job.gone()
        && why != null
        && isRoom(why)
        && !job.pending().isEmpty()
        && !job.nominated()
        && !(job.whole() && job.minMember() > 1)
        && job.phase() != GroupPhase.PENDING;
  }

  static boolean isRoom(Wait why) {
    return why.reason() == WaitReason.NOT_ENOUGH_RESOURCES || why.reason() == WaitReason.FRAGMENTED;
  }

  /** Notes a job that lacks room; returns whether it is among the first of its queue now. */
  boolean add(Job job) {
    List<Job> line = byQueue.computeIfAbsent(job.queue(), queue -> new ArrayList<>());
    if (line.contains(job)) {
      return true;
    }
    int place = line.size();
    while (place > 0 && policy.compareJobs(job, line.get(place - 1)) < 0) {
      place--;
    }
    if (place == perQueue + SPARE) {
      return false;
    }
    line.add(place, job);
    if (line.size() > perQueue + SPARE) {
      state.reserved(line.removeLast(), false);
    }
    version++;
    return true;
  }

  /** Looks for those that were not noted, unless that was done just before and they are many. */
  void complete(long now) {
    boolean few = state.jobs().parked().size() <= FEW_JOBS;
    if (!incomplete
        || (!few && lookedNanos != Long.MIN_VALUE && now - lookedNanos < PERIOD_NANOS)) {
      return;
    }
    lookedNanos = now;
    incomplete = false;
    for (Job job : state.jobs().parked().lackingRoom()) {
      if (lacksRoom(job)) {
        add(job);
      }
    }
  }

  /** All of them, in the order in which they are served. */
  List<Job> inOrder() {
    List<Job> all = new ArrayList<>();
    byQueue.values().forEach(all::addAll);
    all.sort((first, second) -> before(first, second) ? -1 : before(second, first) ? 1 : 0);
    return all;
  }

  /** Whether a job is served before another one. */
  boolean before(Job first, Job second) {
    return first.queue() == second.queue()
        ? policy.compareJobs(first, second) < 0
        : policy.compareQueues(first.queue(), second.queue()) < 0;
  }

  /** The jobs of a job's queue that lack room and come before it, and itself, in order. */
  List<Job> waitingUpTo(Job job) {
    List<Job> waiting = new ArrayList<>();
    for (Job other : job.queue().jobs()) {
      if (other == job || (lacksRoom(other) && policy.compareJobs(other, job) < 0)) {
        waiting.add(other);
      }
    }
    waiting.sort(policy::compareJobs);
    return waiting;
  }

  /** Whether a job would be among the first of its queue if it were let in. */
  boolean mayEnter(Job job) {
    int ahead = 0;
    for (Job head : byQueue.getOrDefault(job.queue(), List.of())) {
      ahead += head.reserved() && policy.compareJobs(head, job) < 0 ? 1 : 0;
    }
    for (Job other : letIn) {
      ahead += other.queue() == job.queue() && !isHead(other) ? 1 : 0;
    }
    return ahead < perQueue;
  }

  private boolean isHead(Job job) {
    return byQueue.getOrDefault(job.queue(), List.of()).contains(job);
  }

  /** Notes a job that was let in because it would be one of them. */
  void entered(Job job) {
    letIn.add(job);
  }

  /** Whether what nothing tells the end of leaves enough for a request in sum. */
  boolean endlessLeaves(Request request, Endings endings) {
    long now = endings.nowNanos();
    if (countedNanos == Long.MIN_VALUE || now - countedNanos >= PERIOD_NANOS) {
      countedNanos = now;
      endless = new long[state.schema().size()];
      for (Task task : state.tasks()) {
        if (task.node() != Task.NO_NODE && endings.of(task) == Endings.NEVER) {
          Request held = task.request();
          for (int i = 0; i < held.size(); i++) {
            endless[held.dimension(i)] += held.amount(i);
          }
        }
      }
    }
    for (int i = 0; i < request.size(); i++) {
      int dimension = request.dimension(i);
      long taken = dimension < endless.length ? endless[dimension] : 0;
      if (state.nodes().total().get(dimension) - taken < request.amount(i)) {
        return false;
      }
    }
    return true;
  }
}
