package dev.basalt.core.engine;

import dev.basalt.core.model.ClusterState;
import dev.basalt.core.model.Job;
import dev.basalt.core.model.StatusCounts;
import dev.basalt.core.model.Task;
import dev.basalt.core.model.TaskStatus;
import dev.basalt.core.port.Eviction;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Sees to it that no gang stays half-started. A gang that never reached its minimum although some
 * of its pods are bound (after a crash, or because bindings were refused) is first in order; if it
 * is not whole within the time-out, all its pods are evicted.
 */
final class GangWatch {
  private final ClusterState state;
  private final long timeoutNanos;
  private final Set<Job> incomplete = new LinkedHashSet<>();

  GangWatch(ClusterState state, long timeoutNanos) {
    this.state = state;
    this.timeoutNanos = timeoutNanos;
  }

  /** Looks at a job that changed; returns whether it has just reached its minimum. */
  boolean observe(Job job, long nowNanos) {
    if (job.started() || job.group() == null) {
      forget(job);
      return false;
    }
    StatusCounts counts = job.counts();
    int confirmed =
        counts.of(TaskStatus.BOUND)
            + counts.of(TaskStatus.RUNNING)
            + counts.of(TaskStatus.SUCCEEDED);
    if (confirmed >= Math.max(1, job.minMember())) {
      state.started(job);
      incomplete.remove(job);
      return true;
    }
    boolean onTheWay = confirmed + counts.of(TaskStatus.BINDING) >= job.minMember();
    boolean partlyBound = confirmed + counts.of(TaskStatus.UNKNOWN) > 0;
    if (partlyBound && !onTheWay && job.minMember() > 1) {
      if (!job.partlyBound()) {
        state.incompleteSince(job, nowNanos);
      }
      incomplete.add(job);
    } else if (!partlyBound) {
      forget(job);
    }
    return false;
  }

  /** Evicts the gangs whose time is up; returns them with the number of evictions. */
  Map<Job, Integer> evictOverdue(long nowNanos, Consumer<Eviction> evictor) {
    Map<Job, Integer> evicted = new LinkedHashMap<>();
    for (Job job : List.copyOf(incomplete)) {
      if (nowNanos - job.incompleteSinceNanos() < timeoutNanos) {
        continue;
      }
      if (awaitsVolumes(job)) {
        // It makes progress, and volumes have a time-out of their own.
        state.incompleteSince(job, nowNanos);
        continue;
      }
      String message =
          job.counts().ready() + " of " + job.minMember() + " pods of the gang could be placed";
      int evictions = 0;
      for (Task task : List.copyOf(job.tasks())) {
        boolean leaving = task.status() == TaskStatus.RELEASING || task.bindingOpen();
        if (task.status().bound() && !leaving) {
          evictions++;
          state.evict(task);
          evictor.accept(
              new Eviction(
                  task.uid(),
                  task.pod().namespace(),
                  task.pod().name(),
                  "GangIncomplete",
                  message));
        }
      }
      forget(job);
      evicted.put(job, evictions);
    }
    return evicted;
  }

  private static boolean awaitsVolumes(Job job) {
    for (Task task : job.tasks()) {
      if (task.awaitsVolumes()) {
        return true;
      }
    }
    return false;
  }

  /** When the next gang's time is up, {@link Long#MAX_VALUE} if none waits. */
  long nextNanos() {
    long next = Long.MAX_VALUE;
    for (Job job : incomplete) {
      next = Math.min(next, job.incompleteSinceNanos() + timeoutNanos);
    }
    return next;
  }

  /** Gives every gang its whole time again. */
  void startOver() {
    List.copyOf(incomplete).forEach(this::forget);
  }

  /** Stops watching a job. */
  void forget(Job job) {
    if (incomplete.remove(job) || job.partlyBound()) {
      state.incompleteSince(job, Long.MIN_VALUE);
    }
  }
}
