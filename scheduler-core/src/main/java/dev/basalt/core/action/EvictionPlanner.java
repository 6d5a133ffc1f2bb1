package dev.basalt.core.action;

import dev.basalt.core.model.Job;
import dev.basalt.core.model.NodeTable;
import dev.basalt.core.model.PendingTasks;
import dev.basalt.core.model.Role;
import dev.basalt.core.model.SubGroup;
import dev.basalt.core.model.Task;
import dev.basalt.core.model.TaskStatus;
import dev.basalt.core.port.EvictionPlan;
import dev.basalt.core.session.Policy;
import dev.basalt.core.session.Session;
import dev.basalt.core.session.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Plans what must leave so that a job can start: for all that its gang needs, or not at all.
 *
 * <p>Each task takes room that is free or being released if there is any, else the best {@link
 * Offer} of a node. When all have a place, victims that turned out to be needless (their room was
 * not used in the end, as a gang that left made more of it) are spared, the dearest first.
 */
final class EvictionPlanner {
  /** A task and where it is to go. */
  private record Placed(Task task, int node) {}

  private final Session session;
  private final Statement statement;
  private final EvictAction.Kind kind;
  private final Victims victims;
  private final TaskChecks checks;
  private final List<List<Task>> units = new ArrayList<>();
  private final List<Placed> places = new ArrayList<>();
  private final Map<Integer, Offers> offers = new HashMap<>();

  EvictionPlanner(Session session, EvictAction.Kind kind, long cooldownNanos) {
    this.session = session;
    this.statement = session.statement();
    this.kind = kind;
    this.victims = new Victims(session, kind, cooldownNanos);
    this.checks = new TaskChecks(session);
  }

  /**
   * Plans for a job. The session's statement holds the plan then; it is empty if there is none.
   *
   * @return whether there is a plan
   */
  boolean plan(Job job) {
    units.clear();
    places.clear();
    offers.clear();
    job.pending().sort(session.policy().taskOrder());
    boolean whole = (!job.minTaskMember().isEmpty() && fill(job, true)) || fill(job, false);
    if (!whole || !frees()) {
      statement.discard();
      return false;
    }
    spareWhatIsNotNeeded(job);
    return true;
  }

  void commit() {
    statement.commit();
  }

  void discard() {
    statement.discard();
  }

  /** What the plan says. */
  EvictionPlan describe(Job job) {
    NodeTable nodes = session.nodes();
    List<EvictionPlan.Victim> leaving = new ArrayList<>();
    for (List<Task> unit : units) {
      for (Task task : unit) {
        Job owner = task.job();
        leaving.add(
            new EvictionPlan.Victim(
                task.pod().key(),
                owner == null ? "" : owner.key(),
                owner == null ? "" : owner.queue().name(),
                nodes.name(task.node()),
                Victims.jobPriority(task),
                TimeUnit.NANOSECONDS.toMillis(victims.ranNanos(task))));
      }
    }
    List<EvictionPlan.Place> arriving = new ArrayList<>();
    for (Placed placed : places) {
      arriving.add(new EvictionPlan.Place(placed.task.pod().key(), nodes.name(placed.node)));
    }
    return new EvictionPlan(kind.actionName(), job.key(), job.queue().name(), leaving, arriving);
  }

  /** Gives places until the job can start; returns whether it can. */
  private boolean fill(Job job, boolean minimaOnly) {
    PendingTasks pending = job.pending();
    // What has started already takes back all of its queue's share at once, not pod by pod.
    Set<SubGroup> tried = new HashSet<>();
    boolean every = kind.fromOthers() && job.whole() && job.counts().ready() >= job.minMember();
    for (int slot = pending.begin(); slot < pending.end(); slot++) {
      Task task = pending.at(slot);
      if (task == null || (minimaOnly && !roleLacks(job, task)) || !mayBePlanned(task)) {
        continue;
      }
      // One without a place is passed over: others of the gang may be smaller.
      SubGroup subGroup = task.subGroup();
      boolean found;
      if (subGroup == null || subGroup.formedWithPromised()) {
        found = findPlace(job, task);
      } else {
        found = tried.add(subGroup) && form(job, subGroup);
      }
      if (found && !every && enough(job)) {
        return true;
      }
    }
    return !places.isEmpty() && enough(job);
  }

  /** Gives places to a sub-group until it can start; to none of it if it cannot. */
  private boolean form(Job job, SubGroup subGroup) {
    int decisionsBefore = statement.size();
    int placesBefore = places.size();
    int unitsBefore = units.size();
    PendingTasks pending = job.pending();
    for (int slot = pending.begin(); slot < pending.end(); slot++) {
      Task task = pending.at(slot);
      if (task != null
          && task.subGroup() == subGroup
          && mayBePlanned(task)
          && findPlace(job, task)
          && subGroup.formedWithPromised()) {
        return true;
      }
    }
    statement.discardTo(decisionsBefore);
    places.subList(placesBefore, places.size()).clear();
    units.subList(unitsBefore, units.size()).clear();
    offers.clear();
    return false;
  }

