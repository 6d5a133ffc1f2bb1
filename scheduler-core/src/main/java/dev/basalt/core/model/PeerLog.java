package dev.basalt.core.model;

import dev.basalt.core.peers.PeerChanges;

/** Notes what changes the answers about the pods near nodes. */
final class PeerLog implements PeerChanges {
  private final ChangeLog nodes = new ChangeLog();
  private final ChangeLog rises;
  private long version;

  /**
   * An empty log.
   *
   * @param rises takes the nodes that may take more than before
   */
  PeerLog(ChangeLog rises) {
    this.rises = rises;
  }

  /** The nodes whose own answers may have changed, in order. */
  ChangeLog nodes() {
    return nodes;
  }

  /** Grows with each change. */
  long version() {
    return version;
  }

  @Override
  public void nodeChanged(int node) {
    nodes.add(node);
    version++;
  }

  @Override
  public void groupsChanged() {
    version++;
  }

  @Override
  public void nodeRose(int node) {
    rises.add(node);
  }
}
