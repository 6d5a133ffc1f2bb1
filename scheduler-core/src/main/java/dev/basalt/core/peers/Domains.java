package dev.basalt.core.peers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The nodes by the value of one label: those that have the same value are one domain. */
final class Domains {
  /** The domain of a node that lacks the label. */
  static final int NONE = -1;

  private final String key;
  private final PeerChanges changes;
  private final Map<String, Integer> ids = new HashMap<>();
  private final List<Integer> freeIds = new ArrayList<>();
  private final List<DomainTally> tallies = new ArrayList<>();
  private String[] values = new String[4];
  private int[][] members = new int[4][];
  private int[] sizes = new int[4];
  private int end;
  private int[] domainOf = new int[0];
  private int[] placeOf = new int[0];

  /** How many tallies and constraints count by these domains. */
  int users;

  Domains(String key, PeerChanges changes) {
    this.key = key;
    this.changes = changes;
  }

  String key() {
    return key;
  }

  /** The domain of a node, {@link #NONE} if it lacks the label. */
  int of(int node) {
    return node < domainOf.length ? domainOf[node] : NONE;
  }

  /** One more than the highest id of a domain. */
  int end() {
    return end;
  }

  /** Counts these by domain from now on. */
  void add(DomainTally tally) {
    tallies.add(tally);
  }

  void remove(DomainTally tally) {
    tallies.remove(tally);
  }

  /** Moves a node to the domain of a value, null to none, with all that is counted on it. */
  void move(int node, @Nullable String value) {
    int former = of(node);
    int next = value == null ? NONE : idOf(value);
    if (former == next) {
      return;
    }
    for (int i = 0; i < tallies.size(); i++) {
      tallies.get(i).move(node, former, next);
    }
    leave(node, former);
    enter(node, next);
  }

  /** The nodes of a domain are worth another look. */
  void touch(int domain, boolean mayTakeMore) {
    int[] nodes = members[domain];
    for (int i = 0; i < sizes[domain]; i++) {
      changes.changed(nodes[i], mayTakeMore);
    }
  }

  /** The nodes of all domains are worth another look. */
  void touchAll(boolean mayTakeMore) {
    for (int domain = 0; domain < end; domain++) {
      touch(domain, mayTakeMore);
    }
  }

  private int idOf(String value) {
    Integer known = ids.get(value);
    if (known != null) {
      return known;
    }
    int id = freeIds.isEmpty() ? end++ : freeIds.removeLast();
    if (id >= members.length) {
      values = Arrays.copyOf(values, id * 2);
      members = Arrays.copyOf(members, id * 2);
      sizes = Arrays.copyOf(sizes, id * 2);
    }
    values[id] = value;
    ids.put(value, id);
    return id;
  }

  private void enter(int node, int domain) {
    if (node >= domainOf.length) {
      int known = domainOf.length;
      domainOf = Arrays.copyOf(domainOf, Math.max(16, (node + 1) * 2));
      placeOf = Arrays.copyOf(placeOf, domainOf.length);
      Arrays.fill(domainOf, known, domainOf.length, NONE);
    }
    domainOf[node] = domain;
    if (domain == NONE) {
      return;
    }
    int size = sizes[domain]++;
    int[] nodes = members[domain];
    if (nodes == null || size == nodes.length) {
      nodes = nodes == null ? new int[1] : Arrays.copyOf(nodes, size * 2);
      members[domain] = nodes;
    }
    nodes[size] = node;
    placeOf[node] = size;
  }

  private void leave(int node, int domain) {
    if (domain == NONE) {
      return;
    }
    int last = members[domain][--sizes[domain]];
    members[domain][placeOf[node]] = last;
    placeOf[last] = placeOf[node];
    if (sizes[domain] == 0) {
      ids.remove(values[domain]);
      freeIds.add(domain);
    }
  }
}
