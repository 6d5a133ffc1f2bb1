package dev.basalt.controllers.job;

import dev.basalt.api.batch.JobStatus;
import dev.basalt.api.batch.PartitionPolicy;
import dev.basalt.api.batch.TaskSpec;
import dev.basalt.api.batch.TaskState;
import dev.basalt.controllers.job.state.PodPhase;
import dev.basalt.controllers.job.state.PodView;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Pods that the job's status still counts and that are there no longer: they went while no
 * controller looked. Those that the controller itself deletes are counted as terminating before it
 * does so, and a pod that has ended may be cleared away by anybody.
 */
final class MissedPods {
  /** Each is asked for once more; a policy needs one of them. */
  private static final int MOST = 20;

  private MissedPods() {}

  /**
   * Pods that went, or that were never made: the first names that are free.
   *
   * @param nowMillis stands for the time when they went, which nobody knows
   */
  static List<PodView> of(Turn turn, long nowMillis) {
    JobStatus status = turn.job().getStatus();
    Map<String, TaskState> then = status == null ? null : status.taskStatusCount();
    List<PodView> missed = new ArrayList<>();
    if (then == null) {
      return missed;
    }
    for (TaskSpec task : turn.context().tasks()) {
      TaskState counts = then.get(String.valueOf(task.name()));
      if (counts != null && counts.phase() != null) {
        add(turn, task, counts.phase(), nowMillis, missed);
      }
    }
    return missed;
  }

  private static void add(
      Turn turn, TaskSpec task, Map<String, Integer> then, long nowMillis, List<PodView> missed) {
    String name = String.valueOf(task.name());
    int replicas = task.replicas() == null ? 0 : task.replicas();
    int alive = 0;
    int ended = 0;
    BitSet there = new BitSet();
    for (PodView pod : turn.pods()) {
      if (pod.task().equals(name) && turn.shape().wants(pod)) {
        there.set(pod.index());
        if (turn.isCurrent(pod)) {
          alive += pod.phase().ended() ? 0 : 1;
          ended += pod.phase().ended() ? 1 : 0;
        }
      }
    }
    int endedThen = count(then, PodPhase.SUCCEEDED) + count(then, PodPhase.FAILED);
    int aliveThen =
        count(then, PodPhase.PENDING)
            + count(then, PodPhase.RUNNING)
            + count(then, PodPhase.UNKNOWN);
    int gone = aliveThen - alive - Math.max(0, ended - endedThen);
    for (int i = there.nextClearBit(0);
        i < replicas && gone > 0 && missed.size() < MOST;
        i = there.nextClearBit(i + 1)) {
      gone--;
      missed.add(pod(turn, task, i, nowMillis));
    }
  }

  private static PodView pod(Turn turn, TaskSpec task, int index, long nowMillis) {
    PartitionPolicy partitions = task.partitionPolicy();
    Integer size = partitions == null ? null : partitions.partitionSize();
    return new PodView(
        turn.context().podName(task, index),
        "",
        turn.key().name(),
        turn.job().getMetadata().getUid(),
        String.valueOf(task.name()),
        index,
        size == null ? -1 : index / Math.max(1, size),
        turn.at().version(),
        PodPhase.UNKNOWN,
        true,
        true,
        false,
        false,
        0,
        List.of(),
        nowMillis,
        nowMillis,
        null);
  }

  private static int count(Map<String, @Nullable Integer> counts, PodPhase phase) {
    Integer count = counts.get(phase.text());
    return count == null ? 0 : count;
  }
}
