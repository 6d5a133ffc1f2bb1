package dev.basalt.core.action;

import dev.basalt.core.model.Job;
import dev.basalt.core.model.Queue;
import dev.basalt.core.session.Policy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The jobs of a session by queue. The order of queues follows their shares as these change, so the
 * next queue is searched for each time; the jobs of a queue are in a heap.
 */
final class JobQueues {
  private static final class Line {
    final Queue queue;
    final PriorityQueue<Job> jobs;

    Line(Queue queue, Policy policy) {
      this.queue = queue;
      this.jobs = new PriorityQueue<>(policy::compareJobs);
    }
  }

  private final Policy policy;
  private final List<Line> lines = new ArrayList<>();
  private @Nullable Line[] byQueue = new @Nullable Line[8];

  JobQueues(Policy policy) {
    this.policy = policy;
  }

  void add(Job job) {
    int id = job.queue().id();
    if (id >= byQueue.length) {
      byQueue = Arrays.copyOf(byQueue, Math.max(id + 1, byQueue.length * 2));
    }
    Line line = byQueue[id];
    if (line == null) {
      line = new Line(job.queue(), policy);
      byQueue[id] = line;
      lines.add(line);
    }
    line.jobs.add(job);
  }

  /**
   * Takes the first job of the first queue, null when none is left.
   *
   * @param open asked before a queue is served; one that is not open loses all its jobs
   */
  @Nullable Job poll(Predicate<Queue> open) {
    while (true) {
      Line first = null;
      for (int i = lines.size() - 1; i >= 0; i--) {
        Line line = lines.get(i);
        if (line.jobs.isEmpty()) {
          continue;
        }
        if (first == null || policy.compareQueues(line.queue, first.queue) < 0) {
          first = line;
        }
      }
      if (first == null) {
        return null;
      }
      if (open.test(first.queue)) {
        return first.jobs.poll();
      }
      first.jobs.clear();
    }
  }

  /** The jobs of a queue that were not taken yet, in no particular order. */
  Iterable<Job> remaining(Queue queue) {
    Line line = queue.id() < byQueue.length ? byQueue[queue.id()] : null;
    return line == null ? List.of() : line.jobs;
  }
}
