package dev.basalt.core.peers;

/** Is told of what changes the answers of {@link Peers}. */
public interface PeerChanges {
  /** The part of an answer that is a node's own may have changed. */
  void nodeChanged(int node);

  /** The part of an answer that a group of nodes shares may have changed. */
  void groupsChanged();

  /** A node may take pods now that it did not take before. */
  void nodeRose(int node);
}
