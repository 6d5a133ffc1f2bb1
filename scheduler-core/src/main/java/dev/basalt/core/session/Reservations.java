package dev.basalt.core.session;

import dev.basalt.core.model.ClusterState;
import dev.basalt.core.model.Job;
import dev.basalt.core.model.Queue;
import dev.basalt.core.model.Task;
import dev.basalt.core.model.Wait;
import dev.basalt.core.model.WaitReason;
import dev.basalt.core.resource.Durations;
import dev.basalt.core.resource.Request;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
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
  private static final long SHORTEST_NANOS = 1_000_000_000L;

  /** Between two looks passes this much for each pod and node that the last one looked at. */
  private static final long NANOS_PER_VISIT = 5_000;

  /** So few are looked at whenever it is of use. */
  private static final int FEW_VISITS = 500;

  private static final int MANY = 1_000;

  private final ClusterState state;
  private final Policy policy;
  private final NodeChooser chooser;
  private final Endings endings;
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
    return own == null ? why : new Wait(why.reason(), why.message() + "; " + words(own));
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
    return words(task);
  }

  private Wait words(Task task) {
    Reservation first = inTheWay.getFirst();
    for (Reservation other : inTheWay) {
      first = other.startNanos() < first.startNanos() ? other : first;
    }
    long run = endings.run(task);
    String runs =
        run == Endings.NEVER
            ? "nothing tells how long this job runs"
            : "this job is expected to run for " + Durations.text(run);
    long left = first.foreseen() ? first.startNanos() - endings.nowNanos() : 0;
    String helps =
        left > SHORTEST_NANOS
            ? "and would delay it; if it runs for less than %s, say so in annotation %s"
                .formatted(Durations.text(left), "basalt.dev/running-estimate")
            : "and would delay it";
    return new Wait(WaitReason.RESERVATION, "%s; %s %s".formatted(words(first), runs, helps));
  }

  private String words(Reservation reservation) {
    String when =
        !reservation.foreseen() || reservation.startNanos() <= endings.nowNanos()
            ? "it starts as soon as enough of it is there"
            : "it is expected to start at " + clock(reservation.startNanos());
    return "room on %d %s is kept for %s: %s"
        .formatted(
            reservation.size(),
            reservation.size() == 1 ? "node" : "nodes",
            reservation.job().key(),
            when);
  }

  private Instant clock(long nanos) {
    return Instant.ofEpochMilli(endings.millis(nanos)).truncatedTo(ChronoUnit.SECONDS);
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
    state.reserved(job);
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
      if (found == null || visits > ReservationHeads.MOST_VISITS) {
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
        state.reserved(job);
      }
    }
    boolean changed = found.size() != kept.size();
    for (int i = 0; !changed && i < found.size(); i++) {
      changed = !found.get(i).alike(kept.get(i), now);
    }
    if (changed) {
      keep(found);
    }
    computedEpoch = state.epoch();
    computedHeads = heads.version();
    computedNanos = now;
    dueNanos = visited <= FEW_VISITS ? now : now + visited * NANOS_PER_VISIT;
    wakeInTime(now);
  }

  /** Keeps these from now on: those that others held back are looked at again. */
  private void keep(List<Reservation> next) {
    kept = List.copyOf(next);
    if (!heldBack.isEmpty()) {
      state.wake(heldBack);
      heldBack.clear();
      if (session != null) {
        session.wakeAt(endings.nowNanos());
      }
    }
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
