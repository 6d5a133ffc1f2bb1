package dev.basalt.core.peers;

import dev.basalt.core.event.NodeSpec;
import dev.basalt.core.event.PodShape;
import dev.basalt.core.peers.Interest.Identity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything that pods say about other pods, and the domains in which these are counted. Costs
 * nothing where no pod says anything.
 */
public final class PeerBook {
  /** Who means a pod, as a key: pods that the same interests mean are alike. */
  public static final class Meaning {
    /** Nobody means the pod. */
    public static final Meaning NONE = new Meaning(List.of());

    private final List<Interest> interests;

    private Meaning(List<Interest> interests) {
      this.interests = interests;
    }

    public boolean isEmpty() {
      return interests.isEmpty();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Meaning that && interests.equals(that.interests);
    }

    @Override
    public int hashCode() {
      return interests.hashCode();
    }
  }

  private static final class Enrolment {
    final List<Interest> said = new ArrayList<>();
    int classes;
  }

  private final PeerChanges changes;
  private final Map<Identity, Interest> interests = new HashMap<>();
  private final InterestIndex index = new InterestIndex();
  private final Map<PodShape, Enrolment> shapes = new HashMap<>();
  private final Map<String, Domains> domains = new HashMap<>();
  private final List<Spread> spreads = new ArrayList<>();
  private @Nullable NodeSpec[] nodes = new @Nullable NodeSpec[16];
  private int nextId;
  private int readingNamespaces;
  private long layout;

  public PeerBook(PeerChanges changes) {
    this.changes = changes;
  }

  /** Whether no pod says anything about others. */
  public boolean isEmpty() {
    return index.isEmpty();
  }

  /** How many different things are said. */
  public int size() {
    return interests.size();
  }

  /** Whether the labels of namespaces matter to what is said. */
  public boolean readsNamespaceLabels() {
    return readingNamespaces > 0;
  }

  /** Grows each time the nodes may be grouped in another way. */
  public long layout() {
    return layout;
  }

  /** A node appeared or changed. */
  public void nodeChanged(int node, NodeSpec spec) {
    if (node >= nodes.length) {
      nodes = Arrays.copyOf(nodes, node * 2);
    }
    NodeSpec former = nodes[node];
    nodes[node] = spec;
    if (former == null || !former.sameAttributes(spec)) {
      follow(node, spec);
    }
  }

  /** A node is gone; no pod is counted on it any more. */
  public void nodeGone(int node) {
    nodes[node] = null;
    follow(node, null);
  }

  /**
   * Takes note of what a shape says about other pods, if it is not known.
   *
   * @return whether something new is said: then known pods may be meant that were not before
   */
  public boolean enrol(PodShape shape) {
    if (!shape.readsPeers() || shapes.containsKey(shape)) {
      return false;
    }
    Enrolment enrolment = new Enrolment();
    shapes.put(shape, enrolment);
    int before = nextId;
    for (Identity key : Draft.said(shape)) {
      Interest interest = interests.get(key);
      if (interest == null) {
        interest = new Interest(nextId++, key);
        interests.put(key, interest);
        index.add(interest);
        readingNamespaces += key.readsNamespaceLabels() ? 1 : 0;
      }
      interest.users++;
      enrolment.said.add(interest);
    }
    return nextId > before;
  }

  /** Who means a pod. */
  public Meaning meaning(
      String namespace, Map<String, String> namespaceLabels, Map<String, String> labels) {
    if (index.isEmpty()) {
      return Meaning.NONE;
    }
    List<Interest> found = index.meaning(namespace, namespaceLabels, labels);
    return found.isEmpty() ? Meaning.NONE : new Meaning(found);
  }

  /**
   * What the pods of a new class and others have to do with each other.
   *
   * @param shape enrolled
   * @param meaning who means the pods of the class
   */
  public Peers open(PodShape shape, Meaning meaning) {
    Enrolment enrolment = shapes.get(shape);
    if (enrolment != null) {
      enrolment.classes++;
    }
    Draft draft = new Draft(shape, meaning.interests, this::interest, this::domains);
    Peers peers = draft.build(nodes);
    add(peers.spread());
    add(peers.preferredSpread());
    return peers;
  }

  /** No pod of a class is left: what only it said or counted is forgotten. */
  public void close(PodShape shape, Peers peers) {
    remove(peers.spread());
    remove(peers.preferredSpread());
    Enrolment enrolment = shapes.get(shape);
    if (enrolment == null || --enrolment.classes > 0) {
      return;
    }
    shapes.remove(shape);
    for (Interest interest : enrolment.said) {
      if (--interest.users == 0) {
        forget(interest);
      }
    }
    domains.values().removeIf(known -> known.users == 0);
  }

  private void forget(Interest interest) {
    interests.remove(interest.key());
    index.remove(interest);
    readingNamespaces -= interest.key().readsNamespaceLabels() ? 1 : 0;
    for (DomainTally tally : interest.tally().byDomain()) {
      tally.domains().remove(tally);
      tally.domains().users--;
    }
  }

  private void add(@Nullable Spread spread) {
    if (spread != null) {
      spreads.add(spread);
    }
  }

  private void remove(@Nullable Spread spread) {
    if (spread != null) {
      spreads.remove(spread);
      spread.close();
    }
  }

  private void follow(int node, @Nullable NodeSpec spec) {
    spreads.forEach(spread -> spread.exclude(node));
    for (Domains known : domains.values()) {
      known.move(node, spec == null ? null : spec.labels().get(known.key()));
      known.weigh();
    }
    layout++;
    spreads.forEach(spread -> spread.included(node, spec));
  }

  private Interest interest(Identity key) {
    Interest known = interests.get(key);
    if (known == null) {
      throw new IllegalStateException("not enrolled: " + key);
    }
    return known;
  }

  private Domains domains(String key) {
    Domains known = domains.get(key);
    if (known == null) {
      known = new Domains(key, changes);
      domains.put(key, known);
      for (int node = 0; node < nodes.length; node++) {
        NodeSpec spec = nodes[node];
        if (spec != null) {
          known.move(node, spec.labels().get(key));
        }
      }
      known.weigh();
    }
    return known;
  }
}
