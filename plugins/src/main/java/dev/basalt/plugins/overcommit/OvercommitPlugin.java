package dev.basalt.plugins.overcommit;

import dev.basalt.core.model.Job;
import dev.basalt.core.model.NodeTable;
import dev.basalt.core.model.Queue;
import dev.basalt.core.model.Wait;
import dev.basalt.core.model.WaitReason;
import dev.basalt.core.resource.Request;
import dev.basalt.core.resource.ResourceSchema;
import dev.basalt.core.spi.Admission;
import dev.basalt.core.spi.Argument;
import dev.basalt.core.spi.Arguments;
import dev.basalt.core.spi.Hooks;
import dev.basalt.core.spi.Plugin;
import dev.basalt.core.spi.PluginFactory;
import dev.basalt.core.spi.SessionView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lets a group in only while what admitted groups were promised, together with what is used, stays
 * below the cluster's size times a factor: {@code minResources + promised <= total x factor - used}
 * in each dimension that the group asks for.
 *
 * <p>What other queues were promised counts only as far as they are below their share: a queue
 * beyond it must not keep others from theirs with groups that it cannot start.
 */
public final class OvercommitPlugin implements Plugin {
  private static final Argument FACTOR =
      new Argument("overcommit-factor", "1.2", "how much of the cluster is let in, at least 1");
  private static final String OVERUSED = "resource in cluster is overused";

  /** Wording thousands of rejections takes longer than deciding on them. */
  private static final long REWORD_NANOS = 1_000_000_000L;

  private final double factor;
  private long[] claimedInSum = new long[0];
  private long[][] claimed = new long[0][];
  private @Nullable SessionView session;
  private boolean counted;
  private boolean wordsAnew;
  private long wordedNanos = Long.MIN_VALUE;

  private OvercommitPlugin(double factor) {
    this.factor = factor;
  }

  /** Makes the plugin {@code overcommit}. */
  public static final class Factory implements PluginFactory {
    @Override
    public String name() {
      return "overcommit";
    }

    @Override
    public List<Argument> arguments() {
      return List.of(FACTOR);
    }

    @Override
    public Plugin create(Arguments arguments) {
      return new OvercommitPlugin(arguments.number(FACTOR, 1));
    }
  }

  @Override
  public void register(Hooks hooks) {
    hooks.jobEnqueueable(this::vote);
    hooks.jobEnqueued(this::enqueued);
  }

  @Override
  public void sessionOpened(SessionView session) {
    this.session = session;
    counted = false;
    long now = session.nowNanos();
    wordsAnew = wordedNanos == Long.MIN_VALUE || now - wordedNanos >= REWORD_NANOS;
    wordedNanos = wordsAnew ? now : wordedNanos;
  }

  @Override
  public void sessionClosed(SessionView closed) {
    session = null;
  }

  /** Once in a session in which anybody asks; by then every plugin has computed its shares. */
  private void count(SessionView view) {
    int dimensions = view.schema().size();
    List<Queue> queues = view.queues();
    if (claimedInSum.length != dimensions || claimed[0].length != queues.size()) {
      claimedInSum = new long[dimensions];
      claimed = new long[dimensions][queues.size()];
    }
    for (int dimension = 0; dimension < dimensions; dimension++) {
      claimedInSum[dimension] = 0;
      for (int i = 0; i < queues.size(); i++) {
        long claim = claim(view, queues.get(i), dimension);
        claimed[dimension][i] = claim;
        claimedInSum[dimension] += claim;
      }
    }
    counted = true;
  }

  /**
   * What of its promises a queue may hold against others: no more than it lacks of its share. Those
   * of queues that lie in others count once, there.
   */
  private static long claim(SessionView view, Queue queue, int dimension) {
    if (!queue.children().isEmpty()) {
      return 0;
    }
    long inqueue = queue.inqueue().get(dimension);
    long deserved = view.deserved(queue, dimension);
    return deserved < 0
        ? inqueue
        : Math.clamp(deserved - queue.allocated().get(dimension), 0, inqueue);
  }

  private Admission vote(Job job) {
    Request asked = job.minResources();
    SessionView view = session;
    if (asked == null || view == null) {
      return Admission.PERMIT;
    }
    if (!counted) {
      count(view);
    }
    NodeTable nodes = view.nodes();
    for (int i = 0; i < asked.size(); i++) {
      int dimension = asked.dimension(i);
      long limit = Math.round(nodes.total().get(dimension) * factor);
      long promised = promised(job.queue(), dimension);
      long available = limit - nodes.totalUsed().get(dimension) - promised;
      if (asked.amount(i) > available) {
        Wait before = job.waiting();
        boolean saidAlready = before != null && before.message().startsWith(OVERUSED);
        if (before == null || !saidAlready || wordsAnew) {
          before = overused(nodes, dimension, asked.amount(i), limit, promised);
        }
        return Admission.reject(before);
      }
    }
    return Admission.PERMIT;
  }

  private long promised(Queue queue, int dimension) {
    return claimedInSum[dimension]
        - claimed[dimension][queue.id()]
        + queue.inqueue().get(dimension);
  }

  private void enqueued(Job job) {
    SessionView view = session;
    int queue = job.queue().id();
    for (int dimension = 0; counted && view != null && dimension < claimed.length; dimension++) {
      long claim = claim(view, job.queue(), dimension);
      claimedInSum[dimension] += claim - claimed[dimension][queue];
      claimed[dimension][queue] = claim;
    }
  }

  private Wait overused(NodeTable table, int dimension, long asked, long limit, long promised) {
    ResourceSchema schema = table.schema();
    long available = limit - table.totalUsed().get(dimension) - promised;
    String message =
        OVERUSED
            + ": %s asked, %s available (%s in the cluster x %s, less %s"
                .formatted(
                    schema.describe(dimension, asked),
                    schema.describe(dimension, Math.max(0, available)),
                    schema.describe(dimension, table.total().get(dimension)),
                    factor,
                    schema.describe(dimension, table.totalUsed().get(dimension)))
            + " used and %s promised)".formatted(schema.describe(dimension, promised));
    boolean neverFits = asked > limit;
    return new Wait(neverFits ? WaitReason.NOT_ENOUGH_RESOURCES : WaitReason.NOT_ENQUEUED, message);
  }
}
