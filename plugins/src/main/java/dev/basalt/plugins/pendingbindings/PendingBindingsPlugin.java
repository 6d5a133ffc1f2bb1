package dev.basalt.plugins.pendingbindings;

import dev.basalt.core.model.Awaited;
import dev.basalt.core.model.NodeTable;
import dev.basalt.core.spi.Argument;
import dev.basalt.core.spi.Arguments;
import dev.basalt.core.spi.Hooks;
import dev.basalt.core.spi.Plugin;
import dev.basalt.core.spi.PluginFactory;
import dev.basalt.core.spi.TargetExclusion;
import java.util.BitSet;
import java.util.List;

/**
 * Leaves nodes with bindings in flight out of a session's choice of targets.
 *
 * <p>In flight is a binding that the API server has not answered; with {@code untilAcknowledged} a
 * node counts as busy for longer, until its kubelet has shown that it knows the pod.
 *
 * <p>A binding that is never answered holds its node back only for the time-out; that ends the
 * exclusion, never the assumption that the pod may be there. A job that waits for this reason alone
 * waits no longer than the patience.
 */
public final class PendingBindingsPlugin implements Plugin, TargetExclusion {
  private static final Argument MAX_PER_NODE =
      new Argument("pendingbindings.maxPerNode", "0", "bindings in flight that are tolerated");
  private static final Argument TIMEOUT =
      new Argument("pendingbindings.timeout", "30s", "ends the exclusion of a node");
  private static final Argument PATIENCE =
      new Argument(
          "pendingbindings.patience",
          "200ms",
          "how long a job waits for this reason alone; 2s where `untilAcknowledged` is set");
  private static final Argument UNTIL_ACKNOWLEDGED =
      new Argument(
          "pendingbindings.untilAcknowledged",
          "false",
          "a node counts as busy until its kubelet has shown that it knows the pod");
  private static final String PATIENCE_WITH_KUBELETS = "2s";

  private final int maxPerNode;
  private final long timeoutNanos;
  private final long patienceNanos;
  private final boolean untilAcknowledged;

  private PendingBindingsPlugin(Arguments arguments) {
    maxPerNode = arguments.integer(MAX_PER_NODE, 0);
    timeoutNanos = arguments.durationNanos(TIMEOUT);
    untilAcknowledged = arguments.flag(UNTIL_ACKNOWLEDGED);
    patienceNanos =
        arguments.durationNanos(
            untilAcknowledged ? PATIENCE.withStandard(PATIENCE_WITH_KUBELETS) : PATIENCE);
  }

  /** Makes the plugin {@code pendingbindings}. */
  public static final class Factory implements PluginFactory {
    @Override
    public String name() {
      return "pendingbindings";
    }

    @Override
    public List<Argument> arguments() {
      return List.of(MAX_PER_NODE, TIMEOUT, PATIENCE, UNTIL_ACKNOWLEDGED);
    }

    @Override
    public PendingBindingsPlugin create(Arguments arguments) {
      return new PendingBindingsPlugin(arguments);
    }
  }

  @Override
  public void register(Hooks hooks) {
    hooks.targetExclusion(this);
  }

  @Override
  public BitSet candidates(NodeTable nodes) {
    return awaited(nodes).nodes();
  }

  @Override
  public boolean excludes(NodeTable nodes, int node, long nowNanos) {
    Awaited awaited = awaited(nodes);
    return awaited.on(node) > maxPerNode && nowNanos - awaited.sinceNanos(node) < timeoutNanos;
  }

  private Awaited awaited(NodeTable nodes) {
    return untilAcknowledged ? nodes.unacknowledged() : nodes.bindingsInFlight();
  }

  @Override
  public long patienceNanos() {
    return patienceNanos;
  }
}
