package dev.basalt.core.peers;

import dev.basalt.core.event.SpreadConstraint;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the pods of one class and other pods have to do with each other, as counts that are kept up
 * to date: asking costs the terms that matter, however many pods there are. Rules and formulas are
 * kube-scheduler's.
 *
 * <p>Each answer has two parts. What is said over coarse topologies, such as zones, is the same for
 * all nodes of a group ({@link #groups}); the rest is a node's own. A function looks at one part at
 * a time, so that a pod more in a zone does not mean a new look at each of its nodes.
 */
public final class Peers {
  /** What of an answer is asked for. */
  public enum Part {
    /** What is a node's own. */
    NODE,
    /** What all nodes of a group share. */
    GROUP
  }

  /** A sum, and how much one pod of it draws (or, below 0, repels) pods of the class. */
  record Pull(DomainTally tally, int weight) {}

  private final List<Interest> meantBy;
  private final List<Tally> counted;
  private final List<Tally> countedAlive;
  private final List<DomainTally> near;
  private final boolean likesItself;
  private final BitSet barred = new BitSet(0);
  private final List<DomainTally> apart;
  private final List<DomainTally> apartFromItself;
  private final List<DomainTally> keptAway;
  private final List<Pull> pulls;
  private final int pullScale;
  private final @Nullable Spread spread;
  private final @Nullable Spread preferredSpread;

  Peers(Draft draft) {
    this.meantBy = draft.meantBy;
    this.counted = List.copyOf(draft.counted);
    this.countedAlive = List.copyOf(draft.countedAlive);
    this.near = List.copyOf(draft.near);
    this.likesItself = draft.likesItself;
    this.apart = List.copyOf(draft.apart);
    this.apartFromItself = List.copyOf(draft.apartFromItself);
    this.keptAway = List.copyOf(draft.keptAway);
    this.pulls = List.copyOf(draft.pulls);
    this.pullScale = Math.max(1, draft.pullScale);
    this.spread = draft.spread;
    this.preferredSpread = draft.preferredSpread;
  }

  /**
   * Whether a node is not near to pods that the class requires: for each term of its required pod
   * affinity there must be a pod in the node's domain that all terms mean. The first of pods that
   * mean themselves may go anywhere where the labels are.
   */
  public boolean lacksCompany(int node, Part part) {
    boolean company = true;
    for (int i = 0; i < near.size(); i++) {
      DomainTally tally = near.get(i);
      if (tally.domains().coarse() == (part == Part.GROUP)) {
        if (!tally.hasDomain(node)) {
          return true;
        }
        company &= tally.near(node) > 0;
      }
    }
    return !company && (!choosesDomain() || isBarred(node, part));
  }

  /** Whether pods of the class must be near to each other. */
  public boolean requiresItself() {
    return likesItself;
  }

  /**
   * Whether the class has the choice now in which domain its pods come together: they require each
   * other, and there is none yet.
   */
  public boolean choosesDomain() {
    int anywhere = 0;
    for (int i = 0; i < near.size(); i++) {
      anywhere += near.get(i).total();
    }
    return likesItself && anywhere == 0;
  }

  /** Pods of the class do not come together in a node's domain until that is lifted. */
  public void bar(int node) {
    DomainTally first = near.getFirst();
    barred.set(first.domain(node));
    first.touch(first.domain(node));
  }

  /** Lifts all bars. */
  public void liftBars() {
    for (int domain = barred.nextSetBit(0); domain >= 0; domain = barred.nextSetBit(domain + 1)) {
      near.getFirst().touch(domain);
    }
    barred.clear();
  }

  private boolean isBarred(int node, Part part) {
    DomainTally first = near.getFirst();
    return !barred.isEmpty()
        && first.domains().coarse() == (part == Part.GROUP)
        && barred.get(first.domain(node));
  }

  /** Whether a node is near to pods that the class's required anti-affinity means. */
  public boolean meetsAvoided(int node, Part part) {
    return any(apart, node, part);
  }

  /** Whether a node is near to pods whose required anti-affinity means the class. */
  public boolean isKeptAway(int node, Part part) {
    return any(keptAway, node, part);
  }

  /** The first topology spread constraint that keeps the class from a node, null if none does. */
  public @Nullable SpreadConstraint violated(int node, Part part) {
    return spread == null ? null : spread.violated(node, part == Part.GROUP);
  }

  /** Whether a node takes one pod of the class at most, as they keep away from each other. */
  public boolean keepsApartOn(int node) {
    for (int i = 0; i < apartFromItself.size(); i++) {
      if (apartFromItself.get(i).hasDomain(node)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a pod more somewhere can make a node do that will not do now. */
  public boolean mayBeHelped() {
    return !near.isEmpty() || spread != null;
  }

  /**
   * How much pods near a node draw or repel pods of the class, from 0 to 100, 50 where they do
   * neither: rises with the sum over these pods of the weights of the terms, its own and theirs. 0
   * without any such term, and where the other part has the answer.
   */
  public double attraction(int node, Part part) {
    if (pulls.isEmpty() || part != pullPart()) {
      return 0;
    }
    long sum = 0;
    for (int i = 0; i < pulls.size(); i++) {
      Pull pull = pulls.get(i);
      sum += (long) pull.weight() * pull.tally().near(node);
    }
    return 50 + 50.0 * sum / (Math.abs(sum) + pullScale);
  }

  /**
   * How evenly pods would be spread with one more on a node, 0 to 100; 0 without a preference, and
   * where the other part has the answer.
   */
  public double evenness(int node, Part part) {
    return preferredSpread == null || preferredSpread.allCoarse() != (part == Part.GROUP)
        ? 0
        : preferredSpread.evenness(node);
  }

  /**
   * Puts nodes into groups, numbered from 0, for all nodes of which the {@link Part#GROUP} part of
   * each answer is the same. Holds until {@link PeerBook#layout} grows.
   *
   * @param groupOf takes each node's group
   * @return how many groups there are
   */
  public int groups(int[] groupOf, int nodes) {
    Set<Domains> coarse = new LinkedHashSet<>();
    near.forEach(tally -> coarse.add(tally.domains()));
    apart.forEach(tally -> coarse.add(tally.domains()));
    keptAway.forEach(tally -> coarse.add(tally.domains()));
    pulls.forEach(pull -> coarse.add(pull.tally().domains()));
    addDomains(spread, coarse);
    addDomains(preferredSpread, coarse);
    coarse.removeIf(domains -> !domains.coarse());
    Map<List<Integer>, Integer> known = new HashMap<>();
    for (int node = 0; node < nodes; node++) {
      List<Integer> places = new ArrayList<>(coarse.size());
      for (Domains domains : coarse) {
        places.add(domains.of(node));
      }
      groupOf[node] = known.computeIfAbsent(places, unseen -> known.size());
    }
    return known.size();
  }

  private static void addDomains(@Nullable Spread from, Set<Domains> to) {
    if (from != null) {
      from.counts().forEach(count -> to.add(count.domains()));
    }
  }

  private Part pullPart() {
    for (int i = 0; i < pulls.size(); i++) {
      if (!pulls.get(i).tally().domains().coarse()) {
        return Part.NODE;
      }
    }
    return Part.GROUP;
  }

  /**
   * Counts a pod of the class on a node, or counts it no longer.
   *
   * @param pods how many more, -1 to 1
   * @param alive how many more that are not being deleted, -1 to 1
   */
  public void count(int node, int pods, int alive) {
    for (int i = 0; pods != 0 && i < counted.size(); i++) {
      counted.get(i).add(node, pods);
    }
    for (int i = 0; alive != 0 && i < countedAlive.size(); i++) {
      countedAlive.get(i).add(node, alive);
    }
  }

  List<Interest> meantBy() {
    return meantBy;
  }

  @Nullable Spread spread() {
    return spread;
  }

  @Nullable Spread preferredSpread() {
    return preferredSpread;
  }

  private static boolean any(List<DomainTally> tallies, int node, Part part) {
    for (int i = 0; i < tallies.size(); i++) {
      DomainTally tally = tallies.get(i);
      if (tally.domains().coarse() == (part == Part.GROUP) && tally.near(node) > 0) {
        return true;
      }
    }
    return false;
  }
}
