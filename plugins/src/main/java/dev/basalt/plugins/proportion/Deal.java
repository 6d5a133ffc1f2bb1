package dev.basalt.plugins.proportion;

import dev.basalt.core.model.NodeTable;
import dev.basalt.core.model.Queue;
import dev.basalt.core.resource.ResourceSchema;

/**
 * Deals the room that is free when a session opens to the queues in whole pods, so that limits can
 * be checked pod by pod without room being stranded or a queue being robbed.
 *
 * <p>Deserved amounts alone do neither: a queue that deserves 75.3 pods and one that deserves 24.7
 * would leave a pod's room unused if neither might pass its share, and with many queues the last
 * one would find the room gone if each might pass by one pod. Two queues of which one needs memory
 * and the other cpu would leave part of both unused. So free room is dealt in pods of each queue's
 * average size, in four steps:
 *
 * <ol>
 *   <li>A queue that holds nothing and deserves at least half of its first pod has a claim to it if
 *       that pod is too large for what the other steps would leave: room is set aside until it
 *       fits. Otherwise small pods would starve it for ever.
 *   <li>Each queue gets the whole pods that lie within its share; where there is not room for all,
 *       within the same part of it.
 *   <li>One more pod for the queues that would have got the largest part of another one (the method
 *       of largest remainders, which leaves nobody a pod or more off its share).
 *   <li>What nobody can use within its share goes on in equal parts of shares beyond it.
 * </ol>
 *
 * <p>A queue whose next pod does not fit drops out; if that pod lies within its share, the rest of
 * its share is set aside for it. What is left after that is spare: whoever comes first may have it.
 */
final class Deal {
  /** Absorbs rounding where an average pod size divides an amount evenly. */
  private static final double EPSILON = 1e-9;

  private static final int SEARCH_STEPS = 40;

  private final Shares shares;
  private long[] free = new long[0];
  private long[][] limits = new long[0][];
  private long[] pods = new long[0];
  private long[] most = new long[0];
  private boolean[] active = new boolean[0];
  private int[] order = new int[0];
  private double[] remainders = new double[0];
  private long[] left = new long[0];
  private boolean[] claimed = new boolean[0];

  Deal(Shares shares) {
    this.shares = shares;
  }

  /** Deals what is free on the nodes now. */
  void deal(NodeTable nodes) {
    ensure();
    boolean anyScarce = false;
    for (int dimension = 0; dimension < free.length; dimension++) {
      anyScarce |= shares.scarce(dimension);
      free[dimension] =
          Math.max(0, nodes.total().get(dimension) - nodes.totalUsed().get(dimension));
    }
    if (!anyScarce) {
      return;
    }
    begin();
    claimFirstPods();
    double level = 0;
    while (anyActive()) {
      if (anyFits()) {
        level = raise(level);
      }
      giveOneEach(level);
    }
    for (Queue queue : shares.queues()) {
      for (int dimension = 0; dimension < free.length; dimension++) {
        setLimit(queue, dimension);
      }
    }
  }

  /**
   * A queue may always have what it deserves, whatever its average pod could use of it, except
   * where that would take the room of a first pod that was claimed.
   */
  private void setLimit(Queue queue, int dimension) {
    int id = queue.id();
    long dealt =
        queue.allocated().get(dimension)
            + amount(queue, dimension, pods[id])
            + limits[dimension][id];
    limits[dimension][id] =
        claimed[dimension] ? dealt : Math.max(dealt, shares.deserved(id, dimension));
  }

  /** How much of a scarce dimension a queue may hold in this session. */
  long limit(int queue, int dimension) {
    return limits[dimension][queue];
  }

  /** What of a scarce dimension was dealt to nobody. */
  long spare(int dimension) {
    return free[dimension];
  }

  private void begin() {
    for (Queue queue : shares.queues()) {
      int id = queue.id();
      pods[id] = 0;
      most[id] = queue.takesJobs() ? pending(queue, ResourceSchema.PODS) : 0;
      for (int dimension = 0; dimension < free.length; dimension++) {
        limits[dimension][id] = 0;
      }
      active[id] = most[id] > 0;
    }
    for (int dimension = 0; dimension < free.length; dimension++) {
      if (shares.scarce(dimension)) {
        take(dimension, shares.idleGuarantees(dimension));
      }
    }
  }

