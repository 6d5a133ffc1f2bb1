package dev.basalt.plugins.capacity;

import dev.basalt.core.model.NodeTable;
import dev.basalt.core.model.Queue;
import dev.basalt.core.spi.SessionView;
import dev.basalt.plugins.QueueBook;
import dev.basalt.plugins.QueueTerms;
import dev.basalt.plugins.WaterFilling;
import java.util.List;

/**
 * What each queue is entitled to in a session, by dimension: what it deserves, what is kept for it,
 * and how much it could have at most.
 *
 * <p>What queues state is met as far as what is around them goes: where guarantees or deserved
 * amounts exceed that in sum, as a node is gone say, they are split by {@link WaterFilling}, with
 * the stated amounts as ceilings, so that small ones are met in full. A queue around others that
 * states none has what these state in sum. An invalid queue is entitled to nothing.
 */
final class Entitlements {
  private final QueueBook book = new QueueBook();
  private final WaterFilling filling = new WaterFilling();
  private long[] totals = new long[0];
  private long[][] guarantee = new long[0][];
  private long[][] deserved = new long[0][];
  private boolean[][] stated = new boolean[0][];
  private long[][] most = new long[0][];

  /** What is kept of guarantees for a queue beyond what it holds, and the same of its children. */
  private long[][] idle = new long[0][];

  private long[][] idleBelow = new long[0][];
  private long[] idleInAll = new long[0];
  private boolean[] guarantees = new boolean[0];

  private int[] ids = new int[0];
  private int[] weights = new int[0];
  private long[] floors = new long[0];
  private long[] ceilings = new long[0];
  private long[] parts = new long[0];

  /** Computes everything anew. Cost: queues times dimensions. */
  void compute(SessionView session) {
    book.refresh(session);
    ensure(session.schema().size());
    for (int dimension = 0; dimension < totals.length; dimension++) {
      compute(dimension, session.nodes());
    }
  }

  private void compute(int dimension, NodeTable nodes) {
    totals[dimension] =
        Math.max(0, nodes.total().get(dimension) - nodes.totalUsedByOthers().get(dimension));
    guarantees[dimension] = false;
    Queue[] downwards = book.downwards();
    for (int i = downwards.length - 1; i >= 0; i--) {
      state(downwards[i], dimension);
    }
    int count = 0;
    for (Queue queue : book.queues()) {
      if (queue.parent() == null && !queue.isRoot()) {
        ids[count++] = queue.id();
      }
    }
    split(count, totals[dimension], totals[dimension], totals[dimension], dimension);
    for (Queue parent : downwards) {
      List<Queue> children = parent.children();
      for (int i = 0; i < children.size(); i++) {
        ids[i] = children.get(i).id();
      }
      int id = parent.id();
      if (!children.isEmpty()) {
        split(
            children.size(),
            guarantee[dimension][id],
            deserved[dimension][id],
            most[dimension][id],
            dimension);
      }
    }
    idleInAll[dimension] = 0;
    for (int i = downwards.length - 1; guarantees[dimension] && i >= 0; i--) {
      Queue queue = downwards[i];
      idleBelow[dimension][queue.id()] = 0;
      for (int child = 0; child < queue.children().size(); child++) {
        idleBelow[dimension][queue.id()] += idle[dimension][queue.children().get(child).id()];
      }
      idle[dimension][queue.id()] = idleOf(queue, dimension);
      idleInAll[dimension] += queue.parent() == null ? idle[dimension][queue.id()] : 0;
    }
  }

  /** What a queue and those in it state; the children's is known. */
  private void state(Queue queue, int dimension) {
    int id = queue.id();
    QueueTerms terms = book.terms(id);
    boolean entitled = queue.usable() && !queue.isRoot();
    long kept = entitled ? terms.guarantee(dimension) : 0;
    long due = entitled ? terms.deserved(dimension) : QueueTerms.UNSTATED;
    boolean named = due != QueueTerms.UNSTATED;
    long keptBelow = 0;
    long dueBelow = 0;
    for (int i = 0; i < queue.children().size(); i++) {
      int child = queue.children().get(i).id();
      keptBelow = saturated(keptBelow, guarantee[dimension][child]);
      dueBelow = saturated(dueBelow, deserved[dimension][child]);
    }
    kept = Math.min(Math.max(kept, keptBelow), terms.capability(dimension));
    due = Math.min(Math.max(named ? due : dueBelow, kept), terms.capability(dimension));
    guarantee[dimension][id] = kept;
    deserved[dimension][id] = due;
    stated[dimension][id] = named || due > 0;
    guarantees[dimension] |= kept > 0;
    idle[dimension][id] = 0;
    idleBelow[dimension][id] = 0;
  }