  private boolean mayBePlanned(Task task) {
    return (task.pod().preempts() || kind.takesBack())
        && checks.check(task) == null
        && session.policy().heldBack(task) == null;
  }

  private boolean findPlace(Job job, Task task) {
    boolean mayHaveMore = mayClaim(job, task);
    if (!mayHaveMore
        && kind.fromOthers()
        && !kind.takesBack()
        && !session.policy().evictions().mayReplace(job.queue(), task)) {
      return false;
    }
    int decisionsBefore = statement.size();
    int unitsBefore = units.size();
    int node = mayHaveMore ? freeNode(task) : Task.NO_NODE;
    if (node == Task.NO_NODE) {
      int key = 2 * task.podClass().id() + (mayHaveMore ? 0 : 1);
      Offer offer =
          offers
              .computeIfAbsent(key, unseen -> new Offers(session, statement, victims, !mayHaveMore))
              .best(task, job);
      if (offer == null) {
        return false;
      }
      offer.units().forEach(unit -> evict(unit, job));
      node = offer.node();
      if (!mayClaim(job, task)) {
        statement.discardTo(decisionsBefore);
        units.subList(unitsBefore, units.size()).clear();
        offers.clear();
        return false;
      }
    }
    statement.pipeline(task, node);
    places.add(new Placed(task, node));
    return true;
  }

  /** A node with room now, or once what leaves already has left; the lowest of those. */
  private int freeNode(Task task) {
    int best = session.bestNode(task, true);
    NodeTable nodes = session.nodes();
    for (int node = 0; best == Task.NO_NODE && node < nodes.size(); node++) {
      if (nodes.exists(node)
          && nodes.fitsFutureIdle(task.request(), node)
          && session.accepts(task.podClass(), node)) {
        best = node;
      }
    }
    return best;
  }

  private void evict(List<Task> unit, Job job) {
    String message =
        "makes room for %s of queue %s, priority %d"
            .formatted(job.key(), job.queue().name(), job.priority());
    if (kind.takesBack()) {
      message =
          "zone %s takes back the room that it lent, as %d of its own pods wait for it; %s"
              .formatted(job.zone(), job.pending().size() + places.size(), message);
    }
    for (Task task : unit) {
      statement.evict(task, kind.reason(), message);
    }
    units.add(unit);
  }

  private boolean mayClaim(Job job, Task task) {
    Policy policy = session.policy();
    if (!kind.takesBack()) {
      return policy.evictions().mayClaim(job.queue(), task, kind.fromOthers());
    }
    // A zone takes back its own, for whatever the queue might have if the room were free.
    return policy.evictions().mayClaim(job.queue(), task, false)
        || policy.unallocatable(job.queue(), task) == null;
  }

  /** Whether room comes from evictions; what merely ends by itself is left to allocate. */
  private boolean frees() {
    if (!units.isEmpty()) {
      return true;
    }
    for (Placed placed : places) {
      for (Task task : session.nodes().tasksOn(placed.node)) {
        if (task.evicting()) {
          return true;
        }
      }
    }
    return false;
  }

  private void spareWhatIsNotNeeded(Job job) {
    List<List<Task>> dearestFirst = new ArrayList<>(units);
    dearestFirst.sort(
        Comparator.<List<Task>>comparingInt(unit -> Victims.jobPriority(unit.getFirst()))
            .thenComparingInt(List::size)
            .reversed());
    for (List<Task> unit : dearestFirst) {
      if (units.size() > 1 && looksNeedless(unit)) {
        List<List<Task>> fewer = new ArrayList<>(units);
        fewer.remove(unit);
        List<List<Task>> former = List.copyOf(units);
        if (!replay(job, fewer)) {
          replay(job, former);
        }
      }
    }
  }

  private boolean looksNeedless(List<Task> unit) {
    NodeTable nodes = session.nodes();
    for (Task task : unit) {
      if (!nodes.fitsFutureIdle(task.request(), task.node())) {
        return false;
      }
    }
    return true;
  }

  /** The same places with other victims; returns whether that will do. */
  private boolean replay(Job job, List<List<Task>> otherUnits) {
    List<Placed> same = List.copyOf(places);
    statement.discard();
    units.clear();
    places.clear();
    for (List<Task> unit : otherUnits) {
      evict(unit, job);
    }
    boolean fits = true;
    for (Placed placed : same) {
      fits =
          fits
              && mayClaim(job, placed.task)
              && session.nodes().fitsFutureIdle(placed.task.request(), placed.node);
      if (fits) {
        statement.pipeline(placed.task, placed.node);
      }
      places.add(placed);
    }
    return fits;
  }

  private boolean enough(Job job) {
    int promised = job.counts().of(TaskStatus.PIPELINED);
    boolean whole = job.whole() || job.counts().ready() + promised >= job.minMember();
    return whole && promised > 0 && session.policy().pipelined(job);
  }

  private static boolean roleLacks(Job job, Task task) {
    Role role = task.role();
    Integer minimum = role == null ? null : job.minTaskMember().get(role.name());
    return role != null
        && minimum != null
        && role.counts().ready() + role.counts().of(TaskStatus.PIPELINED) < minimum;
  }
}
