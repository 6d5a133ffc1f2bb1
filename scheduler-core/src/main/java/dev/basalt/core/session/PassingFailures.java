package dev.basalt.core.session;

import dev.basalt.core.model.Job;
import dev.basalt.core.model.PendingTasks;
import dev.basalt.core.model.Queue;
import dev.basalt.core.model.Task;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What could not pass the reservations in a session: thousands of jobs like it need not be tried,
 * as within a session room only shrinks. For jobs of one class of pods.
 */
final class PassingFailures {
  private @Nullable Queue[] queues = new @Nullable Queue[16];
  private int[] needed = new int[16];
  private long[] runs = new long[16];

  void clear() {
    Arrays.fill(queues, null);
  }

  void add(Job job, Endings endings) {
    PendingTasks pending = job.pending();
    Task first = pending.kinds() == 1 ? first(pending) : null;
    if (first == null) {
      return;
    }
    int id = first.podClass().id();
    if (id >= queues.length) {
      int length = Math.max(id + 1, queues.length * 2);
      queues = Arrays.copyOf(queues, length);
      needed = Arrays.copyOf(needed, length);
      runs = Arrays.copyOf(runs, length);
    }
    queues[id] = job.queue();
    needed[id] = RoomCheck.needed(job);
    runs[id] = endings.run(first);
  }

  /** Whether a job of the same queue and class that needs no more and ends no later failed. */
  boolean include(Job job, Endings endings) {
    PendingTasks pending = job.pending();
    Task first = pending.kinds() == 1 ? first(pending) : null;
    if (first == null) {
      return false;
    }
    int id = first.podClass().id();
    return id < queues.length
        && queues[id] == job.queue()
        && RoomCheck.needed(job) >= needed[id]
        && endings.run(first) >= runs[id];
  }

  private static @Nullable Task first(PendingTasks pending) {
    for (int slot = pending.begin(); slot < pending.end(); slot++) {
      Task task = pending.at(slot);
      if (task != null) {
        return task;
      }
    }
    return null;
  }
}
