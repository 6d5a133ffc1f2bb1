package dev.basalt.core.session;

import dev.basalt.core.model.NodeTable;
import dev.basalt.core.model.Task;
import dev.basalt.core.model.TaskStatus;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * When pods that hold room are expected to end. One that has run longer than expected may end any
 * moment, so "now" stands for it; one of which nothing is known never ends.
 */
final class Endings {
  /** Stands for "nothing is known": later than any time. */
  static final long NEVER = Long.MAX_VALUE;

  private final NodeTable nodes;
  private final boolean learned;
  private long nowNanos;
  private long nowMillis;

  /**
   * Makes one.
   *
   * @param learned whether earlier pods of a template tell of later ones
   */
  Endings(NodeTable nodes, boolean learned) {
    this.nodes = nodes;
    this.learned = learned;
  }

  /** Sets the present: monotonic nanoseconds, and milliseconds since 1970. */
  void present(long nanos, long millis) {
    nowNanos = nanos;
    nowMillis = millis;
  }

  long nowNanos() {
    return nowNanos;
  }

  /** Milliseconds since 1970 at a monotonic time. */
  long millis(long nanos) {
    return nowMillis + TimeUnit.NANOSECONDS.toMillis(nanos - nowNanos);
  }

  /** How long a task runs, nanoseconds; {@link #NEVER} if that is not known. */
  long run(Task task) {
    return task.expectedRunNanos(learned);
  }

  /** When a task would end that is placed now. */
  long ifPlacedNow(Task task) {
    return plus(nowNanos, run(task));
  }

  /** When a task that is on a node ends, not before now. */
  long of(Task task) {
    TaskStatus status = task.status();
    if (status == TaskStatus.RELEASING
        || status == TaskStatus.SUCCEEDED
        || status == TaskStatus.FAILED) {
      return nowNanos;
    }
    return Math.max(nowNanos, plus(begun(task), run(task)));
  }

  private long begun(Task task) {
    if (task.status() == TaskStatus.ALLOCATED || task.status() == TaskStatus.PIPELINED) {
      return nowNanos;
    }
    if (task.boundNanos() != Long.MIN_VALUE) {
      return task.boundNanos();
    }
    long started = task.pod().startedMillis();
    return started == 0 ? nowNanos : nowNanos - TimeUnit.MILLISECONDS.toNanos(nowMillis - started);
  }

  /** A time and a length that may be {@link #NEVER}. */
  static long plus(long nanos, long length) {
    return length == NEVER || (nanos > 0 && length > NEVER - nanos) ? NEVER : nanos + length;
  }

  /**
   * What is free of a node at a time if nothing new is placed on it, in the schema's units.
   *
   * @param nanos not before now; {@link #NEVER} for when all pods of our own have ended
   */
  long free(int dimension, int node, long nanos) {
    long free = nodes.unused(dimension, node) - nodes.pipelined(dimension, node);
    List<Task> tasks = nodes.tasksOn(node);
    for (int i = 0; i < tasks.size(); i++) {
      Task task = tasks.get(i);
      if (task.status() != TaskStatus.PIPELINED && endsBy(task, nanos)) {
        free += task.request().amountOf(dimension);
      }
    }
    return free;
  }

  private boolean endsBy(Task task, long nanos) {
    long end = of(task);
    return end == NEVER ? nanos == NEVER && task.job() != null : end <= nanos;
  }
}
