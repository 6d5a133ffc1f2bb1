package dev.basalt.core.peers;

import java.util.Arrays;

/** The sums of a tally by domain. */
final class DomainTally {
  private final Tally tally;
  private final Domains domains;
  private int[] sums = new int[4];
  private int total;
  private boolean graded;
  private boolean totalMatters;
  private boolean mixed;

  DomainTally(Tally tally, Domains domains) {
    this.tally = tally;
    this.domains = domains;
    domains.add(this);
    domains.users++;
    for (int node = 0; node < tally.nodes(); node++) {
      if (tally.on(node) != 0) {
        change(domains.of(node), tally.on(node));
      }
    }
  }

  Domains domains() {
    return domains;
  }

  /** From now on the nodes are told of each pod more or less, not only of the first and last. */
  void graded() {
    graded = true;
  }

  /** From now on each node is told, even where what is said over the domains is asked by group. */
  void mixed() {
    mixed = true;
  }

  /** From now on all nodes are told once there is one in any domain, or none in all of them. */
  void totalMatters() {
    totalMatters = true;
  }

  int domain(int node) {
    return domains.of(node);
  }

  /** Answers about the nodes of a domain may have changed, though no count did. */
  void touch(int domain) {
    domains.touch(domain, mixed);
  }

  boolean hasDomain(int node) {
    return domains.of(node) != Domains.NONE;
  }

  /** How many there are in the domain of a node, 0 if it has none. */
  int near(int node) {
    int domain = domains.of(node);
    return domain == Domains.NONE || domain >= sums.length ? 0 : sums[domain];
  }

  /** How many there are in all domains. */
  int total() {
    return total;
  }

  void add(int node, int difference) {
    int domain = domains.of(node);
    if (domain == Domains.NONE) {
      return;
    }
    int allBefore = total;
    int before = change(domain, difference);
    if (totalMatters && (allBefore == 0) != (total == 0)) {
      domains.touchAll(true);
    }
    if (graded || (before == 0) != (sums[domain] == 0)) {
      domains.touch(domain, mixed);
    }
    if (before > 0 && sums[domain] == 0) {
      domains.rise(domain);
    }
  }

  /** A node changes its domain, with all that is counted on it. */
  void move(int node, int former, int next) {
    int amount = tally.on(node);
    if (amount == 0) {
      return;
    }
    int allBefore = total;
    if (former != Domains.NONE) {
      change(former, -amount);
      domains.touch(former, true);
      domains.rise(former);
    }
    if (next != Domains.NONE) {
      change(next, amount);
      domains.touch(next, true);
    }
    if (totalMatters && (allBefore == 0) != (total == 0)) {
      domains.touchAll(true);
    }
  }

  private int change(int domain, int difference) {
    if (domain == Domains.NONE) {
      return 0;
    }
    if (domain >= sums.length) {
      sums = Arrays.copyOf(sums, Math.max(domain + 1, sums.length * 2));
    }
    int before = sums[domain];
    sums[domain] += difference;
    total += difference;
    return before;
  }
}