  private void claimFirstPods() {
    for (int dimension = 0; dimension < free.length; dimension++) {
      claimed[dimension] = false;
      left[dimension] = free[dimension];
      for (Queue queue : shares.queues()) {
        if (active[queue.id()]) {
          left[dimension] -= amount(queue, dimension, podsAt(queue, 1));
        }
      }
    }
    for (Queue queue : shares.queues()) {
      if (active[queue.id()] && claimsFirstPod(queue)) {
        markClaimed(queue);
        if (oneMoreFits(queue)) {
          give(queue, 1);
        } else {
          active[queue.id()] = false;
          setAsideFirstPod(queue);
        }
      }
    }
  }

  private boolean claimsFirstPod(Queue queue) {
    if (queue.allocated().get(ResourceSchema.PODS) > 0) {
      return false;
    }
    boolean tooLarge = false;
    for (int dimension = 0; dimension < free.length; dimension++) {
      if (shares.scarce(dimension)) {
        long first = amount(queue, dimension, 1);
        if (first > shares.total(dimension)
            || first - first / 2 > shares.deserved(queue.id(), dimension)) {
          return false;
        }
        tooLarge |= first > left[dimension];
      }
    }
    return tooLarge;
  }

  private void markClaimed(Queue queue) {
    for (int dimension = 0; dimension < free.length; dimension++) {
      claimed[dimension] |= amount(queue, dimension, 1) > 0;
    }
  }

  private void setAsideFirstPod(Queue queue) {
    for (int dimension = 0; dimension < free.length; dimension++) {
      if (shares.scarce(dimension)) {
        limits[dimension][queue.id()] += take(dimension, amount(queue, dimension, 1));
      }
    }
  }

  private boolean anyActive() {
    boolean any = false;
    for (int id = 0; id < pods.length; id++) {
      any |= active[id];
    }
    return any;
  }

