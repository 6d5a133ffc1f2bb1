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
 * <p>Classes that have to do with other pods have a subtree for each group of nodes (see {@code
 * Reach.GROUP}): what a group shares is asked at each question, for the best node of each.
 *
 * <p>Beside the best node the index knows how many more pods of the class there is room for.
 *
 * <p>The members of a gang are placed node by node where scores prefer full nodes: the best node
 * gets better with each of them, which leaves the tree as it is, until it takes no more.
 *
 * <p>Cost, with n nodes: O(n) to build; O(c log n) for a question after c nodes changed, O(c) if
 * the best one got better or the others stay behind their neighbours; O(1) when nothing did, O(g)
 * with g groups. Memory: about 44 bytes a node.
 */
final class PlacementIndex {
  private static final double NOWHERE = Double.NEGATIVE_INFINITY;

  static final long BYTES_PER_NODE = 44;

  private static final byte REJECTED = 0;
  private static final byte ACCEPTED = 1;

  private final PodClass podClass;
  private final boolean overridesExclusion;
  private final NodeTable nodes;
  private final HookTable hooks;
  private final ClassHooks classHooks;
  private final BitSet excluded;

  private final boolean followsPeers;

  private long position;
  private long volumesVersion;
  private long peerPosition;
  private long layout = -1;
  private int capacity;
  private NodeGroups groups;
  private int[] winners = new int[0];
  private double[] scores = new double[0];
  private int[] attributeVersions = new int[0];
  private byte[] verdicts = new byte[0];
  private double[] attributeScores = new double[0];
  private int[] slots = new int[0];
  private long[] slotsByGroup = new long[1];
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
    this.classHooks = new ClassHooks(hooks, podClass, nodes);
    this.excluded = excluded;
    this.followsPeers = podClass.peers() != null;
    this.groups = NodeGroups.of(null, nodes, 0);
  }

  /** Whose nodes it ranks. */
  PodClass podClass() {
    return podClass;
  }

  /** The best node that takes a pod of the class now, {@link Task#NO_NODE} if none does. */
  int best(long questionNumber) {
    lastAsked = questionNumber;
    catchUp();
    int best = Task.NO_NODE;
    double bestScore = NOWHERE;
    for (int group = 0; capacity > 0 && group < groups.count(); group++) {
      int winner = winners[groups.root(group)];
      if (scores[winner] == NOWHERE) {
        continue;
      }
      double score = scores[winner];
      if (followsPeers) {
        if (hooks.groupRejection(podClass, winner, nodes) != null) {
          continue;
        }
        score += groupScore(winner);
      }
      if (score > bestScore || (score == bestScore && winner < best)) {
        best = winner;
        bestScore = score;
      }
    }
    return best;
  }

  /** The score a node has now, {@link Double#NEGATIVE_INFINITY} where the class does not fit. */
  double score(int node) {
    catchUp();
    return node >= nodes.size() || hooks.groupRejection(podClass, node, nodes) != null
        ? NOWHERE
        : scores[node] + groupScore(node);
  }

  /**
   * How many more pods of the class the nodes take, those left out of the session included; more
   * than that can never be placed.
   */
  long slots() {
    catchUp();
    long sum = 0;
    for (int group = 0; group < slotsByGroup.length; group++) {
      int node = groups.anyNode(group);
      boolean accepted =
          !followsPeers
              || (node != Task.NO_NODE && hooks.groupRejection(podClass, node, nodes) == null);
      sum += accepted ? slotsByGroup[group] : 0;
    }
    return sum;
  }

  private double groupScore(int node) {
    double score = 0;
    for (int i = 0; followsPeers && i < hooks.groupScores.size(); i++) {
      score += hooks.groupScores.get(i).score(podClass, node, nodes);
    }
    return score;
  }

  /** Whether a node's attributes suit the class, whatever room it has. */
  boolean matches(int node) {
    catchUp();
    return nodes.exists(node) && attributesAccept(node);
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
    ChangeLog peerChanges = nodes.peerChanges();
    if (nodes.size() > capacity
        || !changes.remembers(position)
        || volumesMoved()
        || (followsPeers
            && (layout != nodes.peerLayout() || !peerChanges.remembers(peerPosition)))) {
      rebuild();
      return;
    }
    follow(changes, position);
    position = changes.head();
    if (followsPeers) {
      follow(peerChanges, peerPosition);
      peerPosition = peerChanges.head();
    }
  }

  /** Looks again at the nodes of a log; where they are many the tree is made anew at once. */
  private void follow(ChangeLog log, long from) {
    boolean many = log.head() - from > capacity / 2;
    for (long entry = from; entry < log.head(); entry++) {
      if (log.isLatest(entry)) {
        int node = log.nodeAt(entry);
        if (many) {
          scores[node] = evaluate(node);
        } else {
          update(node);
        }
      }
    }
    if (many) {
      makeTree();
    }
  }

  /** Whether claims or volumes changed: what they say to one node depends on all of them. */
  private boolean volumesMoved() {
    if (!podClass.hasClaims()) {
      return false;
    }
    long before = volumesVersion;
    volumesVersion = nodes.volumes().version(podClass);
    return before != volumesVersion;
  }

  private void rebuild() {
    int size = nodes.size();
    if (size > capacity) {
      int former = capacity;
      capacity = Math.max(2, Integer.highestOneBit(Math.max(1, size - 1)) * 2);
      scores = new double[capacity + 1];
      attributeVersions = Arrays.copyOf(attributeVersions, capacity);
      Arrays.fill(attributeVersions, former, capacity, -1);
      verdicts = Arrays.copyOf(verdicts, capacity);
      attributeScores = Arrays.copyOf(attributeScores, capacity);
      slots = new int[capacity];
      group(size);
    } else if (layout != nodes.peerLayout()) {
      Arrays.fill(slots, 0);
      group(size);
    }
    for (int node = 0; node < size; node++) {
      scores[node] = evaluate(node);
    }
    makeTree();
    position = nodes.changes().head();
    peerPosition = nodes.peerChanges().head();
  }

  /** Gives each node its leaf. */
  private void group(int size) {
    Arrays.fill(scores, NOWHERE);
    groups = NodeGroups.of(podClass.peers(), nodes, capacity);
    layout = nodes.peerLayout();
    slotsByGroup = new long[groups.count()];
    winners = new int[2 * groups.leaves()];
    Arrays.fill(winners, capacity); // nobody's place, whose score is NOWHERE
    for (int node = 0; node < (followsPeers ? size : capacity); node++) {
      winners[groups.leaves() + groups.leaf(node)] = node;
    }
  }

  private void makeTree() {
    for (int place = groups.leaves() - 1; place > 0; place--) {
      winners[place] = better(winners[2 * place], winners[2 * place + 1]);
    }
  }

  private void update(int node) {
    double score = evaluate(node);
    if (score == scores[node]) {
      return;
    }
    boolean better = score > scores[node];
    scores[node] = score;
    int root = groups.root(groups.group(node));
    if (better && winners[root] == node) {
      return;
    }
    for (int place = (groups.leaves() + groups.leaf(node)) >> 1; place >= root; place >>= 1) {
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
    slotsByGroup[groups.group(node)] += taken - slots[node];
    slots[node] = taken;
    if (taken == 0 || (!overridesExclusion && excluded.get(node))) {
      return NOWHERE;
    }
    return attributeScores[node] + classHooks.score(node);
  }

  /** How many pods of the class a node takes now. */
  private int slotsOn(int node) {
    if (!nodes.isTarget(node)
        || !nodes.fitsIdle(podClass.request(), node)
        || !attributesAccept(node)
        || classHooks.reject(node)) {
      return 0;
    }
    return classHooks.takesOne(node) ? 1 : nodes.slots(podClass.request(), node);
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
