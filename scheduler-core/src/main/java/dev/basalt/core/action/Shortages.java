package dev.basalt.core.action;

import dev.basalt.core.model.Job;
import dev.basalt.core.model.PendingTasks;
import dev.basalt.core.model.Task;
import dev.basalt.core.model.Wait;
import dev.basalt.core.model.WaitReason;
import dev.basalt.core.session.Session;
import org.jspecify.annotations.Nullable;

/** Says what room jobs lack, in the words that people see. */
final class Shortages {
  private Shortages() {}

  /** Notes why a job that was not tried cannot start. */
  static void say(Session session, Job job) {
    job.pending().sort(session.policy().taskOrder());
    Task first = firstToPlace(job);
    Wait before = job.waiting();
    boolean heldBack = before != null && before.reason() == WaitReason.RESERVATION;
    if (first != null && !heldBack) {
      session.state().waiting(job, session.reservations().worded(job, of(session, job, first)));
    }
  }

  /** The first task that is not left to backfill, null if there is none. */
  static @Nullable Task firstToPlace(Job job) {
    PendingTasks pending = job.pending();
    boolean bestEffortToo = !job.whole();
    for (int slot = pending.begin(); slot < pending.end(); slot++) {
      Task task = pending.at(slot);
      if (task != null && (bestEffortToo || !task.isBestEffort())) {
        return task;
      }
    }
    return null;
  }

  /**
   * Why a job that was not tried cannot start: it needs more than there is room for. Told of the
   * first class in the order of tasks that lacks room.
   */
  static Wait of(Session session, Job job, Task first) {
    int missing = missing(job);
    Task scarce = firstThatLacksRoom(session, job, first);
    Wait shortage = session.explain(scarce).shortage(Math.min(missing, like(scarce, job)));
    return worded(job, job.readyTasks(), session.fitting(job), missing, shortage);
  }

  /**
   * Why a task, and those like it that its gang still needs, cannot be placed beside what an open
   * statement has placed already.
   */
  static Wait of(Session session, Job job, Task task, int placed) {
    int missing = missing(job);
    Wait shortage = session.explain(task).shortage(Math.min(missing, like(task, job)));
    return worded(job, job.readyTasks() - placed, placed, missing, shortage);
  }

  private static Task firstThatLacksRoom(Session session, Job job, Task first) {
    PendingTasks pending = job.pending();
    for (int slot = pending.begin(); pending.kinds() > 1 && slot < pending.end(); slot++) {
      Task task = pending.at(slot);
      if (task != null && session.slots(task.podClass()) < like(task, job)) {
        return task;
      }
    }
    return first;
  }

  private static int missing(Job job) {
    return Math.max(1, job.minMember() - job.readyTasks());
  }

  private static Wait worded(Job job, int placed, long fitting, int missing, Wait shortage) {
    if (job.minMember() <= 1) {
      return shortage;
    }
    return new Wait(
        shortage.reason(),
        placed
            + " of "
            + job.minMember()
            + " pods are placed, "
            + fitting
            + " more would fit; for "
            + missing
            + " more: "
            + shortage.message());
  }

  /** Pending tasks of the same class. Cost: the job's classes. */
  private static int like(Task task, Job job) {
    PendingTasks pending = job.pending();
    for (int kind = 0; kind < pending.kinds(); kind++) {
      if (pending.podClass(kind).id() == task.podClass().id()) {
        return pending.count(kind);
      }
    }
    return 0;
  }
}
