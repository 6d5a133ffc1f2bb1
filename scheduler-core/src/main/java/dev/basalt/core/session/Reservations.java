package dev.basalt.core.session;

import dev.basalt.core.model.ClusterState;
import dev.basalt.core.model.Job;
import dev.basalt.core.model.Queue;
import dev.basalt.core.model.Task;
import dev.basalt.core.model.Wait;
import dev.basalt.core.resource.Request;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Backfilling as in EASY (Lifka, The ANL/IBM SP Scheduling System, 1995): the first jobs of each
 * queue that lack nothing but room have it kept for them, on the nodes and from the time on at
 * which they can start by what is known of the pods that run. A job behind them in the order may
 * pass where it does not delay them: it ends before that time, or takes room that they do not need
 * then.
 *
 * <p>Where nothing tells when a job can start, nothing is kept for it and all others pass, unless a
 * plugin says that it is overdue. A pod that runs longer than it was expected to is taken to end
 * any moment: the room is kept on.
 *
 * <p>What was found stays in force until it is found anew, which is done no more often than takes a
 * small part of the time. It holds meanwhile: whatever was let pass did not delay it.
 */
public final class Reservations {
  /** Between two looks passes this much for each pod and node that the last one looked at. */
  private static final long NANOS_PER_VISIT = 5_000;

  /** So few are looked at whenever it is of use. */
  private static final int FEW_VISITS = 500;

  /** So many pods and nodes may be looked at for one question. */
  private static final long MOST_VISITS = 1_000_000;

  private static final int MANY = 1_000;

  private final ClusterState state;
  private final Policy policy;
  private final NodeChooser chooser;
  private final Endings endings;
  private final ReservationWords words;
  private final ReservationHeads heads;
  private final int perQueue;
  private final Set<Job> heldBack = new LinkedHashSet<>();
  private final List<Reservation> inTheWay = new ArrayList<>();
  private final PassingFailures failures = new PassingFailures();
  private List<Reservation> kept = List.of();
  private int mostHeldBack = MANY;
  private long computedEpoch = -1;
  private long computedNanos;
  private long computedHeads = -1;
  private long dueNanos = Long.MIN_VALUE;
  private @Nullable Session session;

  Reservations(ClusterState state, Policy policy, NodeChooser chooser) {
    this.state = state;
    this.policy = policy;
    this.chooser = chooser;
    this.endings = new Endings(state.nodes(), policy.learnsRunTimes());
    this.words = new ReservationWords(endings);
    this.perQueue = policy.reservationsPerQueue();
    this.heads = new ReservationHeads(state, policy, perQueue);
  }

  void sessionOpened(Session opened) {
    session = opened;
    endings.present(opened.nowNanos(), opened.nowMillis());
    failures.clear();
    heads.prune();
    for (int i = 0; i < kept.size(); i++) {
      if (!ReservationHeads.lacksRoom(kept.get(i).job())) {
        keep(
            kept.stream()
                .filter(reservation -> ReservationHeads.lacksRoom(reservation.job()))
                .toList());
      }
    }
  }

  /** Brings what is kept up to date, before jobs are gathered that may be waked by it. */
  public void refresh() {
    if (heads.isEmpty() && kept.isEmpty()) {
      return;
    }
    long now = endings.nowNanos();
    boolean news =
        heads.version() != computedHeads
            || state.epoch() != computedEpoch
            || heads.incomplete()
            || (!kept.isEmpty() && now != computedNanos && passed(now));
    if (news && now >= dueNanos) {
      heads.complete(now);
      compute(now);
    }
  }

  private boolean passed(long now) {
    for (int i = 0; i < kept.size(); i++) {
      if (kept.get(i).startNanos() <= now) {
        return true;
      }
    }
    return false;
  }

  /** Notes that a job lacks nothing but room; returns what is said of it. */
  public Wait lacksRoom(Job job, Wait why) {
    if (isOff() || !ReservationHeads.isRoom(why) || (job.whole() && job.minMember() > 1)) {
      return why;
    }
    if (heads.add(job)) {
      refresh();
    }
    return worded(job, why);
  }

  /** What is said of a job that lacks room: what is kept for it too. */
  public Wait worded(Job job, Wait why) {
    Reservation own = of(job);
    return own == null ? why : new Wait(why.reason(), why.message() + "; " + words.of(own));
  }

