package dev.basalt.core.action;

import dev.basalt.core.event.GroupPhase;
import dev.basalt.core.event.PodGroupSpec;
import dev.basalt.core.model.Job;
import dev.basalt.core.model.Queue;
import dev.basalt.core.model.Wait;
import dev.basalt.core.model.WaitReason;
import dev.basalt.core.session.Session;
import org.jspecify.annotations.Nullable;

/** What can be said against a job before any node is looked at. */
final class JobChecks {
  private JobChecks() {}

  /** Whether what is placed of a job may be bound: the policy says so, and no gang is torn. */
  static boolean canStart(Session session, Job job) {
    return job.whole() && session.policy().ready(job);
  }

  /** Whether a job has tasks that are not left to backfill. */
  static boolean hasTasksToAllocate(Session session, Job job) {
    return job.pending().size() > job.pendingBestEffort()
        || (!job.pending().isEmpty() && !job.subGroups().isEmpty())
        || (!job.pending().isEmpty() && !canStart(session, job));
  }

  /**
   * Sets a job aside, unless backfill may still do something for it, or it is half-started: such a
   * job has room to keep in every session.
   */
  static void setAside(Session session, Job job, long untilNanos) {
    if (mayBeSetAside(session, job)) {
      session.park(job, untilNanos);
    } else {
      session.unplaced(job);
      session.wakeAt(untilNanos);
    }
  }

  /** The same for a job that nothing but more room can help. */
  static void setAsideForRoom(Session session, Job job, long untilNanos) {
    if (mayBeSetAside(session, job)) {
      session.parkForRoom(job, untilNanos);
    } else {
      session.unplaced(job);
      session.wakeAt(untilNanos);
    }
  }

  /** The same for a job that its namespace holds back. */
  static void setAsideForNamespace(Session session, Job job, long untilNanos) {
    if (mayBeSetAside(session, job)) {
      session.parkForNamespace(job, untilNanos);
    } else {
      session.wakeAt(untilNanos);
    }
  }

  private static boolean mayBeSetAside(Session session, Job job) {
    boolean forBackfill = job.pendingBestEffort() > 0 && canStart(session, job);
    return !forBackfill && !job.halfStarted();
  }

  /** Null if nothing speaks against the job, else why it waits. */
  static @Nullable Wait check(Job job) {
    PodGroupSpec group = job.group();
    if (group == null && !job.isBarePod()) {
      return new Wait(
          WaitReason.POD_GROUP_NOT_FOUND,
          "PodGroup " + job.key() + " does not exist; create it or remove the annotation");
    }
    if (group != null && group.problem() != null) {
      return new Wait(WaitReason.MISCONFIGURED, group.problem());
    }
    if (group != null && !group.unsupported().isEmpty()) {
      return new Wait(
          WaitReason.UNSUPPORTED,
          String.join(", ", group.unsupported())
              + ": not supported yet; remove it to be scheduled");
    }
    return checkQueue(job);
  }

  private static @Nullable Wait checkQueue(Job job) {
    Queue own = job.queue();
    if (own.barred() != null) {
      return own.barred();
    }
    String namespace = job.namespace().name();
    Queue refusing = own.refuses(namespace);
    if (refusing != null && refusing.spec() != null) {
      return new Wait(
          WaitReason.QUEUE_NOT_ALLOWED,
          named(own, refusing)
              + " takes no jobs of namespace "
              + namespace
              + ", only of "
              + String.join(", ", refusing.spec().namespaces())
              + "; name another queue, or add the namespace to its annotation basalt.dev/namespaces");
    }
    String zone = job.ownZone();
    String queueZone = own.spec() == null ? null : own.spec().zone();
    if (zone != null && queueZone != null && !zone.equals(queueZone)) {
      return new Wait(
          WaitReason.MISCONFIGURED,
          "asks for zone %s, but its queue %s is of zone %s: change annotation basalt.dev/zone of either, or name another queue"
              .formatted(zone, own.name(), queueZone));
    }
    boolean startsAnew = job.phase() == GroupPhase.PENDING;
    for (Queue queue = startsAnew ? own : null; queue != null; queue = queue.parent()) {
      if (queue.spec() != null && !queue.spec().open()) {
        return new Wait(WaitReason.QUEUE_CLOSED, named(own, queue) + " is closed");
      }
    }
    return null;
  }

  private static String named(Queue own, Queue queue) {
    return "queue "
        + queue.name()
        + (queue == own ? "" : ", in which queue " + own.name() + " lies,");
  }
}
