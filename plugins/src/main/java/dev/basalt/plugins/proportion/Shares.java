package dev.basalt.plugins.proportion;

import dev.basalt.core.model.NodeTable;
import dev.basalt.core.model.Queue;
import dev.basalt.core.spi.SessionView;
import java.util.Arrays;

/**
 * What each queue deserves: the cluster, less what pods of other schedulers hold, split by {@link
 * WaterFilling} in each dimension by itself.
 *
 * <p>A queue's floor is its guarantee, its ceiling what its tasks hold and ask for, within its
 * capability. Arrays are indexed by dimension, then by queue id, and kept between sessions.
 */
final class Shares {
  private final WaterFilling filling = new WaterFilling();
  private Queue[] queues = new Queue[0];
  private QueueTerms[] terms = new QueueTerms[0];
  private int[] weights = new int[0];
  private long[] totals = new long[0];
  private long[] guaranteed = new long[0];
  private boolean[] scarce = new boolean[0];
  private int[] unmet = new int[0];
  private long[][] floors = new long[0][];
  private long[][] ceilings = new long[0][];
  private long[][] deserved = new long[0][];

  /** Computes all shares anew. */
  void compute(SessionView session) {
    refreshTerms(session);
    ensure(session.schema().size());
    for (int dimension = 0; dimension < totals.length; dimension++) {
      compute(dimension, session.nodes());
    }
  }

  private void compute(int dimension, NodeTable nodes) {
    long total =
        Math.max(0, nodes.total().get(dimension) - nodes.totalUsedByOthers().get(dimension));
    long[] floor = floors[dimension];
    long[] ceiling = ceilings[dimension];
    long guarantees = 0;
    long wanted = 0;
    for (int id = 0; id < queues.length; id++) {
      Queue queue = queues[id];
      long asked = queue.usable() ? queue.attainable(dimension) : queue.allocated().get(dimension);
      long capability = terms[id].capability(dimension);
      floor[id] = Math.min(terms[id].guarantee(dimension), capability);
      ceiling[id] = Math.max(floor[id], Math.min(asked, capability));
      guarantees = saturated(guarantees, floor[id]);
      wanted = saturated(wanted, ceiling[id]);
    }
    filling.fill(total, queues.length, weights, floor, ceiling, deserved[dimension]);
    totals[dimension] = total;
    guaranteed[dimension] = guarantees;
    scarce[dimension] = total > 0 && wanted > total;
    unmet[dimension] = 0;
    for (int id = 0; id < queues.length; id++) {
      unmet[dimension] += isUnmet(id, dimension) ? 1 : 0;
    }
  }

  /** All queues, at the index of their id; not to be changed. */
  Queue[] queues() {
    return queues;
  }

  int dimensions() {
    return totals.length;
  }

  QueueTerms terms(int queue) {
    return terms[queue];
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
    return dimension < deserved.length && queue < queues.length ? deserved[dimension][queue] : 0;
  }

  /** What is kept for a queue even while nobody asks for it. */
  long guarantee(int queue, int dimension) {
    return floors[dimension][queue];
  }

  /**
   * What a queue could have at most: its capability, and what others are guaranteed not to need.
   */
  long realCapability(int queue, int dimension) {
    long capability = terms[queue].capability(dimension);
    if (dimension >= totals.length) {
      return Math.min(capability, 0);
    }
    long ofOthers = guaranteed[dimension] - floors[dimension][queue];
    return Math.min(capability, Math.max(0, totals[dimension] - ofOthers));
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

  private boolean isUnmet(int queue, int dimension) {
    return deserved[dimension][queue] < ceilings[dimension][queue];
  }

  private static long saturated(long sum, long addend) {
    long result = sum + addend;
    return result < 0 ? Long.MAX_VALUE : result;
  }

  private void refreshTerms(SessionView session) {
    int known = queues.length;
    if (known < session.queues().size()) {
      queues = session.queues().toArray(Queue[]::new);
      terms = Arrays.copyOf(terms, queues.length);
      weights = Arrays.copyOf(weights, queues.length);
    }
    for (int id = 0; id < queues.length; id++) {
      Queue queue = queues[id];
      if (id >= known || !terms[id].from(queue.spec())) {
        terms[id] = new QueueTerms(queue.spec(), session.schema());
        weights[id] = terms[id].weight();
      }
    }
  }

  private void ensure(int dimensions) {
    if (totals.length == dimensions && deserved[0].length == terms.length) {
      return;
    }
    totals = new long[dimensions];
    guaranteed = new long[dimensions];
    scarce = new boolean[dimensions];
    unmet = new int[dimensions];
    floors = new long[dimensions][terms.length];
    ceilings = new long[dimensions][terms.length];
    deserved = new long[dimensions][terms.length];
  }
}
