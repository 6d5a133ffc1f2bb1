package dev.basalt.cluster.feed.protobuf;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import io.fabric8.kubernetes.api.model.PodAffinity;
import io.fabric8.kubernetes.api.model.PodAffinityTerm;
import io.fabric8.kubernetes.api.model.PodAffinityTermBuilder;
import io.fabric8.kubernetes.api.model.PodAntiAffinity;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraintBuilder;
import io.fabric8.kubernetes.api.model.WeightedPodAffinityTerm;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What pods may say about other pods, good and bad. */
final class RandomPeerTerms {
  private static final List<String> WORDS = List.of("", "a", "worker", "größe", "12", "key-a");
  private static final List<String> OPERATORS =
      List.of("In", "NotIn", "Exists", "DoesNotExist", "Odd");

  private final SplittableRandom random;

  RandomPeerTerms(SplittableRandom random) {
    this.random = random;
  }

  PodAffinity near() {
    return new PodAffinity(some(this::preference), some(this::term));
  }

  PodAntiAffinity apart() {
    return new PodAntiAffinity(some(this::preference), some(this::term));
  }

  List<TopologySpreadConstraint> spread() {
    return some(this::constraint);
  }

  private TopologySpreadConstraint constraint() {
    return new TopologySpreadConstraintBuilder()
        .withMaxSkew(random.nextInt(1, 4))
        .withTopologyKey(word())
        .withWhenUnsatisfiable(pick(List.of("DoNotSchedule", "ScheduleAnyway")))
        .withLabelSelector(selector())
        .withMinDomains(sometimes() ? random.nextInt(1, 9) : null)
        .withNodeAffinityPolicy(sometimes() ? pick(List.of("Honor", "Ignore")) : null)
        .withNodeTaintsPolicy(sometimes() ? pick(List.of("Honor", "Ignore")) : null)
        .withMatchLabelKeys(some(this::word))
        .build();
  }

  private WeightedPodAffinityTerm preference() {
    return new WeightedPodAffinityTerm(term(), random.nextInt(1, 101));
  }

  private PodAffinityTerm term() {
    return new PodAffinityTermBuilder()
        .withLabelSelector(selector())
        .withNamespaces(some(() -> "namespace-" + random.nextInt(3)))
        .withNamespaceSelector(selector())
        .withTopologyKey(word())
        .withMatchLabelKeys(some(this::word))
        .withMismatchLabelKeys(some(this::word))
        .build();
  }

  private @Nullable LabelSelector selector() {
    if (sometimes()) {
      return null;
    }
    LabelSelectorBuilder selector = new LabelSelectorBuilder();
    for (int i = random.nextInt(3); i > 0; i--) {
      selector.addToMatchLabels(word(), word());
    }
    for (int i = random.nextInt(3); i > 0; i--) {
      selector.addToMatchExpressions(
          new LabelSelectorRequirement(word(), pick(OPERATORS), some(this::word)));
    }
    return selector.build();
  }

  private <T> List<T> some(Supplier<T> maker) {
    List<T> list = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      list.add(maker.get());
    }
    return list;
  }

  private String word() {
    return pick(WORDS);
  }

  private <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private boolean sometimes() {
    return random.nextInt(3) == 0;
  }
}
