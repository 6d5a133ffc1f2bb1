package dev.basalt.core.model;

import dev.basalt.core.event.QueueSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How queues lie within each other, and what is wrong with one in itself or in its place. The root
 * is implicit: a queue whose parent is absent or {@code root} stands at the top.
 *
 * <p>A queue that cannot be put where it says, as its parent does not exist or lies below it,
 * stands at the top as well and starts nothing. What is wrong with a queue holds for all below it
 * and for nothing else.
 *
 * <p>Built anew when a queue's object comes, changes or goes. Cost: the queues; sums move only if
 * one of them lies elsewhere now.
 */
final class QueueTree {
  /** The name of the implicit root. An object of that name stands for it, and bounds nothing. */
  static final String ROOT = "root";

  private final List<Queue> queues;
  private final Map<String, Queue> byName;
  private final List<Queue> top = new ArrayList<>();
  private final List<Queue> regulated = new ArrayList<>();

  /** All queues, parents before their children. */
  private List<Queue> downwards = new ArrayList<>();

  private boolean nested;

  QueueTree(List<Queue> queues, Map<String, Queue> byName) {
    this.queues = queues;
    this.byName = byName;
  }

  /** The queues at the top, by id; not to be changed. */
  List<Queue> top() {
    return top;
  }

  /** Queues in which jobs may have to wait for others of them; not to be changed. */
  List<Queue> regulated() {
    return regulated;
  }

  /** Whether any queue lies within another. */
  boolean nested() {
    return nested;
  }

  /** A queue was named for the first time; it has no object yet. */
  void appeared(Queue queue) {
    downwards.add(queue);
    if (!queue.name().equals(ROOT)) {
      top.add(queue);
    }
    QueueFaults.judge(queue);
  }

  /**
   * Follows what queues' objects say now.
   *
   * @param affected is told of each queue whose jobs may be judged otherwise than before
   */
  void rebuild(Consumer<Queue> affected) {
    Map<Queue, Queue.Standing> before = new HashMap<>();
    queues.forEach(queue -> before.put(queue, queue.standing()));
    if (nested) {
      downwards.forEach(queue -> raise(queue, -1));
    }
    link();
    for (int i = downwards.size() - 1; nested && i >= 0; i--) {
      raise(downwards.get(i), 1);
    }
    regulated.clear();
    for (Queue queue : downwards) {
      QueueFaults.judge(queue);
      if (queue.regulated()) {
        regulated.add(queue);
      }
      if (!queue.standing().equals(before.get(queue))) {
        affected.accept(queue);
      }
    }
  }

  /** Puts what a queue and all below it hold into its parent, or takes it out. */
  private static void raise(Queue queue, int sign) {
    if (queue.parent != null) {
      queue.parent.add(queue, sign);
    }
  }

  private void link() {
    top.clear();
    nested = false;
    for (Queue queue : queues) {
      queue.children.clear();
      queue.parent = null;
      queue.misplaced = misplacement(queue);
    }
    for (Queue queue : queues) {
      Queue parent = queue.misplaced == null ? named(queue) : null;
      if (parent != null) {
        queue.parent = parent;
        parent.children.add(queue);
        nested = true;
      } else if (!queue.name().equals(ROOT)) {
        top.add(queue);
      }
    }
    queues.forEach(queue -> queue.children.sort(OLDEST_FIRST));
    downwards = new ArrayList<>(queues.size());
    for (Queue queue : queues) {
      if (queue.parent == null) {
        queue.depth = 0;
        downwards.add(queue);
      }
    }
    for (int i = 0; i < downwards.size(); i++) {
      for (Queue child : downwards.get(i).children) {
        child.depth = downwards.get(i).depth + 1;
        downwards.add(child);
      }
    }
  }

  private static final Comparator<Queue> OLDEST_FIRST =
      Comparator.comparingLong((Queue queue) -> queue.spec == null ? 0 : queue.spec.createdMillis())
          .thenComparing(Queue::name);

  /** The queue that a queue's object names as its parent, null for the root. */
  private @Nullable Queue named(Queue queue) {
    QueueSpec spec = queue.spec;
    if (spec == null
        || spec.parent().isEmpty()
        || spec.parent().equals(ROOT)
        || queue.name().equals(ROOT)) {
      return null;
    }
    return byName.get(spec.parent());
  }

  /** Why a queue cannot stand where its object says, null if it can. */
  private @Nullable String misplacement(Queue queue) {
    QueueSpec spec = queue.spec;
    if (spec == null || spec.parent().isEmpty() || queue.name().equals(ROOT)) {
      return null;
    }
    Queue parent = named(queue);
    if (!spec.parent().equals(ROOT) && (parent == null || parent.spec == null)) {
      return "spec.parent: queue "
          + spec.parent()
          + " does not exist; create it, name another, or leave it out";
    }
    Set<Queue> above = new HashSet<>();
    for (Queue next = parent; next != null && above.add(next); next = named(next)) {
      if (next == queue) {
        return "spec.parent: queue "
            + queue.name()
            + " would lie within itself ("
            + spec.parent()
            + " lies below it); name another queue, or leave it out";
      }
    }
    return null;
  }
}
