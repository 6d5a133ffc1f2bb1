package dev.basalt.core.peers;

/** Is told of nodes about which an answer of {@link Peers} may have changed. */
@FunctionalInterface
public interface PeerChanges {
  /**
   * A node is worth another look.
   *
   * @param mayTakeMore whether the node may take pods now that it did not take before
   */
  void changed(int node, boolean mayTakeMore);
}
