package dev.basalt.core.peers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How many pods of a kind are on each node, and whoever counts them by domain. */
final class Tally {
  private int[] byNode = new int[16];
  private final List<DomainTally> byDomain = new ArrayList<>(1);
  private final List<SpreadCount> spreads = new ArrayList<>(0);

  int on(int node) {
    return node < byNode.length ? byNode[node] : 0;
  }

  int nodes() {
    return byNode.length;
  }

  void add(int node, int difference) {
    if (node >= byNode.length) {
      byNode = Arrays.copyOf(byNode, Math.max(node + 1, byNode.length * 2));
    }
    byNode[node] += difference;
    for (int i = 0; i < byDomain.size(); i++) {
      byDomain.get(i).add(node, difference);
    }
    for (int i = 0; i < spreads.size(); i++) {
      spreads.get(i).add(node, difference);
    }
  }

  List<DomainTally> byDomain() {
    return byDomain;
  }

  /** Its sums by domains, made if nobody asked for them yet. */
  DomainTally by(Domains domains) {
    @Nullable DomainTally known = null;
    for (DomainTally tally : byDomain) {
      known = tally.domains() == domains ? tally : known;
    }
    if (known == null) {
      known = new DomainTally(this, domains);
      byDomain.add(known);
    }
    return known;
  }

  void add(SpreadCount spread) {
    spreads.add(spread);
  }

  void remove(SpreadCount spread) {
    spreads.remove(spread);
  }
}
