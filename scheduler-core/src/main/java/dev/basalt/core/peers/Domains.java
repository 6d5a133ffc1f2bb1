package dev.basalt.core.peers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The nodes by the value of one label: those that have the same value are one domain.
 *
 * <p>Domains are coarse where they are few and have several nodes each, as zones and racks: what is
 * said of them is asked for each domain then, and not kept for each node.
 */
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
  private int nodeCount;
  private boolean coarse;
  private int[] domainOf = new int[0];
  private int[] placeOf = new int[0];

  private static final int MOST_COARSE = 128;

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

  boolean coarse() {
    return coarse;
  }

  /** Finds out whether the domains are coarse, once nodes have moved. */
  void weigh() {
    coarse = ids.size() <= MOST_COARSE && 2 * ids.size() <= nodeCount;
  }

  /**
   * The answers about the nodes of a domain may be others.
   *
   * @param each whether each node is to be told even if the domains are coarse
   */
  void touch(int domain, boolean each) {
    if (coarse && !each) {
      changes.groupsChanged();
      return;
    }
    int[] nodes = members[domain];
    for (int i = 0; i < sizes[domain]; i++) {
      changes.nodeChanged(nodes[i]);
    }
  }

  /** The answers about all nodes may be others. */
  void touchAll(boolean each) {
    for (int domain = 0; domain < end; domain++) {
      touch(domain, each);
    }
  }

  /** The nodes of a domain may take pods now that they did not take before. */
  void rise(int domain) {
    int[] nodes = members[domain];
    for (int i = 0; i < sizes[domain]; i++) {
      changes.nodeRose(nodes[i]);
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
    nodeCount++;
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
    nodeCount--;
    int last = members[domain][--sizes[domain]];
    members[domain][placeOf[node]] = last;
    placeOf[last] = placeOf[node];
    if (sizes[domain] == 0) {
      ids.remove(values[domain]);
      freeIds.add(domain);
    }
  }
}
