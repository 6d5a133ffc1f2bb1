package dev.basalt.plugins.proportion;

import dev.basalt.core.model.NodeTable;
import dev.basalt.core.model.Queue;
import dev.basalt.core.spi.SessionView;
import dev.basalt.plugins.QueueBook;
import dev.basalt.plugins.QueueTerms;
import dev.basalt.plugins.WaterFilling;
import java.util.List;

/**
 * What each queue deserves: the cluster, less what pods of other schedulers hold, split by {@link
 * WaterFilling} in each dimension by itself; where queues lie within each other, level by level.
 *
 * <p>A queue's floor is its guarantee, its ceiling what its tasks hold and ask for, within its
 * capability. Arrays are indexed by dimension, then by queue id, and kept between sessions.
 */
final class Shares {
  private final WaterFilling filling = new WaterFilling();
  private final QueueBook book = new QueueBook();
  private int[] weights = new int[0];
  private long[] totals = new long[0];
  private long[] guaranteed = new long[0];
  private boolean[] scarce = new boolean[0];
  private int[] unmet = new int[0];
  private long[][] floors = new long[0][];
  private long[][] ceilings = new long[0][];
  private long[][] deserved = new long[0][];

  /** What the floors of a queue's children come to; used where queues are nested. */
  private long[][] below = new long[0][];

  /** Whether a queue's children want more than it can have; used where queues are nested. */
  private boolean[][] tight = new boolean[0][];

  private final Siblings siblings = new Siblings();

  /** Computes all shares anew. */
  void compute(SessionView session) {
    book.refresh(session);
    ensure(session.schema().size());
    for (int id = 0; id < weights.length; id++) {
      weights[id] = book.terms(id).weight();
    }
    for (int dimension = 0; dimension < totals.length; dimension++) {
      compute(dimension, session.nodes());
    }
  }

  private void compute(int dimension, NodeTable nodes) {
    long total =
        Math.max(0, nodes.total().get(dimension) - nodes.totalUsedByOthers().get(dimension));
    totals[dimension] = total;
    for (int i = book.downwards().length - 1; i >= 0; i--) {
      bound(book.downwards()[i], dimension);
    }
    long guarantees = 0;
    long wanted = 0;
    for (Queue queue : queues()) {
      if (queue.parent() == null) {
        guarantees = saturated(guarantees, floors[dimension][queue.id()]);
        wanted = saturated(wanted, ceilings[dimension][queue.id()]);
      }
    }
    guaranteed[dimension] = guarantees;
    scarce[dimension] = total > 0 && wanted > total;
    if (book.nested()) {
      descend(dimension, total);
    } else {
      long[] parts = deserved[dimension];
      filling.fill(total, weights.length, weights, floors[dimension], ceilings[dimension], parts);
    }
    unmet[dimension] = 0;
    for (int id = 0; id < weights.length; id++) {
      unmet[dimension] += isUnmet(id, dimension) ? 1 : 0;
    }
  }

  /** Finds a queue's floor and ceiling; those of its children are known. */
  private void bound(Queue queue, int dimension) {
    int id = queue.id();
    long asked = queue.takesJobs() ? queue.attainable(dimension) : queue.allocated().get(dimension);
    long floor = queue.usable() && !queue.isRoot() ? terms(id).guarantee(dimension) : 0;
    List<Queue> children = queue.children();
    if (!children.isEmpty()) {
      asked = QueueBook.ownAllocated(queue, dimension);
      long under = 0;
      for (int i = 0; i < children.size(); i++) {
        under = saturated(under, floors[dimension][children.get(i).id()]);
        asked = saturated(asked, ceilings[dimension][children.get(i).id()]);
      }
      below[dimension][id] = under;
      floor = Math.max(floor, under);
    }
    long capability = terms(id).capability(dimension);
    floors[dimension][id] = Math.min(floor, capability);
    ceilings[dimension][id] = Math.max(floors[dimension][id], Math.min(asked, capability));
  }

  /** Splits the total among the queues at the top, then each one's part among those in it. */
  private void descend(int dimension, long total) {
    siblings.begin(queues().length);
    for (Queue queue : queues()) {
      if (queue.parent() == null) {
        siblings.add(queue.id());
      }
    }
    siblings.fill(total, dimension);
    for (Queue parent : book.downwards()) {
      List<Queue> children = parent.children();
      if (children.isEmpty()) {
        continue;
      }
      siblings.begin(children.size());
      long wanted = QueueBook.ownAllocated(parent, dimension);
      long left = Math.max(0, deserved[dimension][parent.id()] - wanted);
      for (int i = 0; i < children.size(); i++) {
        siblings.add(children.get(i).id());
        wanted = saturated(wanted, ceilings[dimension][children.get(i).id()]);
      }
      siblings.fill(left, dimension);
      tight[dimension][parent.id()] = wanted > deserved[dimension][parent.id()];
      scarce[dimension] |= tight[dimension][parent.id()] && totals[dimension] > 0;
    }
  }

  /** Some queues' amounts side by side, as {@link WaterFilling} takes them. */
  private final class Siblings {
    private int[] ids = new int[0];
    private int[] weight = new int[0];
    private long[] floor = new long[0];
    private long[] ceiling = new long[0];
    private long[] part = new long[0];
    private int count;

    void begin(int most) {
      count = 0;
      if (ids.length < most) {
        ids = new int[most];
        weight = new int[most];
        floor = new long[most];
        ceiling = new long[most];
        part = new long[most];
      }
    }

