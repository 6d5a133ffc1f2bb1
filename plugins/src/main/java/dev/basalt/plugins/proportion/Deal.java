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
 * and the other cpu would leave half of both unused. So free room is dealt as a fair scheduler
 * would use it: the queue that holds least of its share takes a pod of its average size, again and
 * again. Most of it is dealt at once, by looking for the level to which all can be raised.
 *
 * <p>A queue whose next pod does not fit any more drops out. If that pod lies within its share, or
 * it holds nothing at all, the rest of its share is set aside for it, so that large pods are not
 * starved by small ones. What is left after that is spare: whoever comes first may have it.
 */
final class Deal {
  /** Absorbs rounding where an average pod size divides an amount evenly. */
  private static final double EPSILON = 1e-9;

  private static final int SEARCH_STEPS = 60;

  private final Shares shares;
  private long[] free = new long[0];
  private long[][] limits = new long[0][];
  private long[] pods = new long[0];
  private long[] most = new long[0];
  private boolean[] active = new boolean[0];
  private int[] order = new int[0];
  private double[] held = new double[0];

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
    while (raise()) {
      giveOneEach();
    }
    for (Queue queue : shares.queues()) {
      for (int dimension = 0; dimension < free.length; dimension++) {
        limits[dimension][queue.id()] +=
            queue.allocated().get(dimension) + amount(queue, dimension, pods[queue.id()]);
      }
    }
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
      most[id] = queue.usable() ? pending(queue, ResourceSchema.PODS) : 0;
      for (int dimension = 0; dimension < free.length; dimension++) {
        limits[dimension][id] = 0;
        long held = queue.allocated().get(dimension);
        long capability = shares.terms(id).capability(dimension);
        if (capability != QueueTerms.UNLIMITED && pending(queue, dimension) > 0) {
          double room = Math.max(0, capability - held) / average(queue, dimension);
          most[id] = Math.min(most[id], (long) Math.floor(room + EPSILON));
        }
        if (shares.scarce(dimension)) {
          long wanted = queue.usable() ? queue.requested().get(dimension) : held;
          take(dimension, Math.max(0, shares.guarantee(id, dimension) - wanted));
        }
      }
      active[id] = most[id] > 0;
    }
  }

  /** Raises all who still take part to the highest common level; returns whether there are any. */
  private boolean raise() {
    boolean any = false;
    for (int id = 0; id < pods.length; id++) {
      any |= active[id];
    }
    if (!any) {
      return false;
    }
    double low = 0;
    double high = 1;
    if (fits(Double.POSITIVE_INFINITY)) {
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
    return true;
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

  /** How many pods bring a queue to a share of at least the level. */
  private long podsAt(Queue queue, double level) {
    int id = queue.id();
    double needed = most[id];
    for (int dimension = 0; dimension < free.length; dimension++) {
      if (shares.scarce(dimension) && pending(queue, dimension) > 0) {
        long deserved = shares.deserved(id, dimension);
        double target = deserved == 0 ? 0 : level * deserved;
        double missing = target - queue.allocated().get(dimension);
        needed = Math.min(needed, Math.ceil(missing / average(queue, dimension) - EPSILON));
      }
    }
    return Math.max(pods[id], (long) needed);
  }

  /** One more pod for each who still takes part, the one furthest below its share first. */
  private void giveOneEach() {
    int count = 0;
    for (Queue queue : shares.queues()) {
      int id = queue.id();
      if (active[id]) {
        held[id] = share(queue);
        int place = count++;
        while (place > 0 && held[order[place - 1]] > held[id]) {
          order[place] = order[place - 1];
          place--;
        }
        order[place] = id;
      }
    }
    for (int i = 0; i < count; i++) {
      Queue queue = shares.queues()[order[i]];
      int id = queue.id();
      if (pods[id] == most[id]) {
        active[id] = false;
      } else if (oneMoreFits(queue)) {
        give(queue, pods[id] + 1);
      } else {
        active[id] = false;
        setAside(queue);
      }
    }
  }

  private boolean oneMoreFits(Queue queue) {
    for (int dimension = 0; dimension < free.length; dimension++) {
      if (shares.scarce(dimension) && next(queue, dimension) > free[dimension]) {
        return false;
      }
    }
    return true;
  }

  /** Keeps the rest of its share for a queue whose next pod finds no room, where it may have it. */
  private void setAside(Queue queue) {
    boolean within = true;
    boolean possible = true;
    boolean holdsNothing = queue.allocated().get(ResourceSchema.PODS) == 0 && pods[queue.id()] == 0;
    for (int dimension = 0; dimension < free.length; dimension++) {
      if (shares.scarce(dimension)) {
        long next = next(queue, dimension);
        within &= next <= rest(queue, dimension);
        possible &= next <= shares.total(dimension);
      }
    }
    if (!within && !(holdsNothing && possible)) {
      return;
    }
    for (int dimension = 0; dimension < free.length; dimension++) {
      if (shares.scarce(dimension) && pending(queue, dimension) > 0) {
        long wanted = rest(queue, dimension);
        if (holdsNothing) {
          wanted = Math.max(wanted, next(queue, dimension));
        }
        limits[dimension][queue.id()] += take(dimension, Math.max(0, wanted));
      }
    }
  }

  /** What a queue lacks of its share after what it was dealt. */
  private long rest(Queue queue, int dimension) {
    return shares.deserved(queue.id(), dimension)
        - queue.allocated().get(dimension)
        - amount(queue, dimension, pods[queue.id()]);
  }

  private double share(Queue queue) {
    double share = 0;
    for (int dimension = 0; dimension < free.length; dimension++) {
      if (shares.scarce(dimension)) {
        long deserved = shares.deserved(queue.id(), dimension);
        share = Math.max(share, Shares.ratio(deserved - rest(queue, dimension), deserved));
      }
    }
    return share;
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
    return queue.requested().get(dimension) - queue.allocated().get(dimension);
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
    held = new double[queues];
  }
}
