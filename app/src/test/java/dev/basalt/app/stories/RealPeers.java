package dev.basalt.app.stories;

import dev.basalt.core.event.LabelSelector;
import dev.basalt.core.event.LabelSelector.Requirement;
import dev.basalt.core.event.PodAffinity.Preference;
import dev.basalt.core.event.PodAffinity.Term;
import dev.basalt.core.event.PodSelector;
import dev.basalt.core.event.PodShape;
import dev.basalt.core.event.SpreadConstraint;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import io.fabric8.kubernetes.api.model.PodAffinity;
import io.fabric8.kubernetes.api.model.PodAffinityTerm;
import io.fabric8.kubernetes.api.model.PodAffinityTermBuilder;
import io.fabric8.kubernetes.api.model.PodAntiAffinity;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraintBuilder;
import io.fabric8.kubernetes.api.model.WeightedPodAffinityTerm;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What pods of stories say about other pods, as parts of objects for an API server. */
final class RealPeers {
  private final UnaryOperator<String> namespaces;

  /**
   * Writes terms.
   *
   * @param namespaces from a namespace of the story to that on the API server
   */
  RealPeers(UnaryOperator<String> namespaces) {
    this.namespaces = namespaces;
  }

  /** Pods to be near to, null for none. */
  @Nullable PodAffinity near(PodShape shape) {
    var affinity = shape.podAffinity();
    return affinity.required().isEmpty() && affinity.preferred().isEmpty()
        ? null
        : new PodAffinity(weighted(affinity.preferred()), terms(affinity.required()));
  }

  /** Pods to stay away from, null for none. */
  @Nullable PodAntiAffinity apart(PodShape shape) {
    var affinity = shape.podAffinity();
    return affinity.requiredApart().isEmpty() && affinity.preferredApart().isEmpty()
        ? null
        : new PodAntiAffinity(weighted(affinity.preferredApart()), terms(affinity.requiredApart()));
  }

  /** Over what pods are spread. */
  static List<TopologySpreadConstraint> spread(PodShape shape) {
    return shape.spread().stream().map(RealPeers::constraint).toList();
  }

  private static TopologySpreadConstraint constraint(SpreadConstraint constraint) {
    return new TopologySpreadConstraintBuilder()
        .withMaxSkew(constraint.maxSkew())
        .withTopologyKey(constraint.topologyKey())
        .withWhenUnsatisfiable(constraint.required() ? "DoNotSchedule" : "ScheduleAnyway")
        .withLabelSelector(selector(constraint.pods().labels()))
        .withMinDomains(constraint.minDomains() == 1 ? null : constraint.minDomains())
        .withNodeAffinityPolicy(constraint.honoursAffinity() ? "Honor" : "Ignore")
        .withNodeTaintsPolicy(constraint.honoursTaints() ? "Honor" : "Ignore")
        .build();
  }

  private List<PodAffinityTerm> terms(List<Term> terms) {
    return terms.stream().map(this::term).toList();
  }

  private List<WeightedPodAffinityTerm> weighted(List<Preference> preferences) {
    return preferences.stream()
        .map(
            preference -> new WeightedPodAffinityTerm(term(preference.term()), preference.weight()))
        .toList();
  }

  private PodAffinityTerm term(Term term) {
    PodSelector pods = term.pods();
    boolean others = !pods.otherNamespaces().equals(LabelSelector.NOTHING);
    return new PodAffinityTermBuilder()
        .withTopologyKey(term.topologyKey())
        .withLabelSelector(selector(pods.labels()))
        .withNamespaces(pods.namespaces().stream().map(namespaces).toList())
        .withNamespaceSelector(others ? selector(pods.otherNamespaces()) : null)
        .build();
  }

  /** A selector of the API. */
  static io.fabric8.kubernetes.api.model.LabelSelector selector(LabelSelector selector) {
    return new LabelSelectorBuilder()
        .withMatchExpressions(selector.requirements().stream().map(RealPeers::requirement).toList())
        .build();
  }

  private static LabelSelectorRequirement requirement(Requirement requirement) {
    String operator =
        switch (requirement.operator()) {
          case IN -> "In";
          case NOT_IN -> "NotIn";
          case EXISTS -> "Exists";
          case DOES_NOT_EXIST -> "DoesNotExist";
        };
    return new LabelSelectorRequirement(requirement.key(), operator, requirement.values());
  }
}
