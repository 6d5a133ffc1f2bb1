package dev.basalt.core.action;

import dev.basalt.core.event.QueueSpec;
import dev.basalt.core.model.Job;
import dev.basalt.core.model.SubGroup;
import dev.basalt.core.model.Task;
import dev.basalt.core.model.TaskStatus;
import dev.basalt.core.model.Together;
import dev.basalt.core.port.EvictionPreview.Reason;
import dev.basalt.core.session.Session;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Which pods may be evicted, alone or with their whole gang, and which of them first: the job of
 * the lowest priority, its task of the lowest priority, the one that ran for the shortest time.
 */
final class Victims {
  private final Session session;
  private final EvictAction.Kind kind;
  private final boolean fromOthers;
  private final long cooldownNanos;

  /** Cheapest first. */
  final Comparator<Task> cheapestFirst;

  /**
   * Victims of one action.
   *
   * @param kind from whom room is taken
   * @param cooldownNanos how long a pod is left alone after it was bound
   */
  Victims(Session session, EvictAction.Kind kind, long cooldownNanos) {
    this.session = session;
    this.kind = kind;
    this.fromOthers = kind.fromOthers();
    this.cooldownNanos = cooldownNanos;
    this.cheapestFirst =
        Comparator.<Task>comparingInt(Victims::jobPriority)
            .thenComparingInt(Task::priority)
            .thenComparingLong(this::ranNanos)
            .thenComparing(Task::uid);
  }

  /** Whether a pod may be considered for a job at all; the policy is not asked. */
  boolean isCandidate(Task task, Job preemptor) {
    return inScope(task, preemptor) && mayLeave(task);
  }

  /** Whether it is a pod of those that the action takes room from. */
  boolean inScope(Task task, Job preemptor) {
    Job owner = task.job();
    if (owner == null || owner == preemptor || owner.elsewhere()) {
      return false;
    }
    return kind.takesBack()
        ? wasLentBy(preemptor, task)
        : (owner.queue() == preemptor.queue()) != fromOthers && !isHost(task, preemptor);
  }

  /** Whether a pod has its place by its own right where a job could only borrow one. */
  private boolean isHost(Task task, Job borrower) {
    String zone = borrower.zone();
    return zone != null
        && session.nodes().zones().anyLends()
        && task.node() != Task.NO_NODE
        && !session.nodes().spec(task.node()).zone().equals(zone)
        && !session.state().lending().isBorrowed(task);
  }

  private boolean wasLentBy(Job lender, Task task) {
    return session.state().lending().isBorrowed(task)
        && session.nodes().spec(task.node()).zone().equals(lender.zone());
  }

  /** Why a pod is not considered, whoever asks; null if it is. */
  @Nullable Reason keptBy(Task task) {
    Job owner = task.job();
    // Whoever borrows must leave when the room is needed, whatever it or its queue says.
    if (!kind.takesBack()
        && (!task.pod().preemptable() || (fromOthers && owner != null && !isReclaimable(owner)))) {
      return Reason.NOT_PREEMPTABLE;
    }
    boolean settled = task.status() == TaskStatus.BOUND || task.status() == TaskStatus.RUNNING;
    if (!settled
        || task.bindingOpen()
        || task.node() == Task.NO_NODE
        || session.nowNanos() < task.spareUntilNanos()) {
      return Reason.UNSETTLED;
    }
    boolean cooled =
        task.boundNanos() == Long.MIN_VALUE
            || session.nowNanos() - task.boundNanos() >= cooldownNanos;
    return cooled ? null : Reason.COOLDOWN;
  }

  /** The plugin that keeps a pod, alone and with its gang; null if none does. */
  @Nullable String objector(Task preemptor, Task candidate) {
    String alone = session.policy().evictions().objector(preemptor, List.of(candidate), fromOthers);
    List<Task> gang = alone == null ? null : withItsGang(candidate);
    return gang == null
        ? alone
        : session.policy().evictions().objector(preemptor, gang, fromOthers);
  }

  /**
   * What leaves if a candidate does: the pod itself; where its gang cannot spare it, all pods of
   * its sub-group or else of the gang; null where none of these may go.
   *
   * @param whole whether the gang may be taken, else only the pod itself
   */
  @Nullable List<Task> unit(Task preemptor, Task candidate, boolean whole) {
    if (!whole) {
      List<Task> alone = List.of(candidate);
      return allGo(preemptor, alone) ? alone : null;
    }
    SubGroup subGroup = candidate.subGroup();
    List<Task> part = subGroup == null ? null : placedOf(subGroup);
    if (part != null && allGo(preemptor, part)) {
      return part;
    }
    List<Task> placed = withItsGang(candidate);
    return placed != null && allGo(preemptor, placed) ? placed : null;
  }

  /** All that its gang has placed; null if it is in no gang, or one of these may not leave. */
  private @Nullable List<Task> withItsGang(Task candidate) {
    Job gang = candidate.job();
    boolean isGang =
        gang != null
            && (gang.minMember() > 1
                || !gang.minTaskMember().isEmpty()
                || !gang.subGroups().isEmpty());
    return gang == null || !isGang ? null : placedOf(gang);
  }

  /** What a gang or sub-group has placed, null unless all of that may leave. */
  private @Nullable List<Task> placedOf(Together gang) {
    List<Task> placed = new ArrayList<>();
    for (Task task : gang.job().tasks()) {
      if (!gang.includes(task)) {
        continue;
      }
      boolean stays = task.status().bound() && task.status() != TaskStatus.RELEASING;
      if (stays && !mayLeave(task)) {
        return null;
      }
      if (stays) {
        placed.add(task);
      }
    }
    return placed;
  }

  /** For how long a pod has run: what is lost with it. */
  long ranNanos(Task task) {
    return task.boundNanos() == Long.MIN_VALUE
        ? TimeUnit.MILLISECONDS.toNanos(session.nowMillis() - task.pod().createdMillis())
        : session.nowNanos() - task.boundNanos();
  }

  static int jobPriority(Task task) {
    Job job = task.job();
    return job == null ? Integer.MAX_VALUE : job.priority();
  }

  private boolean mayLeave(Task task) {
    return keptBy(task) == null;
  }

  private static boolean isReclaimable(Job owner) {
    QueueSpec queue = owner.queue().spec();
    return queue == null || queue.reclaimable();
  }

  private boolean allGo(Task preemptor, List<Task> tasks) {
    if (kind.takesBack()) {
      return session.policy().evictions().returnable(preemptor, tasks);
    }
    List<Task> may =
        fromOthers
            ? session.policy().evictions().reclaimable(preemptor, tasks)
            : session.policy().evictions().preemptable(preemptor, tasks);
    return may.size() == tasks.size();
  }
}
