package dev.basalt.core.spi;

import dev.basalt.core.model.NodeTable;
import java.util.BitSet;

/**
 * Leaves nodes with bindings in flight out of a session's choice of targets. They stay in totals
 * and shares.
 */
public interface TargetExclusion {
  /** The nodes that the question is asked of: no others are ever left out. */
  default BitSet candidates(NodeTable nodes) {
    return nodes.bindingsInFlight().nodes();
  }

  /**
   * Whether a node takes no new pods in the session that opens now. Asked of the candidates only.
   *
   * @param nowNanos monotonic nanoseconds
   */
  boolean excludes(NodeTable nodes, int node, long nowNanos);

  /**
   * How long a job may wait for this reason alone before it is placed all the same, nanoseconds.
   * That is safe: the engine's own books count a pod from the moment it is placed.
   */
  long patienceNanos();
}
