package dev.basalt.plugins.nodeorder;

import dev.basalt.core.model.NodeTable;
import dev.basalt.core.model.PodClass;
import dev.basalt.core.peers.Peers;
import dev.basalt.core.peers.Peers.Part;
import dev.basalt.core.spi.NodeScore;

/** What the pods near a node add; nothing for pods that have to do with no others. */
final class PeerScore implements NodeScore {
  private final Part part;
  private final int affinityWeight;
  private final int spreadWeight;

  PeerScore(Part part, int affinityWeight, int spreadWeight) {
    this.part = part;
    this.affinityWeight = affinityWeight;
    this.spreadWeight = spreadWeight;
  }

  @Override
  public boolean concerns(PodClass podClass) {
    return podClass.peers() != null;
  }

  @Override
  public double score(PodClass podClass, int node, NodeTable nodes) {
    Peers peers = podClass.peers();
    return peers == null
        ? 0
        : affinityWeight * peers.attraction(node, part) + spreadWeight * peers.evenness(node, part);
  }
}