  private boolean anyFits() {
    for (Queue queue : shares.queues()) {
      if (active[queue.id()] && oneMoreFits(queue)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Raises all who still take part to the highest common level, a multiple of their shares, that
   * there is room for. Stops at the shares themselves before it goes beyond them.
   *
   * @param reached the level they are at
   * @return the level they are at now
   */
  private double raise(double reached) {
    double low = reached;
    double high = 1;
    if (reached < 1 && fits(1)) {
      low = 1;
    } else if (reached >= 1 && fits(Double.POSITIVE_INFINITY)) {
      low = Double.POSITIVE_INFINITY;
    } else {
      for (int step = 0; step < SEARCH_STEPS && fits(high); step++) {
        low = high;
        high *= 2;
      }
      for (int step = 0; step < SEARCH_STEPS; step++) {
        double middle = (low + high) / 2;
        if (fits(middle)) {
          low = middle;
        } else {
          high = middle;
        }
      }
    }
    for (Queue queue : shares.queues()) {
      if (active[queue.id()]) {
        give(queue, podsAt(queue, low));
      }
    }
    return low;
  }

  private boolean fits(double level) {
    for (int dimension = 0; dimension < free.length; dimension++) {
      if (!shares.scarce(dimension)) {
        continue;
      }
      long left = free[dimension];
      for (Queue queue : shares.queues()) {
        if (active[queue.id()]) {
          left -=
              amount(queue, dimension, podsAt(queue, level))
                  - amount(queue, dimension, pods[queue.id()]);
        }
        if (left < 0) {
          return false;
        }
      }
    }
    return true;
  }

  /** How many whole pods lie within a level. */
  private long podsAt(Queue queue, double level) {
    long whole = (long) Math.floor(podsWithin(queue, level) + EPSILON);
    return Math.max(pods[queue.id()], Math.min(most[queue.id()], whole));
  }

  /** How many pods, fractions included, fill a queue to a level; below 0 if it holds more. */
  private double podsWithin(Queue queue, double level) {
    double within = Double.POSITIVE_INFINITY;
    for (int dimension = 0; dimension < free.length; dimension++) {
      if (shares.scarce(dimension) && pending(queue, dimension) > 0) {
        long deserved = shares.deserved(queue.id(), dimension);
        double target = deserved == 0 ? 0 : level * deserved;
        double most = shares.most(queue, dimension);
        double missing = Math.min(target, most) - queue.allocated().get(dimension);
        within = Math.min(within, missing / average(queue, dimension));
      }
    }
    return within;
  }

  /** One more pod for each who still takes part, the largest remainder first. */
  private void giveOneEach(double level) {
    int count = 0;
    for (Queue queue : shares.queues()) {
      int id = queue.id();
      if (active[id]) {
        remainders[id] = podsWithin(queue, level) - pods[id];
        int place = count++;
        while (place > 0 && remainders[order[place - 1]] < remainders[id]) {
          order[place] = order[place - 1];
          place--;
        }
        order[place] = id;
      }
    }
    for (int i = 0; i < count; i++) {
      Queue queue = shares.queues()[order[i]];
      int id = queue.id();
      if (pods[id] == most[id] || holdsAllItMay(queue)) {
        active[id] = false;
      } else if (oneMoreFits(queue)) {
        give(queue, pods[id] + 1);
      } else {
        active[id] = false;
        setAsideRest(queue);
      }
    }
  }

  /** Whether a queue was dealt its part of what a limit around it leaves, the last pod included. */
  private boolean holdsAllItMay(Queue queue) {
    return queue.parent() != null
        && podsWithin(queue, Double.POSITIVE_INFINITY) <= pods[queue.id()];
  }

  private boolean oneMoreFits(Queue queue) {
    for (int dimension = 0; dimension < free.length; dimension++) {
      if (shares.scarce(dimension) && next(queue, dimension) > free[dimension]) {
        return false;
      }
    }
    return true;
  }

  /** Keeps the rest of its share for a queue whose next pod lies within it but finds no room. */
  private void setAsideRest(Queue queue) {
    for (int dimension = 0; dimension < free.length; dimension++) {
      if (shares.scarce(dimension) && next(queue, dimension) > rest(queue, dimension)) {
        return;
      }
    }
    for (int dimension = 0; dimension < free.length; dimension++) {
      if (shares.scarce(dimension)) {
        limits[dimension][queue.id()] += take(dimension, rest(queue, dimension));
      }
    }
  }

  /** What a queue lacks of its share after what it was dealt. */
  private long rest(Queue queue, int dimension) {
    return shares.deserved(queue.id(), dimension)
        - queue.allocated().get(dimension)
        - amount(queue, dimension, pods[queue.id()]);
  }

  private void give(Queue queue, long count) {
    int id = queue.id();
    for (int dimension = 0; dimension < free.length; dimension++) {
      free[dimension] -= amount(queue, dimension, count) - amount(queue, dimension, pods[id]);
    }
    pods[id] = count;
  }

  private long take(int dimension, long wanted) {
    long taken = Math.min(wanted, free[dimension]);
    free[dimension] -= taken;
    return taken;
  }

  private long next(Queue queue, int dimension) {
    long dealt = pods[queue.id()];
    return amount(queue, dimension, dealt + 1) - amount(queue, dimension, dealt);
  }

  /** What a number of pods of a queue's average size take, rounded up. */
  private static long amount(Queue queue, int dimension, long count) {
    long asked = pending(queue, dimension);
    long tasks = pending(queue, ResourceSchema.PODS);
    if (asked <= 0 || tasks <= 0 || count == 0) {
      return 0;
    }
    return asked / tasks * count + Math.ceilDiv(asked % tasks * count, tasks);
  }

  private static double average(Queue queue, int dimension) {
    return (double) pending(queue, dimension) / pending(queue, ResourceSchema.PODS);
  }

  private static long pending(Queue queue, int dimension) {
    return queue.attainable(dimension) - queue.allocated().get(dimension);
  }

  private void ensure() {
    int queues = shares.queues().length;
    if (free.length == shares.dimensions() && pods.length == queues) {
      return;
    }
    free = new long[shares.dimensions()];
    limits = new long[shares.dimensions()][queues];
    pods = new long[queues];
    most = new long[queues];
    active = new boolean[queues];
    order = new int[queues];
    remainders = new double[queues];
    left = new long[shares.dimensions()];
    claimed = new boolean[shares.dimensions()];
  }
}
