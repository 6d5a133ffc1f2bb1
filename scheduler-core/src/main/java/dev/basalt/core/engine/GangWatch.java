package dev.basalt.core.engine;

import dev.basalt.core.model.ClusterState;
import dev.basalt.core.model.Job;
import dev.basalt.core.model.StatusCounts;
import dev.basalt.core.model.SubGroup;
import dev.basalt.core.model.Task;
import dev.basalt.core.model.TaskStatus;
import dev.basalt.core.model.Together;
import dev.basalt.core.port.Eviction;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Sees to it that no gang, and no sub-group of one, stays half-started. One that never reached its
 * minimum although some of its pods are bound (after a crash, or because bindings were refused) is
 * first in order; if it is not whole within the time-out, all its pods are evicted.
 */
final class GangWatch {
  private final ClusterState state;
  private final long timeoutNanos;
  private final Set<Together> incomplete = new LinkedHashSet<>();

  GangWatch(ClusterState state, long timeoutNanos) {
    this.state = state;
    this.timeoutNanos = timeoutNanos;
  }

  /** Looks at a job that changed. */
  void observe(Job job, long nowNanos) {
    if (job.group() == null) {
      forget(job);
      return;
    }
    for (SubGroup subGroup : job.subGroups()) {
      look(subGroup, nowNanos);
    }
    look(job, nowNanos);
  }

  private void look(Together gang, long nowNanos) {
    if (gang.started()) {
      dismiss(gang);
      return;
    }
    StatusCounts counts = gang.counts();
    int confirmed =
        counts.of(TaskStatus.BOUND)
            + counts.of(TaskStatus.RUNNING)
            + counts.of(TaskStatus.SUCCEEDED);
    if (confirmed >= Math.max(1, gang.minimum())) {
      state.started(gang);
      incomplete.remove(gang);
      return;
    }
    boolean onTheWay = confirmed + counts.of(TaskStatus.BINDING) >= gang.minimum();
    boolean partlyBound = confirmed + counts.of(TaskStatus.UNKNOWN) > 0;
    if (partlyBound && !onTheWay && gang.minimum() > 1) {
      if (incomplete.add(gang)) {
        state.incompleteSince(gang, nowNanos);
      }
    } else if (!partlyBound) {
      dismiss(gang);
    }
  }

  /** Evicts the gangs whose time is up; returns their jobs with the number of evictions. */
  Map<Job, Integer> evictOverdue(long nowNanos, Consumer<Eviction> evictor) {
    Map<Job, Integer> evicted = new LinkedHashMap<>();
    for (Together gang : List.copyOf(incomplete)) {
      if (nowNanos - gang.incompleteSinceNanos() < timeoutNanos) {
        continue;
      }
      if (awaitsVolumes(gang)) {
        // It makes progress, and volumes have a time-out of their own.
        state.incompleteSince(gang, nowNanos);
        continue;
      }
      evicted.merge(gang.job(), evictAll(gang, evictor), Integer::sum);
      dismiss(gang);
    }
    return evicted;
  }

  private static boolean awaitsVolumes(Together gang) {
    for (Task task : gang.job().tasks()) {
      if (gang.includes(task) && task.awaitsVolumes()) {
        return true;
      }
    }
    return false;
  }

  private int evictAll(Together gang, Consumer<Eviction> evictor) {
    String message =
        "%d of %d pods of the %s could be placed"
            .formatted(
                gang.counts().ready(),
                gang.minimum(),
                gang instanceof SubGroup subGroup ? "sub-group " + subGroup.name() : "gang");
    int evictions = 0;
    for (Task task : List.copyOf(gang.job().tasks())) {
      boolean leaving = task.status() == TaskStatus.RELEASING || task.bindingOpen();
      if (gang.includes(task) && task.status().bound() && !leaving) {
        evictions++;
        state.evict(task);
        evictor.accept(
            new Eviction(
                task.uid(), task.pod().namespace(), task.pod().name(), "GangIncomplete", message));
      }
    }
    return evictions;
  }

  /** When the next gang's time is up, {@link Long#MAX_VALUE} if none waits. */
  long nextNanos() {
    long next = Long.MAX_VALUE;
    for (Together gang : incomplete) {
      next = Math.min(next, gang.incompleteSinceNanos() + timeoutNanos);
    }
    return next;
  }

  /** Gives every gang its whole time again. */
  void startOver() {
    List.copyOf(incomplete).forEach(this::dismiss);
  }

  /** Stops watching a job and its sub-groups. */
  void forget(Job job) {
    for (Together gang : List.copyOf(incomplete)) {
      if (gang.job() == job) {
        dismiss(gang);
      }
    }
  }

  private void dismiss(Together gang) {
    if (incomplete.remove(gang)) {
      state.incompleteSince(gang, Long.MIN_VALUE);
    }
  }
}
