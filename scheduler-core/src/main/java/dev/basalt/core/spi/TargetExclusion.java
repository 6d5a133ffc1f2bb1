package dev.basalt.core.spi;

import dev.basalt.core.model.NodeTable;

/**
 * Leaves nodes with bindings in flight out of a session's choice of targets. They stay in totals
 * and shares.
 */
public interface TargetExclusion {
  /**
   * Whether a node takes no new pods in the session that opens now. Asked for nodes that have
   * bindings in flight.
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