  /** Meets what queues side by side state, as far as what is around them goes. */
  private void split(int count, long kept, long due, long room, int dimension) {
    long[] guaranteed = guarantee[dimension];
    for (int i = 0; i < count; i++) {
      weights[i] = book.terms(ids[i]).weight();
      floors[i] = 0;
      ceilings[i] = guaranteed[ids[i]];
    }
    filling.fill(kept, count, weights, floors, ceilings, parts);
    long all = 0;
    for (int i = 0; i < count; i++) {
      guaranteed[ids[i]] = parts[i];
      all += parts[i];
      floors[i] = parts[i];
      ceilings[i] = Math.max(parts[i], deserved[dimension][ids[i]]);
    }
    filling.fill(due, count, weights, floors, ceilings, parts);
    for (int i = 0; i < count; i++) {
      int id = ids[i];
      deserved[dimension][id] = parts[i];
      most[dimension][id] =
          Math.min(
              book.terms(id).capability(dimension), Math.max(0, room - (all - guaranteed[id])));
    }
  }

  private long idleOf(Queue queue, int dimension) {
    int id = queue.id();
    return Math.max(idleBelow[dimension][id], guarantee[dimension][id] - held(queue, dimension));
  }

  /** What a queue's pods hold and were promised. */
  static long held(Queue queue, int dimension) {
    return queue.allocated().get(dimension) + queue.promised().get(dimension);
  }

  /** What stays with a queue once all that is on its way out is gone. */
  static long staying(Queue queue, int dimension) {
    return held(queue, dimension) - queue.releasing().get(dimension);
  }

  /** A queue holds more or less of a dimension: what is kept for it changes. Cost: its depth. */
  void recount(Queue own, int dimension) {
    if (dimension >= totals.length || !guarantees[dimension]) {
      return;
    }
    for (Queue queue = own; queue != null; queue = queue.parent()) {
      long now = idleOf(queue, dimension);
      long more = now - idle[dimension][queue.id()];
      idle[dimension][queue.id()] = now;
      Queue parent = queue.parent();
      if (parent == null) {
        idleInAll[dimension] += more;
      } else {
        idleBelow[dimension][parent.id()] += more;
      }
    }
  }

  QueueBook book() {
    return book;
  }

  int dimensions() {
    return totals.length;
  }

  /** What there is of a dimension for all queues together. */
  long total(int dimension) {
    return dimension < totals.length ? totals[dimension] : 0;
  }

  long guarantee(Queue queue, int dimension) {
    return known(queue, dimension) ? guarantee[dimension][queue.id()] : 0;
  }

  long deserved(Queue queue, int dimension) {
    return known(queue, dimension) ? deserved[dimension][queue.id()] : 0;
  }

  /** Whether a queue, or one in it, says what it deserves of a dimension. */
  boolean states(Queue queue, int dimension) {
    return known(queue, dimension) && stated[dimension][queue.id()];
  }

  /**
   * What a queue could have at most: its capability, within that of all around it, less what is
   * guaranteed to others there.
   */
  long most(Queue queue, int dimension) {
    return known(queue, dimension) ? most[dimension][queue.id()] : 0;
  }

  long capability(Queue queue, int dimension) {
    return book.terms(queue.id()).capability(dimension);
  }

  /** What is kept for the queues in a queue beyond what they hold. */
  long idleBelow(Queue queue, int dimension) {
    return known(queue, dimension) ? idleBelow[dimension][queue.id()] : 0;
  }

  /** The same for all queues. */
  long idle(int dimension) {
    return dimension < idleInAll.length ? idleInAll[dimension] : 0;
  }

  private boolean known(Queue queue, int dimension) {
    return dimension < totals.length && queue.id() < ids.length;
  }

  private static long saturated(long sum, long addend) {
    long result = sum + addend;
    return result < 0 ? Long.MAX_VALUE : result;
  }

  private void ensure(int dimensions) {
    int count = book.queues().length;
    if (totals.length == dimensions && ids.length == count) {
      return;
    }
    totals = new long[dimensions];
    guarantee = new long[dimensions][count];
    deserved = new long[dimensions][count];
    stated = new boolean[dimensions][count];
    most = new long[dimensions][count];
    idle = new long[dimensions][count];
    idleBelow = new long[dimensions][count];
    idleInAll = new long[dimensions];
    guarantees = new boolean[dimensions];
    ids = new int[count];
    weights = new int[count];
    floors = new long[count];
    ceilings = new long[count];
    parts = new long[count];
  }
}
