package dev.basalt.controllers.garbage;

import dev.basalt.api.names.VolcanoNames;
import dev.basalt.api.scheduling.PodGroupPhase;
import dev.basalt.controllers.group.GroupRecord;
import dev.basalt.controllers.queue.QueueCommand;
import java.time.Duration;

/**
 * What is left behind, and for how long that is kept. What an object owns goes with it, by
 * Kubernetes itself; a job with a time to live is deleted by its own controller.
 *
 * @param groupLife how long a group without owner and pods is kept after it is done; zero for ever
 */
record GarbageRules(Duration groupLife) {
  /** Whatever is not to be touched. */
  static final long NEVER = Long.MAX_VALUE;

  /** A workload's group lost its owner: somebody deleted that and let go of what it owned. */
  private static final Duration ORPHAN = Duration.ofMinutes(10);

  /** A command that no controller takes. */
  private static final Duration COMMAND = Duration.ofHours(1);

  /**
   * When a group is to be deleted, milliseconds since 1970.
   *
   * @param inUse whether pods name it
   * @param idleMillis since when this process has seen it without pods
   */
  long due(GroupRecord group, boolean inUse, long idleMillis) {
    if (group.owned() || group.terminating() || inUse) {
      return NEVER;
    }
    long since = Math.max(group.changedMillis(), idleMillis);
    if (VolcanoNames.isWorkloadGroup(group.key().name())) {
      return since + ORPHAN.toMillis();
    }
    return group.phase() == PodGroupPhase.COMPLETED && !groupLife.isZero()
        ? since + groupLife.toMillis()
        : NEVER;
  }

  /** When a command is to be deleted, milliseconds since 1970. */
  long due(QueueCommand command) {
    return command.taken() ? NEVER : command.createdMillis() + COMMAND.toMillis();
  }
}
