package dev.basalt.cluster.feed.protobuf;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.PodAffinityTerm;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import io.fabric8.kubernetes.api.model.WeightedPodAffinityTerm;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Encodes what pods say about other pods. */
final class ProtoPeers {
  private ProtoPeers() {}

  static void terms(
      ProtoWriter w,
      @Nullable List<PodAffinityTerm> required,
      @Nullable List<WeightedPodAffinityTerm> preferred) {
    ProtoObjects.each(required, term -> w.nested(1, t -> term(t, term)));
    ProtoObjects.each(
        preferred,
        term ->
            w.nested(
                2,
                p ->
                    p.number(1, term.getWeight())
                        .nested(2, t -> term(t, term.getPodAffinityTerm()))));
  }

  static void constraint(ProtoWriter w, TopologySpreadConstraint constraint) {
    w.number(1, constraint.getMaxSkew())
        .string(2, constraint.getTopologyKey())
        .string(3, constraint.getWhenUnsatisfiable());
    if (constraint.getLabelSelector() != null) {
      w.nested(4, s -> selector(s, constraint.getLabelSelector()));
    }
    w.number(5, constraint.getMinDomains())
        .string(6, constraint.getNodeAffinityPolicy())
        .string(7, constraint.getNodeTaintsPolicy());
    ProtoObjects.each(constraint.getMatchLabelKeys(), key -> w.string(8, key));
  }

  private static void term(ProtoWriter w, @Nullable PodAffinityTerm term) {
    if (term == null) {
      return;
    }
    if (term.getLabelSelector() != null) {
      w.nested(1, s -> selector(s, term.getLabelSelector()));
    }
    ProtoObjects.each(term.getNamespaces(), namespace -> w.string(2, namespace));
    w.string(3, term.getTopologyKey());
    if (term.getNamespaceSelector() != null) {
      w.nested(4, s -> selector(s, term.getNamespaceSelector()));
    }
    ProtoObjects.each(term.getMatchLabelKeys(), key -> w.string(5, key));
    ProtoObjects.each(term.getMismatchLabelKeys(), key -> w.string(6, key));
  }

  private static void selector(ProtoWriter w, LabelSelector selector) {
    w.map(1, selector.getMatchLabels());
    ProtoObjects.each(
        selector.getMatchExpressions(),
        e ->
            w.nested(
                2,
                x -> {
                  x.string(1, e.getKey()).string(2, e.getOperator());
                  ProtoObjects.each(e.getValues(), value -> x.string(3, value));
                }));
  }
}
