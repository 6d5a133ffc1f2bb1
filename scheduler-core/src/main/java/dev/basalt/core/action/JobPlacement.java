package dev.basalt.core.action;

import dev.basalt.core.model.Job;
import dev.basalt.core.model.PendingTasks;
import dev.basalt.core.model.PodClass;
import dev.basalt.core.model.Role;
import dev.basalt.core.model.SubGroup;
import dev.basalt.core.model.Task;
import dev.basalt.core.model.Wait;
import dev.basalt.core.model.WaitReason;
import dev.basalt.core.peers.Peers;
import dev.basalt.core.session.Session;
import dev.basalt.core.session.Statement;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Places the tasks of one job after another: all that a gang needs, or nothing.
 *
 * <p>A gang that is half-started already (after a crash or a refused binding) takes whatever it
 * gets: holding back what fits would only keep it half-started for longer. For those of its tasks
 * that pause after a refusal it keeps room, so that nothing else takes it meanwhile.
 */
final class JobPlacement {
  /** Bindings are answered in a moment: until then what was said before stays true. */
  private static final long WORTH_SAYING_NANOS = 1_000_000_000L;

  /** Domains that are tried for pods that require each other. */
  private static final int MOST_DOMAINS = 32;

  private static final Wait BINDINGS_IN_THE_WAY =
      new Wait(WaitReason.PENDING_BINDINGS, "every node that would do has bindings on the way");

  private final Session session;
  private final TaskChecks checks;
  private final BitSet failedClasses = new BitSet();
  private @Nullable Wait firstWait;
  private boolean bindingsInTheWay;
  private boolean onlyRoomLacks;
  private boolean onlyQuotaLacks;
  private boolean quotaInTheWay;
  private boolean behind;
  private boolean reservationInTheWay;
  private long retryNanos;

  JobPlacement(Session session) {
    this.session = session;
    this.checks = new TaskChecks(session);
  }

  /**
   * Places what the job needs to start or, if it can start already, one more task.
   *
   * @return whether the job may get more in its next turn
   */
  boolean place(Job job) {
    failedClasses.clear();
    firstWait = null;
    bindingsInTheWay = false;
    onlyRoomLacks = true;
    onlyQuotaLacks = true;
    reservationInTheWay = false;
    retryNanos = Long.MAX_VALUE;
    boolean halfStarted = job.halfStarted();
    if (halfStarted) {
      session.state().asksInVain(job, false);
    } else if (setAsideUntried(job)) {
      return false;
    }
    behind = !halfStarted && session.reservations().restrict(job);
    if (behind && failsAnyway(job)) {
      return false;
    }
    if (session.claims().waits(job)) {
      return false;
    }
    boolean overrides = session.busyNodes().openTo(job);
    Statement statement = session.statement();
    boolean ready = fill(job, statement, halfStarted, overrides);
    if (!ready && !halfStarted) {
      ready = fillElsewhere(job, statement, overrides);
    }
    if (statement.size() > 0 && (ready || halfStarted)) {
      statement.commit();
      session.state().excludedSince(job, Long.MIN_VALUE);
      session.state().waiting(job, firstWait);
      // What room is kept for counts as placed until the session closes: more comes in the next.
      return !job.keepsRoom() && !job.pending().isEmpty();
    }
    statement.discard();
    if (!bindingsInTheWay) {
      session.claims().giveBack(job);
    }
    if (bindingsInTheWay) {
      session.busyNodes().waitFor(job);
      if (session.nowNanos() - job.excludedSinceNanos() >= WORTH_SAYING_NANOS) {
        session.state().waiting(job, BINDINGS_IN_THE_WAY);
      }
    } else if (firstWait != null) {
      session.state().excludedSince(job, Long.MIN_VALUE);
      session.state().waiting(job, firstWait);
      if (reservationInTheWay) {
        JobChecks.setAsideForRoom(session, job, retryNanos);
        return false;
      }
      // A trial may also fail because its pods were put badly, or the first took the quota of the
      // next: then less room may help as well.
      if (onlyRoomLacks && !halfStarted) {
        session.state().waiting(job, session.reservations().lacksRoom(job, firstWait));
      }
      if (onlyRoomLacks && !session.enoughRoom(job)) {
        JobChecks.setAsideForRoom(session, job, retryNanos);
      } else if (onlyQuotaLacks && job.pending().kinds() == 1) {
        JobChecks.setAsideForNamespace(session, job, retryNanos);
      } else {
        JobChecks.setAside(session, job, retryNanos);
      }
    }
    return false;
  }

