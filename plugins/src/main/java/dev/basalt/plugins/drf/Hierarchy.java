package dev.basalt.plugins.drf;

import dev.basalt.core.event.QueueSpec;
import dev.basalt.core.model.Job;
import dev.basalt.core.model.NodeTable;
import dev.basalt.core.model.Queue;
import dev.basalt.core.model.Task;
import dev.basalt.core.model.Wait;
import dev.basalt.core.model.WaitReason;
import dev.basalt.core.resource.Request;
import dev.basalt.core.spi.SessionView;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Hierarchical dominant resource fairness (Bhattacharya et al., SoCC 2013): queues are the leaves
 * of a tree that their annotations span.
 *
 * <p>A leaf is saturated once it holds all that it asks for of something, or asks for something
 * that is used up. The allocation of an inner node is the sum of its children's, where those that
 * are not saturated and hold something are scaled down to the least dominant share among them: what
 * one child took beyond that does not count against the others. Of two queues, the one comes first
 * whose branch, where their paths part, is not saturated while the other is, then that of the lower
 * share / weight.
 *
 * <p>Cost: O(queues x dimensions) after each change, when two queues are compared.
 */
final class Hierarchy {
  private final List<QueueSpec> specs = new ArrayList<>();
  private final List<Queue> queues = new ArrayList<>();
  private final List<@Nullable String> problems = new ArrayList<>();
  private final List<TreeNode[]> paths = new ArrayList<>();
  private TreeNode root = new TreeNode("root", 1);
  private @Nullable SessionView session;
  private boolean stale;

  /** A session begins: the tree follows the queues' annotations. */
  void open(SessionView opened) {
    session = opened;
    stale = true;
    boolean same = queues.size() == opened.queues().size();
    for (int id = 0; same && id < queues.size(); id++) {
      same = Objects.equals(specs.get(id), specOf(opened.queues().get(id)));
    }
    if (!same) {
      grow(opened.queues());
    }
  }

  /** A queue holds something else now. */
  void changed() {
    stale = true;
  }

  private static QueueSpec specOf(Queue queue) {
    QueueSpec spec = queue.spec();
    return spec == null ? QueueSpec.builder(queue.name(), "").build() : spec;
  }

  private void grow(List<Queue> all) {
    root = new TreeNode("root", 1);
    specs.clear();
    queues.clear();
    problems.clear();
    paths.clear();
    for (Queue queue : all) {
      QueueSpec spec = specOf(queue);
      QueuePath path = QueuePath.of(spec);
      TreeNode[] nodes = new TreeNode[path.names().size() + 1];
      TreeNode node = root;
      for (int depth = 0; depth < path.names().size(); depth++) {
        node = node.child(path.names().get(depth), path.weights().get(depth));
        nodes[depth] = node;
      }
      nodes[nodes.length - 1] = node.leaf(queue);
      specs.add(spec);
      queues.add(queue);
      problems.add(path.problem());
      paths.add(nodes);
    }
  }

  /** Null unless the queue's annotations cannot be used. */
  @Nullable Wait problem(Queue queue) {
    String problem = queue.id() < problems.size() ? problems.get(queue.id()) : null;
    return problem == null
        ? null
        : new Wait(WaitReason.MISCONFIGURED, "queue " + queue.name() + ": " + problem);
  }

  int compare(Queue first, Queue second) {
    if (stale) {
      root.fill(view().nodes(), view().schema().size());
      stale = false;
    }
    return comparePaths(first, second);
  }

  private int comparePaths(Queue first, Queue second) {
    if (first.id() >= paths.size() || second.id() >= paths.size()) {
      return 0;
    }
    TreeNode[] one = paths.get(first.id());
    TreeNode[] other = paths.get(second.id());
    for (int depth = 0; depth < Math.min(one.length, other.length); depth++) {
      if (one[depth] != other[depth]) {
        int order = one[depth].compare(other[depth]);
        if (order != 0) {
          return order;
        }
      }
    }
    return 0;
  }

  /**
   * The candidates that other queues can lose while the reclaimer's queue, with the task, still
   * comes before theirs.
   */
  List<Task> reclaimable(Task reclaimer, List<Task> candidates) {
    List<Task> victims = new ArrayList<>();
    Job own = reclaimer.job();
    if (own == null || own.queue().id() >= paths.size()) {
      return victims;
    }
    int dimensions = view().schema().size();
    NodeTable nodes = view().nodes();
    for (int id = 0; id < queues.size(); id++) {
      leaf(queues.get(id)).expect(dimensions);
    }
    leaf(own.queue()).expect(reclaimer.request(), 1);
    for (Task candidate : candidates) {
      Job job = candidate.job();
      if (job == null || job.queue() == own.queue() || job.queue().id() >= paths.size()) {
        continue;
      }
      TreeNode leaf = leaf(job.queue());
      Request request = candidate.request();
      leaf.expect(request, -1);
      root.fill(nodes, dimensions);
      if (comparePaths(own.queue(), job.queue()) < 0) {
        victims.add(candidate);
      } else {
        leaf.expect(request, 1);
      }
    }
    for (int id = 0; id < queues.size(); id++) {
      leaf(queues.get(id)).expectNothing();
    }
    stale = true;
    return victims;
  }

  private TreeNode leaf(Queue queue) {
    TreeNode[] path = paths.get(queue.id());
    return path[path.length - 1];
  }

  private SessionView view() {
    return Objects.requireNonNull(session, "asked outside a session");
  }
}