  /** What is kept for a job, null if nothing is. */
  public @Nullable Reservation of(Job job) {
    for (int i = 0; i < kept.size(); i++) {
      if (kept.get(i).job() == job) {
        return kept.get(i);
      }
    }
    return null;
  }

  /** How many jobs have room kept for them. */
  public int size() {
    return kept.size();
  }

  /** Sets apart the reservations that a job must not delay; returns whether there is any. */
  public boolean restrict(Job job) {
    inTheWay.clear();
    refresh();
    for (int i = 0; i < kept.size(); i++) {
      Reservation other = kept.get(i);
      if (other.job() != job
          && ReservationHeads.lacksRoom(other.job())
          && heads.before(other.job(), job)) {
        inTheWay.add(other);
      }
    }
    return !inTheWay.isEmpty();
  }

  /** Whether one like a job, that needs no more, was found not to be able to pass just now. */
  public boolean failsAnyway(Job job) {
    return failures.include(job, endings);
  }

  /** The best node for a task on which it delays nobody, {@link Task#NO_NODE} if there is none. */
  public int bestNode(Task task, boolean overridesExclusion) {
    int best = chooser.best(task.podClass(), overridesExclusion);
    if (best == Task.NO_NODE || permits(task, best)) {
      return best;
    }
    PlacementIndex index = chooser.index(task.podClass(), overridesExclusion);
    best = Task.NO_NODE;
    double bestScore = Double.NEGATIVE_INFINITY;
    for (int node = 0; node < state.nodes().size(); node++) {
      double score = index.score(node);
      if (score > bestScore && permits(task, node)) {
        best = node;
        bestScore = score;
      }
    }
    return best;
  }

  private boolean permits(Task task, int node) {
    for (int i = 0; i < inTheWay.size(); i++) {
      Reservation other = inTheWay.get(i);
      boolean endsBefore = other.foreseen() && endings.ifPlacedNow(task) <= other.startNanos();
      if (!endsBefore && other.has(node) && !fitsBeside(task.request(), node, other)) {
        return false;
      }
    }
    return true;
  }

  /** Whether a node will have room for a request beside what is kept until a reservation starts. */
  private boolean fitsBeside(Request request, int node, Reservation reservation) {
    for (int i = 0; i < request.size(); i++) {
      int dimension = request.dimension(i);
      if (reservation.amount(node, dimension) > 0
          && endings.free(dimension, node, present(reservation))
                  - keptUntil(reservation, node, dimension)
              < request.amount(i)) {
        return false;
      }
    }
    return true;
  }

  /** A start that was missed is due now. */
  private long present(Reservation reservation) {
    return Math.max(reservation.startNanos(), endings.nowNanos());
  }

  private long keptUntil(Reservation reservation, int node, int dimension) {
    long sum = 0;
    for (int i = 0; i < kept.size(); i++) {
      Reservation other = kept.get(i);
      if (other.startNanos() <= reservation.startNanos()
          && ReservationHeads.lacksRoom(other.job())) {
        sum += other.amount(node, dimension);
      }
    }
    return sum;
  }

  /** Notes that a job may not pass; returns why it waits. */
  public Wait holdBack(Job job, Task task) {
    heldBack.add(job);
    if (heldBack.size() > mostHeldBack) {
      heldBack.removeIf(other -> other.gone() || other.pending().isEmpty());
      mostHeldBack = 2 * heldBack.size() + MANY;
    }
    failures.add(job, endings);
    return words.heldBack(task, inTheWay);
  }

  /**
   * Whether a job may be let in although cluster or queue have promised their room: it would be the
   * next of its queue for which room is kept, and all that is to end is enough for it.
   */
  public boolean letsIn(Job job) {
    if (isOff() || !heads.mayEnter(job) || !state.estimated()) {
      return false;
    }
    Request asked = job.minResources();
    if (asked == null || !heads.endlessLeaves(asked, endings)) {
      return false;
    }
    heads.entered(job);
    state.reserved(job, true);
    return true;
  }