  /**
   * Where the job's pods require each other, the first of them decides where all are: tries the
   * other domains too before it is given up. Says why the first one would not do.
   */
  private boolean fillElsewhere(Job job, Statement statement, boolean overrides) {
    Task first = statement.first();
    Peers peers = first == null ? null : first.podClass().peers();
    if (!onlyRoomLacks || first == null || peers == null || !peers.requiresItself()) {
      return false;
    }
    Wait why = firstWait;
    boolean ready = false;
    for (int trial = 0; trial < MOST_DOMAINS && !ready && statement.first() == first; trial++) {
      int node = first.node();
      statement.discard();
      if (!peers.choosesDomain()) {
        break;
      }
      peers.bar(node);
      failedClasses.clear();
      ready = fill(job, statement, false, overrides);
    }
    peers.liftBars();
    firstWait = ready ? null : why;
    return ready;
  }

  /**
   * Sets a job aside without a trial if counting shows that there is not enough room, and nothing
   * but that speaks against its first task.
   */
  private boolean setAsideUntried(Job job) {
    if (session.enoughRoom(job)) {
      session.state().asksInVain(job, false);
      return false;
    }
    job.pending().sort(session.policy().taskOrder());
    Task first = Shortages.firstToPlace(job);
    if (first == null
        || checks.check(first) != null
        || session.policy().heldBack(first) != null
        || session.policy().unallocatable(job.queue(), first) != null) {
      return false;
    }
    session.state().excludedSince(job, Long.MIN_VALUE);
    Wait why = Shortages.of(session, job, first);
    session.state().waiting(job, session.reservations().lacksRoom(job, why));
    session.state().asksInVain(job, !session.everEnoughRoom(job));
    session.claims().giveBack(job);
    JobChecks.setAsideForRoom(session, job, Long.MAX_VALUE);
    return true;
  }

  /** Sets a job aside that cannot pass, as one like it could not. */
  private boolean failsAnyway(Job job) {
    Task first = session.reservations().failsAnyway(job) ? Shortages.firstToPlace(job) : null;
    if (first == null || checks.check(first) != null) {
      return false;
    }
    session.state().excludedSince(job, Long.MIN_VALUE);
    session.state().waiting(job, session.reservations().holdBack(job, first));
    session.claims().giveBack(job);
    JobChecks.setAsideForRoom(session, job, Long.MAX_VALUE);
    return true;
  }

  /**
   * Allocates until the job is ready; returns whether it is. What roles need at least comes first:
   * many pods of one role must not take the room that another needs to start at all.
   */
  private boolean fill(Job job, Statement statement, boolean halfStarted, boolean overrides) {
    job.pending().sort(session.policy().taskOrder());
    if (!job.subGroups().isEmpty()) {
      return fillBySubGroups(job, statement, halfStarted, overrides);
    }
    return (!job.minTaskMember().isEmpty() && fill(job, statement, halfStarted, overrides, true))
        || fill(job, statement, halfStarted, overrides, false);
  }

  private boolean fill(
      Job job, Statement statement, boolean halfStarted, boolean overrides, boolean minimaOnly) {
    boolean ready;
    boolean more;
    do {
      int before = statement.size();
      ready = fillOnce(job, statement, halfStarted, overrides, minimaOnly);
      more = !ready && statement.size() > before && tryHelpedAgain(job);
    } while (more);
    return ready;
  }

  /** What is placed by now may help those that failed before: returns whether it may. */
  private boolean tryHelpedAgain(Job job) {
    PendingTasks pending = job.pending();
    boolean any = false;
    for (int kind = 0; !failedClasses.isEmpty() && kind < pending.kinds(); kind++) {
      PodClass podClass = pending.podClass(kind);
      if (failedClasses.get(podClass.id()) && session.mayAcceptLater(podClass)) {
        failedClasses.clear(podClass.id());
        any = true;
      }
    }
    firstWait = any ? null : firstWait;
    return any;
  }

  private boolean fillOnce(
      Job job, Statement statement, boolean halfStarted, boolean overrides, boolean minimaOnly) {
    PendingTasks pending = job.pending();
    boolean bestEffortToo = !job.whole();
    for (int slot = pending.begin(); slot < pending.end(); slot++) {
      Task task = pending.at(slot);
      if (task == null
          || (task.isBestEffort() && !bestEffortToo)
          || (minimaOnly && !roleLacks(job, task))) {
        continue;
      }
      if (attempt(job, task, statement, halfStarted, overrides)
          && JobChecks.canStart(session, job)) {
        return true;
      }
    }
    // A gang that has its minima wants more than these: the second turn is for that.
    return !minimaOnly && JobChecks.canStart(session, job);
  }

