package dev.basalt.plugins.overcommit;

import dev.basalt.core.model.Job;
import dev.basalt.core.model.NodeTable;
import dev.basalt.core.model.Queue;
import dev.basalt.core.model.Wait;
import dev.basalt.core.model.WaitReason;
import dev.basalt.core.resource.Request;
import dev.basalt.core.resource.ResourceSchema;
import dev.basalt.core.resource.ResourceVector;
import dev.basalt.core.spi.Admission;
import dev.basalt.core.spi.Arguments;
import dev.basalt.core.spi.Hooks;
import dev.basalt.core.spi.Plugin;
import dev.basalt.core.spi.PluginFactory;
import dev.basalt.core.spi.SessionView;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lets a group in only while what admitted groups were promised, together with what is used, stays
 * below the cluster's size times a factor: {@code minResources + promised <= total x factor - used}
 * in each dimension that the group asks for.
 */
public final class OvercommitPlugin implements Plugin {
  private static final String FACTOR = "overcommit-factor";
  private static final double DEFAULT_FACTOR = 1.2;

  private final double factor;
  private final ResourceVector promised = new ResourceVector();
  private @Nullable NodeTable nodes;

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
    public Set<String> arguments() {
      return Set.of(FACTOR);
    }

    @Override
    public Plugin create(Arguments arguments) {
      return new OvercommitPlugin(arguments.number(FACTOR, DEFAULT_FACTOR, 1));
    }
  }

  @Override
  public void register(Hooks hooks) {
    hooks.jobEnqueueable(this::vote);
    hooks.jobEnqueued(this::enqueued);
  }

  @Override
  public void sessionOpened(SessionView session) {
    nodes = session.nodes();
    promised.clear();
    List<Queue> queues = session.queues();
    int dimensions = session.schema().size();
    for (int i = 0; i < queues.size(); i++) {
      ResourceVector inqueue = queues.get(i).inqueue();
      for (int dimension = 0; dimension < dimensions; dimension++) {
        promised.add(dimension, inqueue.get(dimension));
      }
    }
  }

  private Admission vote(Job job) {
    Request asked = job.minResources();
    if (asked == null || nodes == null) {
      return Admission.PERMIT;
    }
    for (int i = 0; i < asked.size(); i++) {
      int dimension = asked.dimension(i);
      long limit = Math.round(nodes.total().get(dimension) * factor);
      long available = limit - nodes.totalUsed().get(dimension) - promised.get(dimension);
      if (asked.amount(i) > available) {
        return Admission.reject(overused(nodes, dimension, asked.amount(i), limit, available));
      }
    }
    return Admission.PERMIT;
  }

  private void enqueued(Job job) {
    Request asked = job.minResources();
    for (int i = 0; asked != null && i < asked.size(); i++) {
      int dimension = asked.dimension(i);
      promised.add(dimension, Math.max(0, asked.amount(i) - job.allocated().get(dimension)));
    }
  }

  private Wait overused(NodeTable table, int dimension, long asked, long limit, long available) {
    ResourceSchema schema = table.schema();
    String message =
        "resource in cluster is overused: %s asked, %s available (%s in the cluster x %s, less %s"
                .formatted(
                    schema.describe(dimension, asked),
                    schema.describe(dimension, Math.max(0, available)),
                    schema.describe(dimension, table.total().get(dimension)),
                    factor,
                    schema.describe(dimension, table.totalUsed().get(dimension)))
            + " used and %s promised)"
                .formatted(schema.describe(dimension, promised.get(dimension)));
    boolean neverFits = asked > limit;
    return new Wait(neverFits ? WaitReason.NOT_ENOUGH_RESOURCES : WaitReason.NOT_ENQUEUED, message);
  }
}