  /**
   * When a job that lacks nothing but room is expected to start, monotonic nanoseconds; {@link
   * Long#MAX_VALUE} where that is not known. Those of its queue that come before it start before
   * it. Cost: as many looks at the nodes as jobs come before it, within a bound.
   */
  public long expectedStart(Job job) {
    Reservation own = of(job);
    if (own != null || !state.estimated()) {
      return own == null ? Endings.NEVER : own.startNanos();
    }
    List<Reservation> before = new ArrayList<>(kept);
    long visits = 0;
    for (Job other : heads.waitingUpTo(job)) {
      if (of(other) != null) {
        continue;
      }
      Forecast forecast = forecast(other);
      Reservation found = forecast.find(before, false);
      visits += forecast.visited();
      if (found == null || visits > MOST_VISITS) {
        return Endings.NEVER;
      }
      if (other == job) {
        return found.startNanos();
      }
      before.add(found);
    }
    return Endings.NEVER;
  }

  /** Milliseconds since 1970 at a monotonic time. */
  public long millis(long nanos) {
    return endings.millis(nanos);
  }

  private boolean isOff() {
    return perQueue == 0 || (!state.estimated() && policy.hooks().overdues.isEmpty());
  }

  private Forecast forecast(Job job) {
    Demand demand = Demand.of(job, policy.taskOrder(), endings);
    return new Forecast(job, demand, state.nodes(), chooser, endings);
  }

  private void compute(long now) {
    List<Reservation> found = new ArrayList<>();
    long visited = 0;
    Map<Queue, Integer> counts = new HashMap<>();
    for (Job job : heads.inOrder()) {
      if (counts.getOrDefault(job.queue(), 0) == perQueue) {
        state.reserved(job, false);
        continue;
      }
      Forecast forecast = forecast(job);
      Reservation next = forecast.find(found, session != null && policy.overdue(job, session));
      visited += forecast.visited();
      Reservation former = of(job);
      if (former != null
          && former.startNanos() > now
          && former.pods() == forecast.pods()
          && (next == null || next.startNanos() > former.startNanos())
          && stillHolds(former, found)) {
        next = former;
      }
      if (next != null) {
        found.add(next);
        counts.merge(job.queue(), 1, Integer::sum);
      }
      state.reserved(job, next != null);
    }
    keep(found);
    computedEpoch = state.epoch();
    computedHeads = heads.version();
    computedNanos = now;
    dueNanos = visited <= FEW_VISITS ? now : now + visited * NANOS_PER_VISIT;
    wakeInTime(now);
  }

  /**
   * Keeps these from now on. Those that others held back are looked at again, and so is whoever has
   * room kept for it no longer, or otherwise: what was said of it is not true any longer.
   */
  private void keep(List<Reservation> next) {
    Set<Job> concerned = concerned(next);
    if (concerned.isEmpty()) {
      return;
    }
    kept = List.copyOf(next);
    concerned.addAll(heldBack);
    heldBack.clear();
    state.wake(concerned);
    if (session != null) {
      session.wakeAt(endings.nowNanos());
    }
  }

  /** The jobs whose room is not alike before and after, or was to be there by now. */
  private Set<Job> concerned(List<Reservation> next) {
    long now = endings.nowNanos();
    Set<Job> concerned = new LinkedHashSet<>();
    for (Reservation former : kept) {
      boolean becameDue = former.startNanos() > computedNanos && former.startNanos() <= now;
      if (becameDue || next.stream().noneMatch(one -> one.alike(former, now))) {
        concerned.add(former.job());
      }
    }
    for (Reservation one : next) {
      if (kept.stream().noneMatch(former -> one.alike(former, now))) {
        concerned.add(one.job());
      }
    }
    return concerned;
  }

  private void wakeInTime(long now) {
    for (Reservation reservation : kept) {
      if (session != null && reservation.startNanos() > now && reservation.foreseen()) {
        session.wakeAt(reservation.startNanos());
      }
    }
  }

  private boolean stillHolds(Reservation former, List<Reservation> before) {
    for (int index = 0; index < former.size(); index++) {
      int node = former.node(index);
      for (int i = 0; i < former.dimensions(); i++) {
        long free = endings.free(former.dimension(i), node, former.startNanos());
        for (Reservation other : before) {
          free -= other.amount(node, former.dimension(i));
        }
        if (!state.nodes().exists(node) || free < former.amountAt(index, i)) {
          return false;
        }
      }
    }
    return true;
  }
}
