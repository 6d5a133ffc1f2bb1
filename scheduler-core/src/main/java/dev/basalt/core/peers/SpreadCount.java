package dev.basalt.core.peers;

import dev.basalt.core.event.NodeMatcher;
import dev.basalt.core.event.NodeSpec;
import dev.basalt.core.event.PodShape;
import dev.basalt.core.event.SpreadConstraint;
import java.util.Arrays;
import java.util.BitSet;

/**
 * The pods that one topology spread constraint counts, by domain, and in which domain there are the
 * fewest. Only nodes that have the labels of all constraints beside it, and that its policies let
 * in, count; other domains are as if they were not.
 *
 * <p>Cost: O(1) for a pod that comes or goes; O(domains) once the last of the domains with the
 * fewest pods got one more, so that evenly spread pods cost O(1) each.
 */
final class SpreadCount {
  private final SpreadConstraint constraint;
  private final boolean countsItself;
  private final boolean mixed;
  private final Tally tally;
  private final Domains domains;
  private final BitSet counting = new BitSet();
  private int[] sums = new int[4];
  private int[] nodesIn = new int[4];
  private int domainCount;
  private int fewest;
  private int withFewest;
  private double weight;

  /**
   * Counts nothing yet.
   *
   * @param countsItself whether the pods that the constraint is for are among those it counts
   * @param mixed whether answers depend on other topologies too, so that each node is told of
   *     changes even where the domains are coarse
   */
  SpreadCount(
      SpreadConstraint constraint,
      boolean countsItself,
      boolean mixed,
      Tally tally,
      Domains domains) {
    this.constraint = constraint;
    this.mixed = mixed;
    this.countsItself = countsItself;
    this.tally = tally;
    this.domains = domains;
    domains.users++;
    tally.add(this);
  }

  SpreadConstraint constraint() {
    return constraint;
  }

  Domains domains() {
    return domains;
  }

  void close() {
    tally.remove(this);
    domains.users--;
  }

  boolean mayCount(PodShape shape, NodeSpec node) {
    return (!constraint.honoursAffinity() || NodeMatcher.selects(shape, node))
        && (!constraint.honoursTaints() || NodeMatcher.toleratesAll(shape.tolerations(), node));
  }

  /** Counts a node with the pods on it from now on; {@link #settle} once all are. */
  void include(int node) {
    int domain = domains.of(node);
    ensure(domain);
    counting.set(node);
    domainCount += nodesIn[domain]++ == 0 ? 1 : 0;
    sums[domain] += tally.on(node);
  }

  /** Counts a node no longer, if it was counted; its domain must be what it was then. */
  void exclude(int node) {
    if (counting.get(node)) {
      int domain = domains.of(node);
      counting.clear(node);
      domainCount -= --nodesIn[domain] == 0 ? 1 : 0;
      sums[domain] -= tally.on(node);
    }
  }

  /** Nodes were included or excluded: all answers may be others. */
  void settle() {
    search();
    weight = Math.log(domainCount + 2);
    domains.touchAll(mixed);
  }

  void add(int node, int difference) {
    if (!counting.get(node)) {
      return;
    }
    int domain = domains.of(node);
    int before = sums[domain];
    int floorBefore = floor();
    sums[domain] += difference;
    if (sums[domain] < fewest) {
      fewest = sums[domain];
      withFewest = 1;
    } else if (before == fewest) {
      withFewest--;
      if (withFewest == 0) {
        search();
      }
    } else if (sums[domain] == fewest) {
      withFewest++;
    }
    tell(domain, before, floorBefore);
  }

  /** Whether one more pod in a node's domain keeps within the skew. */
  boolean accepts(int node) {
    int domain = domains.of(node);
    return domain != Domains.NONE && accepts(sumOf(domain), floor());
  }

  boolean hasDomain(int node) {
    return domains.of(node) != Domains.NONE;
  }

  /** How much speaks against a node's domain: its pods, more if there are more domains. */
  double burden(int node) {
    return weight * sumOf(domains.of(node));
  }

  /** The least {@link #burden} of any domain. */
  double leastBurden() {
    return weight * fewest;
  }

  private boolean accepts(int sum, int floor) {
    return sum + (countsItself ? 1 : 0) - floor <= constraint.maxSkew();
  }

  private int floor() {
    return domainCount < constraint.minDomains() ? 0 : fewest;
  }

  private int sumOf(int domain) {
    return domain < sums.length ? sums[domain] : 0;
  }

  private void tell(int changed, int before, int floorBefore) {
    int floor = floor();
    if (!constraint.required()) {
      if (floor != floorBefore) {
        domains.touchAll(mixed);
      } else {
        domains.touch(changed, mixed);
      }
      return;
    }
    if (floor == floorBefore) {
      tellIfOther(changed, accepts(before, floor), accepts(sums[changed], floor));
      return;
    }
    for (int domain = 0; domain < domains.end(); domain++) {
      int sum = sumOf(domain);
      int former = domain == changed ? before : sum;
      tellIfOther(domain, accepts(former, floorBefore), accepts(sum, floor));
    }
  }

  private void tellIfOther(int domain, boolean accepted, boolean accepts) {
    if (accepted != accepts) {
      domains.touch(domain, mixed);
    }
  }

  private void search() {
    fewest = Integer.MAX_VALUE;
    withFewest = 0;
    for (int domain = 0; domain < nodesIn.length; domain++) {
      if (nodesIn[domain] > 0 && sums[domain] <= fewest) {
        withFewest = sums[domain] < fewest ? 1 : withFewest + 1;
        fewest = sums[domain];
      }
    }
    fewest = withFewest == 0 ? 0 : fewest;
  }

  private void ensure(int domain) {
    if (domain >= sums.length) {
      int length = Math.max(domain + 1, sums.length * 2);
      sums = Arrays.copyOf(sums, length);
      nodesIn = Arrays.copyOf(nodesIn, length);
    }
  }
}
