package dev.basalt.plugins.proportion;

import dev.basalt.core.model.Job;
import dev.basalt.core.model.NodeTable;
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
 * Shares the cluster among queues in proportion to their weights.
 *
 * <p>{@link Shares} says what each queue deserves, {@link Deal} how much of the free room each may
 * take in a session. A queue's share bounds it only in dimensions that are scarce; elsewhere its
 * capability alone does.
 */
public final class ProportionPlugin implements Plugin, AllocationListener {
  private final Shares shares = new Shares();
  private final Deal deal = new Deal(shares);
  private final Claims claims = new Claims(shares);
  private final QueueWaits waits = new QueueWaits();
  private long[] spare = new long[0];
  private long[][] beyondLimit = new long[0][];
  private @Nullable SessionView session;

  /** Makes the plugin {@code proportion}, which has no arguments. */
  public static final class Factory implements PluginFactory {
    @Override
    public String name() {
      return "proportion";
    }

    @Override
    public Set<String> rivals() {
      return Set.of("capacity");
    }

    @Override
    public ProportionPlugin create(Arguments arguments) {
      return new ProportionPlugin();
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
    hooks.shares((queue, dimension) -> shares.deserved(queue.id(), dimension));
    hooks.allocation(this);
  }

  @Override
  public void sessionOpened(SessionView session) {
    this.session = session;
    shares.compute(session);
    deal.deal(session.nodes());
    int queues = shares.queues().length;
    if (spare.length != shares.dimensions() || beyondLimit[0].length != queues) {
      spare = new long[shares.dimensions()];
      beyondLimit = new long[shares.dimensions()][queues];
    }
    for (int dimension = 0; dimension < spare.length; dimension++) {
      spare[dimension] = deal.spare(dimension);
      for (Queue queue : shares.queues()) {
        beyondLimit[dimension][queue.id()] = beyondLimit(queue, dimension, 0);
      }
    }
  }

  @Override
  public void sessionClosed(SessionView closed) {
    session = null;
  }

  @Override
  public void allocated(Task task) {
    recountSpare(task);
  }

  @Override
  public void deallocated(Task task) {
    recountSpare(task);
  }

  /**
   * Queues of higher priority first, then those that hold less of their share; queues within others
   * by the branches in which they lie.
   */
  int compare(Queue one, Queue other) {
    Queue first = QueueBook.branch(one, other);
    Queue second = QueueBook.branch(other, one);
    int byPriority =
        Integer.compare(shares.terms(second.id()).priority(), shares.terms(first.id()).priority());
    int order =
        byPriority != 0 ? byPriority : Double.compare(shares.share(first), shares.share(second));
    // Branches must not tie, or queues in them could not be put in an order.
    return order != 0 || !shares.book().nested() ? order : QueueBook.compareAges(first, second);
  }

  /** Not null if nothing that the queue's pending tasks ask for has anything left for it. */
  @Nullable Wait overused(Queue queue) {
    if (queue.allocated().get(ResourceSchema.PODS) == 0) {
      return null;
    }
    int exhausted = -1;
    for (int dimension = 0; dimension < shares.dimensions(); dimension++) {
      long held = queue.allocated().get(dimension);
      if (queue.attainable(dimension) <= held) {
        continue;
      }
      if (!isExhausted(queue, dimension, held)) {
        return null;
      }
      exhausted = exhausted < 0 ? dimension : exhausted;
    }
    return exhausted < 0 ? null : full(queue, exhausted, 0);
  }

  private boolean isExhausted(Queue queue, int dimension, long held) {
    if (held >= shares.terms(queue.id()).capability(dimension)) {
      return true;
    }
    return shares.scarce(dimension)
        && shares.contested(queue.id(), dimension)
        && held >= shares.deserved(queue.id(), dimension)
        && spare[dimension] <= 0
        && held >= deal.limit(queue.id(), dimension);
  }

  /** Not null if a task would take the queue over its capability or what it was dealt. */
  @Nullable Wait allocatable(Queue queue, Task task) {
    Request request = task.request();
    Queue full = shares.book().overCapability(queue, request, false);
    if (full != null) {
      int dimension = shares.book().excess(full, request, false);
      return full(full, dimension, request.amountOf(dimension));
    }
    boolean firstGang = isFirstGang(queue, task.job());
    for (int i = 0; i < request.size(); i++) {
      int dimension = request.dimension(i);
      long asked = request.amount(i);
      if (!firstGang && shares.scarce(dimension) && !isDealt(queue, dimension, asked)) {
        return full(queue, dimension, asked);
      }
    }
    return null;
  }