  /**
   * The same for a gang of sub-groups: each of them is formed whole, or what was placed of it is
   * taken back and the next is tried. One that is half-started takes whatever it gets.
   */
  private boolean fillBySubGroups(
      Job job, Statement statement, boolean halfStarted, boolean overrides) {
    PendingTasks pending = job.pending();
    boolean bestEffortToo = !job.whole();
    Set<SubGroup> tried = new HashSet<>();
    for (int slot = pending.begin(); slot < pending.end(); slot++) {
      Task task = pending.at(slot);
      if (task == null) {
        continue;
      }
      SubGroup subGroup = task.subGroup();
      boolean placed;
      if (subGroup == null || subGroup.formed() || subGroup.halfStarted()) {
        placed =
            (bestEffortToo || !task.isBestEffort())
                && attempt(job, task, statement, halfStarted, overrides);
      } else {
        placed = tried.add(subGroup) && form(subGroup, statement, halfStarted, overrides);
      }
      if (placed && JobChecks.canStart(session, job)) {
        return true;
      }
    }
    return JobChecks.canStart(session, job);
  }

  private boolean form(
      SubGroup subGroup, Statement statement, boolean halfStarted, boolean overrides) {
    int placedBefore = statement.size();
    Wait waitBefore = firstWait;
    BitSet failedBefore = (BitSet) failedClasses.clone();
    PendingTasks pending = subGroup.job().pending();
    for (int slot = pending.begin(); slot < pending.end(); slot++) {
      Task task = pending.at(slot);
      if (task != null
          && task.subGroup() == subGroup
          && attempt(subGroup.job(), task, statement, halfStarted, overrides)
          && subGroup.formed()) {
        return true;
      }
    }
    if (waitBefore == null && firstWait != null) {
      firstWait =
          new Wait(
              firstWait.reason(),
              "sub-group %s starts with %d pods or not at all: %s"
                  .formatted(subGroup.name(), subGroup.minimum(), firstWait.message()));
    }
    if (statement.size() > placedBefore) {
      // What has no room beside them may have room without them.
      failedClasses.clear();
      failedClasses.or(failedBefore);
      statement.discardTo(placedBefore);
    }
    return false;
  }

  /** Places one task, or notes why it waits; returns whether it may be bound where it is placed. */
  private boolean attempt(
      Job job, Task task, Statement statement, boolean halfStarted, boolean overrides) {
    if (failedClasses.get(task.podClass().id())) {
      return false;
    }
    Wait why = checks.check(task);
    boolean pauses = why != null && why.reason() == WaitReason.BACK_OFF;
    quotaInTheWay = false;
    if (why == null || (pauses && halfStarted)) {
      Wait obstacle = place(job, task, statement, pauses, overrides);
      why = obstacle == null ? why : obstacle;
    }
    onlyRoomLacks &= why == null || why.reason().moreNodesHelp() || pauses;
    onlyQuotaLacks &= why == null || quotaInTheWay || pauses;
    if (pauses) {
      retryNanos = Math.min(retryNanos, task.notBeforeNanos());
    }
    firstWait = firstWait == null ? why : firstWait;
    return why == null;
  }

  private static boolean roleLacks(Job job, Task task) {
    Role role = task.role();
    Integer minimum = role == null ? null : job.minTaskMember().get(role.name());
    return role != null && minimum != null && role.counts().ready() < minimum;
  }

  /** Places one task; returns null, or why it could not be placed. */
  private @Nullable Wait place(
      Job job, Task task, Statement statement, boolean reserveOnly, boolean overrides) {
    Wait why = session.policy().heldBack(task);
    if (why != null) {
      failedClasses.set(task.podClass().id());
      quotaInTheWay = true;
      return why;
    }
    why = session.policy().unallocatable(job.queue(), task);
    if (why != null) {
      failedClasses.set(task.podClass().id());
      retryNanos = Math.min(retryNanos, session.policyRetryNanos());
      return why;
    }
    int node =
        behind
            ? session.reservations().bestNode(task, overrides)
            : session.bestNode(task, overrides);
    if (node == Task.NO_NODE) {
      failedClasses.set(task.podClass().id());
      if (behind && session.bestNode(task, overrides) != Task.NO_NODE) {
        reservationInTheWay = true;
        return session.reservations().holdBack(job, task);
      }
      if (!overrides && session.busyNodes().any()) {
        bindingsInTheWay = true;
        return null;
      }
      return Shortages.of(session, job, task, statement.size());
    }
    if (reserveOnly) {
      statement.reserve(task, node);
    } else {
      statement.allocate(task, node);
    }
    return null;
  }
}