    void add(int id) {
      ids[count++] = id;
    }

    void fill(long amount, int dimension) {
      for (int i = 0; i < count; i++) {
        weight[i] = weights[ids[i]];
        floor[i] = floors[dimension][ids[i]];
        ceiling[i] = ceilings[dimension][ids[i]];
      }
      filling.fill(amount, count, weight, floor, ceiling, part);
      for (int i = 0; i < count; i++) {
        deserved[dimension][ids[i]] = part[i];
      }
    }
  }

  /** All queues, at the index of their id; not to be changed. */
  Queue[] queues() {
    return book.queues();
  }

  QueueBook book() {
    return book;
  }

  int dimensions() {
    return totals.length;
  }

  QueueTerms terms(int queue) {
    return book.terms(queue);
  }

  /** What there is of a dimension for all queues together. */
  long total(int dimension) {
    return totals[dimension];
  }

  /** Whether queues want more of a dimension than there is, so that shares bound them. */
  boolean scarce(int dimension) {
    return dimension < scarce.length && scarce[dimension];
  }

  long deserved(int queue, int dimension) {
    return dimension < deserved.length && queue < weights.length ? deserved[dimension][queue] : 0;
  }

  /** What is kept of guarantees that nobody asks for. */
  long idleGuarantees(int dimension) {
    long idle = 0;
    for (Queue queue : queues()) {
      idle += queue.parent() == null ? idleGuarantee(queue, dimension) : 0;
    }
    return idle;
  }

  private long idleGuarantee(Queue queue, int dimension) {
    long wanted =
        queue.takesJobs() ? queue.attainable(dimension) : queue.allocated().get(dimension);
    long idle = 0;
    List<Queue> children = queue.children();
    if (!children.isEmpty()) {
      wanted = QueueBook.ownAllocated(queue, dimension);
      for (int i = 0; i < children.size(); i++) {
        wanted = saturated(wanted, ceilings[dimension][children.get(i).id()]);
        idle += idleGuarantee(children.get(i), dimension);
      }
      wanted -= idle;
    }
    return Math.max(idle, floors[dimension][queue.id()] - wanted);
  }

  /** Whether a queue and others under a common limit want more than that limit leaves them. */
  boolean rationed(Queue queue, int dimension) {
    for (Queue around = queue.parent(); around != null; around = around.parent()) {
      if (tight[dimension][around.id()]
          && deserved[dimension][around.id()] >= terms(around.id()).capability(dimension)) {
        return true;
      }
    }
    return false;
  }

  /** What a queue may come to hold, as far as it and those around it can be dealt more. */
  long most(Queue queue, int dimension) {
    long most = terms(queue.id()).capability(dimension);
    if (rationed(queue, dimension)) {
      long part = Math.max(deserved[dimension][queue.id()], queue.allocated().get(dimension));
      most = Math.min(most, part);
    }
    return most;
  }

  /**
   * What a queue could have at most: its capability, and what others are guaranteed not to need.
   */
  long realCapability(Queue queue, int dimension) {
    long capability = terms(queue.id()).capability(dimension);
    if (dimension >= totals.length) {
      return Math.min(capability, 0);
    }
    Queue parent = queue.parent();
    long around = parent == null ? totals[dimension] : realCapability(parent, dimension);
    long all = parent == null ? guaranteed[dimension] : below[dimension][parent.id()];
    long ofOthers = all - floors[dimension][queue.id()];
    return Math.min(capability, Math.max(0, around - ofOthers));
  }

  /** Whether another queue wants more of a dimension than it deserves. */
  boolean contested(int queue, int dimension) {
    return unmet[dimension] > (isUnmet(queue, dimension) ? 1 : 0);
  }

  /**
   * How much of its share a queue holds: the largest of allocated by deserved over the scarce
   * dimensions, or over all dimensions where none is scarce.
   */
  double share(Queue queue) {
    double scarceShare = -1;
    double share = 0;
    for (int dimension = 0; dimension < totals.length; dimension++) {
      double part = ratio(queue.allocated().get(dimension), deserved(queue.id(), dimension));
      share = Math.max(share, part);
      if (scarce[dimension]) {
        scarceShare = Math.max(scarceShare, part);
      }
    }
    return scarceShare < 0 ? share : scarceShare;
  }

  /** The quotient, where nothing by nothing is 0. */
  static double ratio(long held, long deserved) {
    return held == 0 ? 0 : (double) held / deserved;
  }

  /** Parents want what their children do, and are not counted beside them. */
  private boolean isUnmet(int queue, int dimension) {
    return deserved[dimension][queue] < ceilings[dimension][queue]
        && queues()[queue].children().isEmpty();
  }

  private static long saturated(long sum, long addend) {
    long result = sum + addend;
    return result < 0 ? Long.MAX_VALUE : result;
  }

  private void ensure(int dimensions) {
    int count = queues().length;
    if (totals.length == dimensions && weights.length == count) {
      return;
    }
    weights = new int[count];
    totals = new long[dimensions];
    guaranteed = new long[dimensions];
    scarce = new boolean[dimensions];
    unmet = new int[dimensions];
    floors = new long[dimensions][count];
    ceilings = new long[dimensions][count];
    deserved = new long[dimensions][count];
    below = new long[dimensions][count];
    tight = new boolean[dimensions][count];
  }
}
