package dev.basalt.core.session;

import dev.basalt.core.model.ChangeLog;
import dev.basalt.core.model.NodeTable;
import dev.basalt.core.model.PodClass;
import dev.basalt.core.model.Task;
import java.util.Arrays;
import java.util.BitSet;

/**
 * The best node for pods of one class, without a scan.
 *
 * <p>Design: a winner tree over the nodes. A leaf holds the node's score, or {@link #NOWHERE} where
 * the class does not fit; each inner position holds the better of its two children, the lower id on
 * a tie, so the root is the answer, and a root at {@code NOWHERE} proves that none fits. The index
 * follows the nodes' change log: only nodes that changed since the last question are looked at
 * again, each once. What depends on a node's attributes alone is kept until they change.
 *
 * <p>Beside the best node the index knows how many more pods of the class there is room for.
 *
 * <p>The members of a gang are placed node by node where scores prefer full nodes: the best node
 * gets better with each of them, which leaves the tree as it is, until it takes no more.
 *
 * <p>Cost, with n nodes: O(n) to build; O(c log n) for a question after c nodes changed, O(c) if
 * the best one got better or the others stay behind their neighbours; O(1) when nothing did.
 * Memory: about 36 bytes a node.
 */
final class PlacementIndex {
  private static final double NOWHERE = Double.NEGATIVE_INFINITY;

  static final long BYTES_PER_NODE = 36;

  private static final byte REJECTED = 0;
  private static final byte ACCEPTED = 1;

  private final PodClass podClass;
  private final boolean overridesExclusion;
  private final NodeTable nodes;
  private final HookTable hooks;
  private final BitSet excluded;

  private long position;
  private int capacity;
  private int[] winners = new int[0];
  private double[] scores = new double[0];
  private int[] attributeVersions = new int[0];
  private byte[] verdicts = new byte[0];
  private double[] attributeScores = new double[0];
  private int[] slots = new int[0];
  private long slotSum;
  private long lastAsked;

  /**
   * Makes an index that builds itself at the first question.
   *
   * @param overridesExclusion whether excluded nodes may be chosen
   * @param excluded nodes left out of this session; a change of it must touch the node
   */
  PlacementIndex(
      PodClass podClass,
      boolean overridesExclusion,
      NodeTable nodes,
      HookTable hooks,
      BitSet excluded) {
    this.podClass = podClass;
    this.overridesExclusion = overridesExclusion;
    this.nodes = nodes;
    this.hooks = hooks;
    this.excluded = excluded;
  }

  /** The best node that takes a pod of the class now, {@link Task#NO_NODE} if none does. */
  int best(long questionNumber) {
    lastAsked = questionNumber;
    catchUp();
    if (capacity == 0) {
      return Task.NO_NODE;
    }
    int winner = winners[1];
    return scores[winner] == NOWHERE ? Task.NO_NODE : winner;
  }

  /** The score a node has now, {@link Double#NEGATIVE_INFINITY} where the class does not fit. */
  double score(int node) {
    catchUp();
    return node < nodes.size() ? scores[node] : NOWHERE;
  }

  /**
   * How many more pods of the class the nodes take, those left out of the session included; more
   * than that can never be placed.
   */
  long slots() {
    catchUp();
    return slotSum;
  }

  long lastAsked() {
    return lastAsked;
  }

  /** Bytes held. */
  long size() {
    return BYTES_PER_NODE * capacity;
  }

  private void catchUp() {
    ChangeLog changes = nodes.changes();
    if (nodes.size() > capacity || !changes.remembers(position)) {
      rebuild();
    }
    for (; position < changes.head(); position++) {
      if (changes.isLatest(position)) {
        update(changes.nodeAt(position));
      }
    }
  }

  private void rebuild() {
    int size = nodes.size();
    if (size > capacity) {
      int former = capacity;
      capacity = Math.max(2, Integer.highestOneBit(Math.max(1, size - 1)) * 2);
      winners = new int[2 * capacity];
      scores = new double[capacity];
      attributeVersions = Arrays.copyOf(attributeVersions, capacity);
      Arrays.fill(attributeVersions, former, capacity, -1);
      verdicts = Arrays.copyOf(verdicts, capacity);
      attributeScores = Arrays.copyOf(attributeScores, capacity);
      slots = Arrays.copyOf(slots, capacity);
    }
    for (int node = 0; node < capacity; node++) {
      scores[node] = node < size ? evaluate(node) : NOWHERE;
      winners[capacity + node] = node;
    }
    for (int place = capacity - 1; place > 0; place--) {
      winners[place] = better(winners[2 * place], winners[2 * place + 1]);
    }
    position = nodes.changes().head();
  }

  private void update(int node) {
    double score = evaluate(node);
    if (score == scores[node]) {
      return;
    }
    boolean better = score > scores[node];
    scores[node] = score;
    if (better && winners[1] == node) {
      return;
    }
    for (int place = (capacity + node) >> 1; place > 0; place >>= 1) {
      int before = winners[place];
      int winner = better(winners[2 * place], winners[2 * place + 1]);
      winners[place] = winner;
      if (winner == before && winner != node) {
        return;
      }
    }
  }

  private int better(int left, int right) {
    return scores[right] > scores[left] ? right : left;
  }

  private double evaluate(int node) {
    int taken = slotsOn(node);
    slotSum += taken - slots[node];
    slots[node] = taken;
    if (taken == 0 || (!overridesExclusion && excluded.get(node))) {
      return NOWHERE;
    }
    double score = attributeScores[node];
    for (int i = 0; i < hooks.nodeScores.size(); i++) {
      score += hooks.nodeScores.get(i).score(podClass, node, nodes);
    }
    return score;
  }

  /** How many pods of the class a node takes now. */
  private int slotsOn(int node) {
    if (!nodes.isTarget(node)
        || !nodes.fitsIdle(podClass.request(), node)
        || !attributesAccept(node)) {
      return 0;
    }
    for (int i = 0; i < hooks.nodeFilters.size(); i++) {
      if (hooks.nodeFilters.get(i).reject(podClass, node, nodes) != null) {
        return 0;
      }
    }
    return podClass.shape().hostPorts().isEmpty() ? nodes.slots(podClass.request(), node) : 1;
  }

  private boolean attributesAccept(int node) {
    int version = nodes.attributeVersion(node);
    if (attributeVersions[node] != version) {
      attributeVersions[node] = version;
      verdicts[node] = judgeAttributes(node);
    }
    return verdicts[node] == ACCEPTED;
  }

  private byte judgeAttributes(int node) {
    for (int i = 0; i < hooks.attributeFilters.size(); i++) {
      if (hooks.attributeFilters.get(i).reject(podClass, node, nodes) != null) {
        return REJECTED;
      }
    }
    double score = 0;
    for (int i = 0; i < hooks.attributeScores.size(); i++) {
      score += hooks.attributeScores.get(i).score(podClass, node, nodes);
    }
    attributeScores[node] = score;
    return ACCEPTED;
  }
}
