package dev.basalt.plugins.capacity;

import dev.basalt.core.model.Job;
import dev.basalt.core.model.Queue;
import dev.basalt.core.model.Task;
import dev.basalt.core.model.Wait;
import dev.basalt.core.resource.Request;
import dev.basalt.core.resource.ResourceSchema;
import dev.basalt.core.spi.Admission;
import dev.basalt.core.spi.AllocationListener;
import dev.basalt.core.spi.Arguments;
import dev.basalt.core.spi.Hooks;
import dev.basalt.core.spi.Plugin;
import dev.basalt.core.spi.PluginFactory;
import dev.basalt.core.spi.SessionView;
import dev.basalt.plugins.QueueBook;
import dev.basalt.plugins.QueueWaits;
import dev.basalt.plugins.QueueWaits.Limit;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Shares the cluster among queues by the amounts that their objects name: what each deserves, what
 * is guaranteed to it and how much it may have at most, in a tree of any depth.
 *
 * <p>What a queue deserves and does not use is lent to whoever asks, and comes back by reclaim;
 * what is guaranteed is kept even while nobody uses it. {@link Entitlements} tells the amounts,
 * {@link Room} whether there is room for a pod, {@link Claims} who may take back what.
 */
public final class CapacityPlugin implements Plugin, AllocationListener {
  private final Entitlements entitlements = new Entitlements();
  private final Room room = new Room(entitlements);
  private final Claims claims = new Claims(entitlements, room);
  private final QueueWaits waits = new QueueWaits();
  private @Nullable SessionView session;

  /** Makes the plugin {@code capacity}; Volcano's arguments for it have no effect. */
  public static final class Factory implements PluginFactory {
    @Override
    public String name() {
      return "capacity";
    }

    @Override
    public Set<String> rivals() {
      return Set.of("proportion");
    }

    @Override
    public CapacityPlugin create(Arguments arguments) {
      return new CapacityPlugin();
    }
  }

  @Override
  public void register(Hooks hooks) {
    hooks.queueOrder(this::compare);
    hooks.queueOverused(this::overused);
    hooks.queueAllocatable(this::allocatable);
    hooks.jobEnqueueable(this::enqueueable);
    hooks.queuePreemptive(claims);
    hooks.reclaimable(claims::victims);
    hooks.shares(entitlements::deserved);
    hooks.allocation(this);
  }

  @Override
  public void sessionOpened(SessionView opened) {
    session = opened;
    entitlements.compute(opened);
  }

  @Override
  public void sessionClosed(SessionView closed) {
    session = null;
  }

  @Override
  public void allocated(Task task) {
    recount(task);
  }

  @Override
  public void deallocated(Task task) {
    recount(task);
  }

  Claims claims() {
    return claims;
  }

  Entitlements entitlements() {
    return entitlements;
  }

  private void recount(Task task) {
    Job job = task.job();
    for (int i = 0; job != null && i < task.request().size(); i++) {
      entitlements.recount(job.queue(), task.request().dimension(i));
    }
  }

  /**
   * Branches of higher priority first, then those that hold less of what they deserve, then the
   * older: where two queues part.
   */
  int compare(Queue one, Queue other) {
    Queue first = QueueBook.branch(one, other);
    Queue second = QueueBook.branch(other, one);
    int byPriority = Integer.compare(priority(second), priority(first));
    int order = byPriority != 0 ? byPriority : Double.compare(share(first), share(second));
    // Branches must not tie, or queues in them could not be put in an order.
    return order != 0 ? order : QueueBook.compareAges(first, second);
  }

  private int priority(Queue queue) {
    return entitlements.book().terms(queue.id()).priority();
  }

  /**
   * The largest allocated / deserved over what the queue says it deserves. One that deserves
   * nothing comes after all that hold less than they deserve: 1, and its largest part of the
   * cluster.
   */
  double share(Queue queue) {
    double ofDeserved = -1;
    double ofCluster = 0;
    for (int dimension = 0; dimension < entitlements.dimensions(); dimension++) {
      long held = queue.allocated().get(dimension);
      long deserved = entitlements.deserved(queue, dimension);
      if (deserved > 0) {
        ofDeserved = Math.max(ofDeserved, (double) held / deserved);
      } else if (held > 0) {
        ofCluster = Math.max(ofCluster, (double) held / Math.max(1, entitlements.total(dimension)));
      }
    }
    return ofDeserved >= 0 ? ofDeserved : 1 + ofCluster;
  }

  /** Not null if the queue, or one around it, has nothing left of all that its pods ask for. */
  @Nullable Wait overused(Queue own) {
    for (Queue queue = own; queue != null; queue = queue.parent()) {
      int exhausted = -1;
      boolean any = false;
      for (int dimension = 0; dimension < entitlements.dimensions() && !any; dimension++) {
        if (own.attainable(dimension) > own.allocated().get(dimension)) {
          long held = queue.allocated().get(dimension);
          any = held < entitlements.capability(queue, dimension);
          exhausted = exhausted < 0 && !any ? dimension : exhausted;
        }
      }
      if (!any && exhausted >= 0) {
        return full(queue, exhausted, 0);
      }
    }
    return null;
  }

  /** Not null if a task would take the queue, or one around it, over what it may have. */
  @Nullable Wait allocatable(Queue queue, Task task) {
    if (room.has(queue, task.request(), false)) {
      return null;
    }
    int dimension = room.dimension();
    long asked = task.request().amountOf(dimension);
    Queue bound = room.bound();
    return bound != null
        ? full(bound, dimension, asked)
        : waits.full(
            queue,
            Limit.GUARANTEES,
            schema(),
            dimension,
            asked,
            room.free(),
            Math.min(room.free(), entitlements.idle(dimension)));
  }

  private Wait full(Queue queue, int dimension, long asked) {
    long held = queue.allocated().get(dimension);
    long capability = entitlements.capability(queue, dimension);
    return waits.full(queue, Limit.CAPABILITY, schema(), dimension, asked, held, capability);
  }

  /** Lets a group in while what the queue, and each around it, could have leaves room for it. */
  Admission enqueueable(Job job) {
    Request minimum = job.minResources();
    for (Queue queue = job.queue(); minimum != null && queue != null; queue = queue.parent()) {
      for (int i = 0; i < minimum.size(); i++) {
        int dimension = minimum.dimension(i);
        long taken = queue.allocated().get(dimension) + queue.inqueue().get(dimension);
        long most = entitlements.most(queue, dimension);
        if (minimum.amount(i) > most - taken) {
          boolean byCapability = most == entitlements.capability(queue, dimension);
          return Admission.reject(
              QueueWaits.notAdmitted(
                  queue, schema(), dimension, minimum.amount(i), taken, most, byCapability));
        }
      }
    }
    return Admission.PERMIT;
  }

  private ResourceSchema schema() {
    return Objects.requireNonNull(session, "asked outside a session").schema();
  }
}
