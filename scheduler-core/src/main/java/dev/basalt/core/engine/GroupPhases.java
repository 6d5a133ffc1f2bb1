package dev.basalt.core.engine;

import dev.basalt.core.event.GroupPhase;
import dev.basalt.core.model.Job;
import dev.basalt.core.model.StatusCounts;
import dev.basalt.core.model.TaskStatus;

/**
 * The phase of a PodGroup, from its pods. The phases are Volcano's; three rules differ. A group
 * that completed stays so when its pods are deleted. A gang is Running only once its minimum is
 * really bound, so that a crash half-way leaves it recognisable as half-started. And a gang that
 * has started goes back to Pending only when nothing of it holds a node any more and there are pods
 * to place: otherwise a crash would make a gang that merely lost a pod look half-started.
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
    if (job.started()) {
      int ended = counts.of(TaskStatus.SUCCEEDED) + counts.of(TaskStatus.FAILED);
      if (ended == counts.total() && counts.of(TaskStatus.SUCCEEDED) > 0) {
        return GroupPhase.COMPLETED;
      }
      int scheduled = counts.ready() - counts.of(TaskStatus.ALLOCATED);
      if (scheduled >= Math.max(1, job.minMember()) || job.pending().isEmpty()) {
        return GroupPhase.RUNNING;
      }
      if (counts.bound() > 0) {
        return job.waiting() == null ? GroupPhase.RUNNING : GroupPhase.UNKNOWN;
      }
    }
    return job.phase() == GroupPhase.INQUEUE ? GroupPhase.INQUEUE : GroupPhase.PENDING;
  }
}
