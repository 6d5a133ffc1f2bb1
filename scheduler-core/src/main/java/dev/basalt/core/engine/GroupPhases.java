package dev.basalt.core.engine;

import dev.basalt.core.event.GroupPhase;
import dev.basalt.core.model.Job;
import dev.basalt.core.model.StatusCounts;
import dev.basalt.core.model.TaskStatus;

/**
 * The phase of a PodGroup, from its pods. The phases are Volcano's; three rules differ: a group
 * that completed stays so when its pods are deleted; a gang is Running only once its minimum is
 * really bound, so that a crash half-way leaves it recognisable as half-started; and it does not
 * become Pending while pods of it still run, so that a restart does not take it for half-started
 * when others have failed.
 */
final class GroupPhases {
  private GroupPhases() {}

  static GroupPhase next(Job job) {
    StatusCounts counts = job.counts();
    if (counts.total() == 0) {
      return switch (job.phase()) {
        case COMPLETED -> GroupPhase.COMPLETED;
        case RUNNING, UNKNOWN -> GroupPhase.PENDING;
        case PENDING, INQUEUE -> job.phase();
      };
    }
    int scheduled = counts.ready() - counts.of(TaskStatus.ALLOCATED);
    boolean enough = scheduled >= Math.max(1, job.minMember());
    if (job.started() && enough) {
      int ended = counts.of(TaskStatus.SUCCEEDED) + counts.of(TaskStatus.FAILED);
      return counts.of(TaskStatus.SUCCEEDED) > 0 && ended == counts.total()
          ? GroupPhase.COMPLETED
          : GroupPhase.RUNNING;
    }
    boolean someHoldRoom = scheduled > counts.of(TaskStatus.SUCCEEDED);
    if (job.started() && someHoldRoom) {
      boolean othersWait = counts.of(TaskStatus.RUNNING) > 0 && job.waiting() != null;
      return othersWait ? GroupPhase.UNKNOWN : GroupPhase.RUNNING;
    }
    return job.phase() == GroupPhase.INQUEUE ? GroupPhase.INQUEUE : GroupPhase.PENDING;
  }
}
