package dev.basalt.core.peers;

import dev.basalt.core.event.NodeSpec;
import dev.basalt.core.event.PodAffinity;
import dev.basalt.core.event.PodSelector;
import dev.basalt.core.event.PodShape;
import dev.basalt.core.event.SpreadConstraint;
import dev.basalt.core.peers.Interest.Identity;
import dev.basalt.core.peers.Interest.Kind;
import dev.basalt.core.peers.Peers.Pull;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@link Peers} in the making: finds the counts that a class reads, and those it is part of. */
final class Draft {
  /**
   * What one pod that must have others near draws these; kube-scheduler's hardPodAffinityWeight.
   */
  private static final int REQUIRED_WEIGHT = 1;

  private final PodShape shape;
  private final Function<Identity, Interest> interests;
  private final Function<String, Domains> domains;
  final List<Interest> meantBy;
  final List<Tally> counted = new ArrayList<>();
  final List<Tally> countedAlive = new ArrayList<>();
  final List<DomainTally> near = new ArrayList<>();
  final List<DomainTally> apart = new ArrayList<>();
  final List<DomainTally> apartFromItself = new ArrayList<>();
  final List<DomainTally> keptAway = new ArrayList<>();
  final List<Pull> pulls = new ArrayList<>();
  boolean likesItself;
  int pullScale;
  @Nullable Spread spread;
  @Nullable Spread preferredSpread;

  Draft(
      PodShape shape,
      List<Interest> meantBy,
      Function<Identity, Interest> interests,
      Function<String, Domains> domains) {
    this.shape = shape;
    this.meantBy = meantBy;
    this.interests = interests;
    this.domains = domains;
  }

  /** Everything that a shape says about other pods. */
  static Set<Identity> said(PodShape shape) {
    Set<Identity> keys = new LinkedHashSet<>();
    PodAffinity affinity = shape.podAffinity();
    if (!affinity.required().isEmpty()) {
      keys.add(company(affinity));
    }
    affinity.requiredApart().forEach(term -> keys.add(meant(term)));
    affinity.preferred().forEach(preference -> keys.add(meant(preference.term())));
    affinity.preferredApart().forEach(preference -> keys.add(meant(preference.term())));
    keys.addAll(held(affinity));
    shape.spread().forEach(constraint -> keys.add(counting(constraint)));
    return keys;
  }

  Peers build(@Nullable NodeSpec[] nodes) {
    PodAffinity affinity = shape.podAffinity();
    for (Identity key : held(affinity)) {
      counted.add(interests.apply(key).tally());
    }
    meantBy.forEach(this::readMeaning);
    readRequired(affinity);
    affinity.preferred().forEach(each -> readPreference(each, each.weight()));
    affinity.preferredApart().forEach(each -> readPreference(each, -each.weight()));
    if (pulls.stream().map(pull -> pull.tally().domains()).distinct().count() > 1) {
      pulls.forEach(pull -> pull.tally().mixed());
    }
    spread = spread(true, nodes);
    preferredSpread = spread(false, nodes);
    return new Peers(this);
  }

  /** Somebody means the pods of the class. */
  private void readMeaning(Interest interest) {
    switch (interest.key().kind()) {
      case MEANT -> counted.add(interest.tally());
      case SPREAD -> countedAlive.add(interest.tally());
      case HOLDERS -> {
        DomainTally holders = interest.tally().by(domains.apply(interest.key().topologyKey()));
        int weight = interest.key().weight();
        if (weight == 0) {
          keptAway.add(holders);
        } else {
          holders.graded();
          pulls.add(new Pull(holders, weight));
        }
      }
    }
  }

  private void readRequired(PodAffinity affinity) {
    if (!affinity.required().isEmpty()) {
      Interest company = interests.apply(company(affinity));
      likesItself = meantBy.contains(company);
      for (PodAffinity.Term term : affinity.required()) {
        DomainTally tally = company.tally().by(domains.apply(term.topologyKey()));
        tally.totalMatters();
        near.add(tally);
      }
    }
    for (PodAffinity.Term term : affinity.requiredApart()) {
      Interest meant = interests.apply(meant(term));
      DomainTally tally = meant.tally().by(domains.apply(term.topologyKey()));
      apart.add(tally);
      if (meantBy.contains(meant)) {
        apartFromItself.add(tally);
      }
    }
  }

  private void readPreference(PodAffinity.Preference preference, int weight) {
    PodAffinity.Term term = preference.term();
    DomainTally tally = interests.apply(meant(term)).tally().by(domains.apply(term.topologyKey()));
    tally.graded();
    pulls.add(new Pull(tally, weight));
    pullScale += preference.weight();
  }

  private @Nullable Spread spread(boolean required, @Nullable NodeSpec[] nodes) {
    List<SpreadCount> counts = new ArrayList<>();
    boolean mixed =
        !required
            && shape.spread().stream()
                    .filter(constraint -> !constraint.required())
                    .map(SpreadConstraint::topologyKey)
                    .distinct()
                    .count()
                > 1;
    for (SpreadConstraint constraint : shape.spread()) {
      if (constraint.required() == required) {
        Interest counted = interests.apply(counting(constraint));
        counts.add(
            new SpreadCount(
                constraint,
                meantBy.contains(counted),
                mixed,
                counted.tally(),
                domains.apply(constraint.topologyKey())));
      }
    }
    return counts.isEmpty() ? null : new Spread(shape, List.copyOf(counts), nodes);
  }

  private static Identity company(PodAffinity affinity) {
    List<PodSelector> selectors =
        affinity.required().stream().map(PodAffinity.Term::pods).distinct().toList();
    return new Identity(Kind.MEANT, selectors, "", 0);
  }

  private static Identity meant(PodAffinity.Term term) {
    return new Identity(Kind.MEANT, List.of(term.pods()), "", 0);
  }

  private static Identity counting(SpreadConstraint constraint) {
    return new Identity(Kind.SPREAD, List.of(constraint.pods()), "", 0);
  }

  /** The terms by which pods of a shape draw others or keep them away, one for each time. */
  private static List<Identity> held(PodAffinity affinity) {
    List<Identity> keys = new ArrayList<>();
    affinity.required().forEach(term -> keys.add(held(term, REQUIRED_WEIGHT)));
    affinity.requiredApart().forEach(term -> keys.add(held(term, 0)));
    affinity.preferred().forEach(each -> keys.add(held(each.term(), each.weight())));
    affinity.preferredApart().forEach(each -> keys.add(held(each.term(), -each.weight())));
    return keys;
  }

  private static Identity held(PodAffinity.Term term, int weight) {
    return new Identity(Kind.HOLDERS, List.of(term.pods()), term.topologyKey(), weight);
  }
}