  /**
   * Whether a queue holds nothing but a gang that has yet to start. Such a gang may pass the
   * queue's share: where every queue's next gang is larger than its share, they would wait for each
   * other for ever beside idle nodes. The queue waits longer for its next one.
   */
  private static boolean isFirstGang(Queue queue, @Nullable Job job) {
    return job != null
        && job.minMember() > 1
        && !job.started()
        && queue.allocated().get(ResourceSchema.PODS) == job.allocated().get(ResourceSchema.PODS);
  }

  /**
   * Whether more of a scarce dimension was dealt to a queue, or is spare. A request that the nodes
   * have not enough free room for in sum, and that the queue's share does not forbid, passes: the
   * nodes give the better reason.
   */
  private boolean isDealt(Queue queue, int dimension, long asked) {
    long more = beyondLimit(queue, dimension, asked) - beyondLimit[dimension][queue.id()];
    if (more <= 0) {
      return true;
    }
    if (shares.rationed(queue, dimension)) {
      return false;
    }
    if (more <= spare[dimension]) {
      return true;
    }
    boolean withinShare =
        queue.allocated().get(dimension) + asked <= shares.deserved(queue.id(), dimension);
    return asked > idle(dimension) && (withinShare || !shares.contested(queue.id(), dimension));
  }

  /** Lets a group in while what its queue holds and has promised leaves room for its minimum. */
  Admission enqueueable(Job job) {
    Request minimum = job.minResources();
    if (minimum == null) {
      return Admission.PERMIT;
    }
    for (Queue queue = job.queue(); queue != null; queue = queue.parent()) {
      for (int i = 0; i < minimum.size(); i++) {
        int dimension = minimum.dimension(i);
        long taken = queue.allocated().get(dimension) + queue.inqueue().get(dimension);
        long most = shares.realCapability(queue, dimension);
        if (minimum.amount(i) > most - taken) {
          boolean byCapability = most == shares.terms(queue.id()).capability(dimension);
          return Admission.reject(
              QueueWaits.notAdmitted(
                  queue, schema(), dimension, minimum.amount(i), taken, most, byCapability));
        }
      }
    }
    return Admission.PERMIT;
  }

  /** Keeps the spare room in step with what queues hold beyond their limits. */
  private void recountSpare(Task task) {
    Job job = task.job();
    if (job == null) {
      return;
    }
    Queue queue = job.queue();
    for (int i = 0; i < task.request().size(); i++) {
      int dimension = task.request().dimension(i);
      if (shares.scarce(dimension)) {
        long beyond = beyondLimit(queue, dimension, 0);
        spare[dimension] -= beyond - beyondLimit[dimension][queue.id()];
        beyondLimit[dimension][queue.id()] = beyond;
      }
    }
  }

  private long beyondLimit(Queue queue, int dimension, long more) {
    long held = queue.allocated().get(dimension) + more;
    return shares.scarce(dimension) ? Math.max(0, held - deal.limit(queue.id(), dimension)) : 0;
  }

  private long idle(int dimension) {
    NodeTable nodes = session().nodes();
    return nodes.total().get(dimension) - nodes.totalUsed().get(dimension);
  }

  private ResourceSchema schema() {
    return session().schema();
  }

  private SessionView session() {
    return Objects.requireNonNull(session, "asked outside a session");
  }

  private Wait full(Queue queue, int dimension, long asked) {
    long held = queue.allocated().get(dimension);
    long capability = shares.terms(queue.id()).capability(dimension);
    long deserved = shares.deserved(queue.id(), dimension);
    if (held + asked > capability || held >= capability) {
      return waits.full(queue, Limit.CAPABILITY, schema(), dimension, asked, held, capability);
    }
    boolean within = asked > 0 && held + asked <= deserved;
    Limit limit = within ? Limit.OTHERS : Limit.SHARE;
    return waits.full(queue, limit, schema(), dimension, asked, held, deserved);
  }
}
