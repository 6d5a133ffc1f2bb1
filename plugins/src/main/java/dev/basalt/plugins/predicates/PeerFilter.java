package dev.basalt.plugins.predicates;

import dev.basalt.core.event.SpreadConstraint;
import dev.basalt.core.model.NodeTable;
import dev.basalt.core.model.PodClass;
import dev.basalt.core.peers.Peers;
import dev.basalt.core.peers.Peers.Part;
import dev.basalt.core.spi.NodeFilter;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Keeps pods near to pods, away from pods, and spread over topologies, as they require it. */
final class PeerFilter implements NodeFilter {
  static final String LONELY = "node(s) had no pods near that the pod's affinity requires";
  static final String APART = "node(s) had pods that the pod's anti-affinity keeps away from";
  static final String KEPT_AWAY = "node(s) had pods whose anti-affinity keeps the pod away";

  private final Part part;
  private final boolean checksAffinity;
  private final boolean checksSpread;
  private final Map<String, String> spreadMessages = new HashMap<>();

  PeerFilter(Part part, boolean checksAffinity, boolean checksSpread) {
    this.part = part;
    this.checksAffinity = checksAffinity;
    this.checksSpread = checksSpread;
  }

  static String unevenOn(String topologyKey) {
    return "node(s) didn't satisfy topology spread on " + topologyKey;
  }

  @Override
  public boolean concerns(PodClass podClass) {
    return podClass.peers() != null;
  }

  @Override
  public @Nullable String reject(PodClass podClass, int node, NodeTable nodes) {
    Peers peers = podClass.peers();
    if (peers == null) {
      return null;
    }
    if (checksAffinity) {
      if (peers.isKeptAway(node, part)) {
        return KEPT_AWAY;
      }
      if (peers.meetsAvoided(node, part)) {
        return APART;
      }
      if (peers.lacksCompany(node, part)) {
        return LONELY;
      }
    }
    SpreadConstraint violated = checksSpread ? peers.violated(node, part) : null;
    return violated == null
        ? null
        : spreadMessages.computeIfAbsent(violated.topologyKey(), PeerFilter::unevenOn);
  }

  @Override
  public boolean takesOne(PodClass podClass, int node, NodeTable nodes) {
    Peers peers = podClass.peers();
    return checksAffinity && part == Part.NODE && peers != null && peers.keepsApartOn(node);
  }

  @Override
  public boolean mayAcceptLater(PodClass podClass) {
    Peers peers = podClass.peers();
    return peers != null && peers.mayBeHelped();
  }
}
