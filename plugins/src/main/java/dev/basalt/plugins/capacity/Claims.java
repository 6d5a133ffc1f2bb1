package dev.basalt.plugins.capacity;

import dev.basalt.core.model.Job;
import dev.basalt.core.model.Queue;
import dev.basalt.core.model.Task;
import dev.basalt.core.resource.Request;
import dev.basalt.core.spi.QueuePreemptive;
import dev.basalt.plugins.QueueBook;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who may take back what from whom. Two queues are compared where they part: the branch of the one
 * that claims must stay within what it deserves, and from the queue that loses up to its branch
 * each must keep what it deserves. So neither has a claim against the other afterwards.
 */
final class Claims implements QueuePreemptive {
  private final Entitlements entitlements;
  private final Room room;

  Claims(Entitlements entitlements, Room room) {
    this.entitlements = entitlements;
    this.room = room;
  }

  /**
   * Whether a queue may claim room for one more task by evictions: it and all around it must have
   * room for it, and from others it claims only what it, or a queue around it, deserves.
   */
  @Override
  public boolean mayClaim(Queue queue, Task task, boolean fromOthers) {
    return room.has(queue, task.request(), true)
        && (!fromOthers || deserves(queue, task.request()));
  }

  @Override
  public boolean mayHold(Queue queue, Task task) {
    return entitlements.book().mayHold(queue, task.request());
  }

  @Override
  public boolean mayReplace(Queue queue, Task task) {
    return (room.has(queue, task.request(), true) || room.bound() != queue)
        && deserves(queue, task.request());
  }

  /** Whether a queue, or one around it, deserves what a request would add to it. */
  private boolean deserves(Queue queue, Request request) {
    for (Queue each = queue; each != null; each = each.parent()) {
      if (within(each, request)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether a queue stays within what it deserves of everything asked for of which it says what it
   * deserves; there must be such a thing.
   */
  private boolean within(Queue queue, Request request) {
    boolean any = false;
    for (int i = 0; i < request.size(); i++) {
      int dimension = request.dimension(i);
      if (entitlements.states(queue, dimension)) {
        any = true;
        long after = Entitlements.staying(queue, dimension) + request.amount(i);
        if (after > entitlements.deserved(queue, dimension)) {
          return false;
        }
      }
    }
    return any;
  }

  /** The candidates that may leave for a task, each with those before it gone. */
  List<Task> victims(Task claimer, List<Task> candidates) {
    List<Task> victims = new ArrayList<>();
    Job own = claimer.job();
    if (own == null) {
      return victims;
    }
    Queue claiming = own.queue();
    Queue full = room.has(claiming, claimer.request(), true) ? null : room.bound();
    Map<Queue, long[]> losses = new HashMap<>();
    for (Task task : candidates) {
      Job job = task.job();
      if (job != null && mayLose(job.queue(), task, claiming, claimer.request(), full, losses)) {
        victims.add(task);
        for (Queue queue = job.queue(); queue != null; queue = queue.parent()) {
          count(task.request(), losses(losses, queue));
        }
      }
    }
    return victims;
  }

  private boolean mayLose(
      Queue losing,
      Task task,
      Queue claiming,
      Request wanted,
      @Nullable Queue full,
      Map<Queue, long[]> losses) {
    if (!losing.usable()
        || QueueBook.within(claiming, losing)
        || (full != null && !QueueBook.within(losing, full))
        || !within(QueueBook.branch(claiming, losing), wanted)) {
      return false;
    }
    Queue last = QueueBook.branch(losing, claiming);
    for (Queue queue = losing; queue != null; queue = queue.parent()) {
      long[] lost = losses(losses, queue);
      if (!keepsGuarantee(queue, task.request(), lost)
          || !keepsDeserved(queue, task.request(), wanted, lost)) {
        return false;
      }
      if (queue == last) {
        return true;
      }
    }
    return true;
  }

  private boolean keepsGuarantee(Queue queue, Request request, long[] lost) {
    for (int i = 0; i < request.size(); i++) {
      int dimension = request.dimension(i);
      long kept = entitlements.guarantee(queue, dimension);
      if (kept > 0 && after(queue, dimension, lost, request.amount(i)) < kept) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether a queue keeps what it deserves of something that is wanted; where it says what it
   * deserves of other things alone, of one of these; where of nothing that the pod holds, it has no
   * right to it.
   */
  private boolean keepsDeserved(Queue queue, Request request, Request wanted, long[] lost) {
    boolean stated = false;
    boolean statedOfWanted = false;
    boolean keeps = false;
    boolean keepsOfWanted = false;
    for (int i = 0; i < request.size(); i++) {
      int dimension = request.dimension(i);
      if (!entitlements.states(queue, dimension)) {
        continue;
      }
      boolean isWanted = wanted.amountOf(dimension) > 0;
      boolean kept =
          after(queue, dimension, lost, request.amount(i))
              >= entitlements.deserved(queue, dimension);
      stated = true;
      statedOfWanted |= isWanted;
      keeps |= kept;
      keepsOfWanted |= isWanted && kept;
    }
    return !stated || (statedOfWanted ? keepsOfWanted : keeps);
  }

  private static long after(Queue queue, int dimension, long[] lost, long amount) {
    long staying = queue.allocated().get(dimension) - queue.releasing().get(dimension);
    return staying - lost[dimension] - amount;
  }

  private long[] losses(Map<Queue, long[]> losses, Queue queue) {
    return losses.computeIfAbsent(queue, unseen -> new long[entitlements.dimensions()]);
  }

  private static void count(Request request, long[] lost) {
    for (int i = 0; i < request.size(); i++) {
      lost[request.dimension(i)] += request.amount(i);
    }
  }
}
