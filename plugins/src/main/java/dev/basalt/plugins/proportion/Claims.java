package dev.basalt.plugins.proportion;

import dev.basalt.core.model.Job;
import dev.basalt.core.model.Queue;
import dev.basalt.core.model.Task;
import dev.basalt.core.resource.Request;
import dev.basalt.core.resource.ResourceSchema;
import dev.basalt.core.spi.QueuePreemptive;
import dev.basalt.plugins.QueueBook;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Who may take back what of its share, and from whom. */
final class Claims implements QueuePreemptive {
  private final Shares shares;

  Claims(Shares shares) {
    this.shares = shares;
  }

  /**
   * Whether a queue may claim room for one more task by evictions. From others only up to what it
   * deserves, and only what is scarce; within itself it may put one pod in the place of another
   * even while it holds more.
   */
  @Override
  public boolean mayClaim(Queue queue, Task task, boolean fromOthers) {
    return shares.book().overCapability(queue, task.request(), true) == null
        && withinShare(queue, task, fromOthers);
  }

  @Override
  public boolean mayHold(Queue queue, Task task) {
    return shares.book().mayHold(queue, task.request());
  }

  @Override
  public boolean mayReplace(Queue queue, Task task) {
    return shares.book().overCapability(queue, task.request(), true) != queue
        && withinShare(queue, task, true);
  }

  private boolean withinShare(Queue queue, Task task, boolean fromOthers) {
    Request request = task.request();
    boolean anyScarce = false;
    for (int i = 0; i < request.size(); i++) {
      int dimension = request.dimension(i);
      long allocated = queue.allocated().get(dimension);
      long staying = allocated - queue.releasing().get(dimension);
      long after = staying + queue.promised().get(dimension) + request.amount(i);
      if (!shares.scarce(dimension)) {
        continue;
      }
      anyScarce = true;
      long deserved = shares.deserved(queue.id(), dimension);
      if (after > (fromOthers ? deserved : Math.max(deserved, allocated))) {
        return false;
      }
    }
    return anyScarce || !fromOthers;
  }

  /**
   * The candidates that other queues can lose and still hold what they deserve. A queue that is
   * over its share by less than a pod keeps it, or both would take that pod from each other for
   * ever.
   */
  List<Task> victims(Task reclaimer, List<Task> candidates) {
    Map<Queue, long[]> losses = new HashMap<>();
    List<Task> victims = new ArrayList<>();
    Job own = reclaimer.job();
    Queue full =
        own == null ? null : shares.book().overCapability(own.queue(), reclaimer.request(), true);
    for (Task task : candidates) {
      Job job = task.job();
      if (own == null || job == null || job.queue() == own.queue()) {
        continue;
      }
      Queue queue = job.queue();
      if (full != null && !QueueBook.within(queue, full)) {
        continue;
      }
      long[] lost = losses.computeIfAbsent(queue, q -> new long[shares.dimensions()]);
      if (canLose(queue, task.request(), lost, reclaimer.request())) {
        victims.add(task);
        for (int i = 0; i < task.request().size(); i++) {
          lost[task.request().dimension(i)] += task.request().amount(i);
        }
      }
    }
    return victims;
  }

  /**
   * Whether a queue keeps what it deserves of something scarce that is wanted. The number of pods
   * decides only where nothing else is scarce: holding many small ones is no excess.
   */
  private boolean canLose(Queue queue, Request request, long[] lost, Request wanted) {
    boolean anyButPods = false;
    boolean byPods = false;
    for (int i = 0; i < request.size(); i++) {
      int dimension = request.dimension(i);
      if (!shares.scarce(dimension) || wanted.amountOf(dimension) == 0) {
        continue;
      }
      long staying =
          queue.allocated().get(dimension) - queue.releasing().get(dimension) - lost[dimension];
      boolean keeps = staying - request.amount(i) >= shares.deserved(queue.id(), dimension);
      if (dimension == ResourceSchema.PODS) {
        byPods = keeps;
      } else if (keeps) {
        return true;
      } else {
        anyButPods = true;
      }
    }
    return byPods && !anyButPods;
  }
}
