package dev.basalt.core.action;

import dev.basalt.core.model.Job;
import dev.basalt.core.model.Queue;
import dev.basalt.core.model.QueueUser;
import dev.basalt.core.session.Policy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The jobs of a session by queue. The order of queues follows their shares as these change, so the
 * next queue is searched for each time. The order of a queue's users changes too, but only for the
 * user that was served: each user's jobs are in a heap of their own, and the users in a heap by
 * their first jobs, which the one served leaves until its share is known again.
 *
 * <p>Cost of a turn: O(queues + log users + log jobs); with one user as with a plain heap.
 */
final class JobQueues {
  /** The jobs of one user; of all of them where no order of users is configured. */
  private static final class Lane {
    final PriorityQueue<Job> jobs;

    Lane(Comparator<Job> order) {
      jobs = new PriorityQueue<>(order);
    }

    Job first() {
      return jobs.element();
    }
  }

  /** The jobs of one queue. */
  private static final class Line {
    final Queue queue;
    final boolean byUser;
    final Comparator<Job> order;
    final List<Lane> lanes = new ArrayList<>(1);
    final Map<QueueUser, Lane> byUsers = new HashMap<>(2);

    /** Users by their first jobs, without the one just served; null until the first is taken. */
    @Nullable PriorityQueue<Lane> users;

    @Nullable Lane served;
    int size;

    Line(Queue queue, boolean byUser, Comparator<Job> order) {
      this.queue = queue;
      this.byUser = byUser;
      this.order = order;
    }

    void add(Job job) {
      size++;
      Lane lane = lane(job);
      PriorityQueue<Lane> users = this.users;
      if (users == null || lane == served) {
        lane.jobs.add(job);
        return;
      }
      users.remove(lane);
      lane.jobs.add(job);
      users.add(lane);
    }

    Job poll() {
      PriorityQueue<Lane> users = this.users;
      if (users == null) {
        users = new PriorityQueue<>((a, b) -> order.compare(a.first(), b.first()));
        users.addAll(lanes);
        this.users = users;
      } else if (served != null && !served.jobs.isEmpty()) {
        users.add(served);
      }
      Lane first = users.remove();
      served = first;
      size--;
      return first.jobs.remove();
    }

    void clear() {
      size = 0;
      lanes.forEach(lane -> lane.jobs.clear());
      users = new PriorityQueue<>((a, b) -> order.compare(a.first(), b.first()));
      served = null;
    }

    private Lane lane(Job job) {
      if (!byUser && !lanes.isEmpty()) {
        return lanes.getFirst();
      }
      Lane lane = byUser ? byUsers.get(job.user()) : null;
      if (lane == null) {
        lane = new Lane(order);
        lanes.add(lane);
        byUsers.put(job.user(), lane);
      }
      return lane;
    }
  }

  private final Policy policy;
  private final Comparator<Job> order;
  private final List<Line> lines = new ArrayList<>();
  private @Nullable Line[] byQueue = new @Nullable Line[8];

  private JobQueues(Policy policy, Comparator<Job> order) {
    this.policy = policy;
    this.order = order;
  }

  /** For jobs whose pods are to be placed. */
  JobQueues(Policy policy) {
    this(policy, policy::compareJobs);
  }

  /** For jobs that are to be let in. */
  static JobQueues toLetIn(Policy policy) {
    return new JobQueues(policy, policy::compareJobsToLetIn);
  }

  void add(Job job) {
    int id = job.queue().id();
    if (id >= byQueue.length) {
      byQueue = Arrays.copyOf(byQueue, Math.max(id + 1, byQueue.length * 2));
    }
    Line line = byQueue[id];
    if (line == null) {
      line = new Line(job.queue(), policy.ordersUsers(), order);
      byQueue[id] = line;
      lines.add(line);
    }
    line.add(job);
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
        if (line.size == 0) {
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
        return first.poll();
      }
      first.clear();
    }
  }

  /** The jobs of a queue that were not taken yet, in no particular order. */
  List<Job> remaining(Queue queue) {
    Line line = queue.id() < byQueue.length ? byQueue[queue.id()] : null;
    List<Job> remaining = new ArrayList<>();
    if (line != null) {
      line.lanes.forEach(lane -> remaining.addAll(lane.jobs));
    }
    return remaining;
  }
}
