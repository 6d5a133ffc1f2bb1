package dev.basalt.cluster.convert;

import dev.basalt.cluster.convert.PeersDraft.Kind;
import dev.basalt.core.event.LabelSelector;
import io.fabric8.kubernetes.api.model.PodAffinityTerm;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import io.fabric8.kubernetes.api.model.WeightedPodAffinityTerm;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what pods of the Fabric8 model say about other pods. */
final class PeersReader {
  private final PeersDraft draft;

  PeersReader(PeersDraft draft) {
    this.draft = draft;
  }

  void required(Kind kind, @Nullable List<PodAffinityTerm> terms) {
    for (PodAffinityTerm read : Fields.items(terms)) {
      PeersDraft.Term term = draft.begin();
      fill(term, read);
      draft.affinity(kind, term);
    }
  }

  void preferred(Kind kind, @Nullable List<WeightedPodAffinityTerm> terms) {
    for (WeightedPodAffinityTerm read : Fields.items(terms)) {
      PeersDraft.Term term = draft.begin().weight(Fields.number(read.getWeight()));
      if (read.getPodAffinityTerm() != null) {
        fill(term, read.getPodAffinityTerm());
      }
      draft.affinity(kind, term);
    }
  }

  void spread(@Nullable List<TopologySpreadConstraint> constraints) {
    for (TopologySpreadConstraint read : Fields.items(constraints)) {
      PeersDraft.Term constraint =
          draft
              .begin()
              .maxSkew(Fields.number(read.getMaxSkew()))
              .minDomains(Fields.number(read.getMinDomains()))
              .topologyKey(Fields.text(read.getTopologyKey()))
              .whenUnsatisfiable(Fields.text(read.getWhenUnsatisfiable()))
              .affinityPolicy(Fields.text(read.getNodeAffinityPolicy()))
              .taintsPolicy(Fields.text(read.getNodeTaintsPolicy()));
      if (read.getLabelSelector() != null) {
        constraint.pods(selector(read.getLabelSelector()));
      }
      Fields.items(read.getMatchLabelKeys()).forEach(constraint::matchLabelKey);
      draft.spread(constraint);
    }
  }

  private void fill(PeersDraft.Term term, PodAffinityTerm read) {
    if (read.getLabelSelector() != null) {
      term.pods(selector(read.getLabelSelector()));
    }
    if (read.getNamespaceSelector() != null) {
      term.namespaceSelector(selector(read.getNamespaceSelector()));
    }
    term.topologyKey(Fields.text(read.getTopologyKey()));
    Fields.items(read.getNamespaces()).forEach(term::namespace);
    Fields.items(read.getMatchLabelKeys()).forEach(term::matchLabelKey);
    Fields.items(read.getMismatchLabelKeys()).forEach(term::mismatchLabelKey);
  }

  private LabelSelector selector(io.fabric8.kubernetes.api.model.LabelSelector read) {
    SelectorDraft selector = draft.selectors();
    SelectorReader.fill(selector, read);
    return selector.take();
  }
}
