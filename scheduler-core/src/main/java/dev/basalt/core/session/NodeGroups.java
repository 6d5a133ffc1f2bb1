package dev.basalt.core.session;

import dev.basalt.core.model.NodeTable;
import dev.basalt.core.model.Task;
import dev.basalt.core.peers.Peers;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The leaves of a winner tree put in order by group: each group has a whole subtree of its own, so
 * that the best of each is known as well as the best of all.
 */
final class NodeGroups {
  /** Null where all nodes are one group and each has the leaf of its id. */
  private final int @Nullable [] groupOf;

  private final int @Nullable [] leafOf;
  private final int[] roots;
  private final int[] anyNode;
  private final int leaves;

  private NodeGroups(
      int @Nullable [] groupOf, int @Nullable [] leafOf, int[] roots, int[] anyNode, int leaves) {
    this.groupOf = groupOf;
    this.leafOf = leafOf;
    this.roots = roots;
    this.anyNode = anyNode;
    this.leaves = leaves;
  }

  /**
   * Groups the nodes for a class.
   *
   * @param peers null: all nodes are one group
   * @param capacity how many leaves a group of all nodes has, a power of two
   */
  static NodeGroups of(@Nullable Peers peers, NodeTable nodes, int capacity) {
    if (peers == null) {
      int[] root = {1};
      int[] anyNode = {Task.NO_NODE};
      return new NodeGroups(null, null, root, anyNode, Math.max(1, capacity));
    }
    int[] groupOf = new int[capacity];
    int count = Math.max(1, peers.groups(groupOf, nodes.size()));
    int[] sizes = new int[count];
    int[] anyNode = new int[count];
    Arrays.fill(anyNode, Task.NO_NODE);
    for (int node = 0; node < nodes.size(); node++) {
      sizes[groupOf[node]]++;
      if (nodes.exists(node)) {
        anyNode[groupOf[node]] = node;
      }
    }
    int[] roots = new int[count];
    int leaves = place(sizes, roots);
    int[] leafOf = new int[capacity];
    int[] next = new int[count];
    for (int node = 0; node < nodes.size(); node++) {
      int group = groupOf[node];
      leafOf[node] = firstLeaf(roots[group], leaves) + next[group]++;
    }
    return new NodeGroups(groupOf, leafOf, roots, anyNode, leaves);
  }

  /** Gives each group a subtree, the largest first so that all are aligned; returns the leaves. */
  private static int place(int[] sizes, int[] roots) {
    int[] widths = new int[sizes.length];
    int sum = 0;
    int widest = 1;
    for (int group = 0; group < sizes.length; group++) {
      widths[group] = powerOfTwo(sizes[group]);
      sum += widths[group];
      widest = Math.max(widest, widths[group]);
    }
    int leaves = powerOfTwo(sum);
    int offset = 0;
    for (int width = widest; width > 0; width >>= 1) {
      for (int group = 0; group < sizes.length; group++) {
        if (widths[group] == width) {
          roots[group] = (leaves + offset) / width;
          offset += width;
        }
      }
    }
    return leaves;
  }

  private static int powerOfTwo(int least) {
    return least <= 1 ? 1 : Integer.highestOneBit(least - 1) * 2;
  }

  private static int firstLeaf(int root, int leaves) {
    int place = root;
    while (place < leaves) {
      place *= 2;
    }
    return place - leaves;
  }

  int count() {
    return roots.length;
  }

  int leaves() {
    return leaves;
  }

  int leaf(int node) {
    return leafOf == null ? node : leafOf[node];
  }

  int group(int node) {
    return groupOf == null ? 0 : groupOf[node];
  }

  /** The place in the tree under which a group's leaves are. */
  int root(int group) {
    return roots[group];
  }

  /**
   * A node of the group, {@link Task#NO_NODE} if none of them exists, or for a class without peers:
   * nobody asks what its nodes share.
   */
  int anyNode(int group) {
    return anyNode[group];
  }
}
