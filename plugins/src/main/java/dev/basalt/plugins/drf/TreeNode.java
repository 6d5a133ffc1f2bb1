package dev.basalt.plugins.drf;

import dev.basalt.core.model.NodeTable;
import dev.basalt.core.model.Queue;
import dev.basalt.core.resource.Request;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A node of the tree: a name in the queues' paths, or, as a leaf, one queue. */
final class TreeNode {
  private final String name;
  private final double weight;
  private final @Nullable Queue queue;
  private final List<TreeNode> children = new ArrayList<>();
  private double[] allocated = new double[0];
  private double share;
  private boolean saturated;

  /** What differs from what the queue holds, while the outcome of evictions is thought through. */
  private long @Nullable [] expected;

  TreeNode(String name, double weight) {
    this(name, weight, null);
  }

  private TreeNode(String name, double weight, @Nullable Queue queue) {
    this.name = name;
    this.weight = weight;
    this.queue = queue;
  }

  /** The inner child of that name; the first queue that names it says its weight. */
  TreeNode child(String childName, double childWeight) {
    for (TreeNode child : children) {
      if (child.queue == null && child.name.equals(childName)) {
        return child;
      }
    }
    TreeNode child = new TreeNode(childName, childWeight);
    children.add(child);
    return child;
  }

  TreeNode leaf(Queue ofQueue) {
    TreeNode leaf = new TreeNode(ofQueue.name(), 1, ofQueue);
    children.add(leaf);
    return leaf;
  }

  /** Thinks of the queue as of one whose leaving pods are gone and whose promises are kept. */
  void expect(int dimensions) {
    long[] more = new long[dimensions];
    if (queue != null) {
      for (int dimension = 0; dimension < dimensions; dimension++) {
        more[dimension] = queue.promised().get(dimension) - queue.releasing().get(dimension);
      }
    }
    expected = more;
  }

  void expect(Request request, int sign) {
    long[] more = expected;
    if (more != null) {
      for (int i = 0; i < request.size(); i++) {
        more[request.dimension(i)] += sign * request.amount(i);
      }
    }
  }

  void expectNothing() {
    expected = null;
  }

  /** Below 0 if this branch comes before another one of the same parent. */
  int compare(TreeNode other) {
    if (saturated != other.saturated) {
      return saturated ? 1 : -1;
    }
    return Double.compare(share / weight, other.share / other.weight);
  }

  /** Computes allocation, share and saturation of this node and all below it. */
  void fill(NodeTable nodes, int dimensions) {
    if (allocated.length != dimensions) {
      allocated = new double[dimensions];
    }
    if (queue != null) {
      fillLeaf(queue, nodes);
    } else {
      fillInner(nodes, dimensions);
    }
    share = 0;
    for (int dimension = 0; dimension < dimensions; dimension++) {
      long total = nodes.total().get(dimension);
      share = total <= 0 ? share : Math.max(share, allocated[dimension] / total);
    }
  }

  private void fillLeaf(Queue own, NodeTable nodes) {
    saturated = false;
    long[] more = expected;
    for (int dimension = 0; dimension < allocated.length; dimension++) {
      long held = own.allocated().get(dimension) + (more == null ? 0 : more[dimension]);
      long asked = own.requested().get(dimension);
      boolean usedUp = nodes.totalUsed().get(dimension) >= nodes.total().get(dimension);
      saturated |= asked > 0 && (usedUp || (held > 0 && held >= asked));
      allocated[dimension] = held;
    }
  }

  private void fillInner(NodeTable nodes, int dimensions) {
    double least = 1;
    saturated = true;
    for (TreeNode child : children) {
      child.fill(nodes, dimensions);
      saturated &= child.saturated;
      if (!child.saturated && child.share > 0) {
        least = Math.min(least, child.share);
      }
    }
    Arrays.fill(allocated, 0);
    for (TreeNode child : children) {
      double scale = child.saturated || child.share == 0 ? 1 : least / child.share;
      for (int dimension = 0; dimension < dimensions; dimension++) {
        allocated[dimension] += scale * child.allocated[dimension];
      }
    }
  }
}
