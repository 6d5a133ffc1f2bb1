package dev.basalt.core.session;

import dev.basalt.core.model.Job;
import dev.basalt.core.model.NodeTable;
import dev.basalt.core.model.Task;
import dev.basalt.core.model.TaskStatus;
import dev.basalt.core.resource.Request;
import dev.basalt.core.session.FreedHeap.Freed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the earliest time at which a job's pods fit the nodes, from when the pods that run are
 * expected to end (the shadow time of Lifka, The ANL/IBM SP Scheduling System, 1995), and the nodes
 * that they take then. Nodes that have no room yet are taken first, full ones before others: what
 * is free now stays free for others.
 *
 * <p>Exact for a job of one class of pods. For several classes the pods are put class by class, at
 * the first {@value #CLOSE_LOOKS} times at which each class by itself would fit and at fewer and
 * fewer after that: the time may be later than need be, never earlier.
 *
 * <p>Cost: O(nodes + pods on the nodes that match, and their logarithm). Made for one question.
 */
final class Forecast {
  private static final int CLOSE_LOOKS = 64;
  private static final int MOST_GAINED = (1 << 22) - 1;
  private static final int EMPTY = 255;

  private final NodeTable nodes;
  private final Endings endings;
  private final Demand demand;
  private final Job job;
  private final BitSet[] matching;
  private final int[] dimensions;
  private final long[] free;
  private final int[][] slots;
  private final int[][] slotsBefore;
  private final long[] slotSums;
  private final FreedHeap freed = new FreedHeap();
  private final List<Freed> unforeseen = new ArrayList<>();
  private int visited;

  Forecast(Job job, Demand demand, NodeTable nodes, NodeChooser chooser, Endings endings) {
    this.job = job;
    this.demand = demand;
    this.nodes = nodes;
    this.endings = endings;
    int kinds = demand.kinds();
    this.matching = new BitSet[kinds];
    this.slots = new int[kinds][nodes.size()];
    this.slotsBefore = new int[kinds][];
    this.slotSums = new long[kinds];
    BitSet asked = new BitSet();
    for (int kind = 0; kind < kinds; kind++) {
      Request request = demand.podClass(kind).request();
      for (int i = 0; i < request.size(); i++) {
        asked.set(request.dimension(i));
      }
      PlacementIndex index = chooser.index(demand.podClass(kind), false);
      matching[kind] = new BitSet();
      for (int node = 0; node < nodes.size(); node++) {
        matching[kind].set(node, index.matches(node));
      }
    }
    this.dimensions = asked.stream().toArray();
    this.free = new long[nodes.size() * dimensions.length];
  }

  /** For how many pods. */
  int pods() {
    return demand.pods();
  }

  /** How many pods and nodes were looked at. */
  int visited() {
    return visited;
  }

  /**
   * The earliest start, null if what is known of the pods that run does not tell of any.
   *
   * @param before reservations that come first: their room is theirs until their job ends
   * @param urgent whether room is to be kept also where nothing tells when it is there
   */
  @Nullable Reservation find(List<Reservation> before, boolean urgent) {
    if (demand.pods() == 0) {
      return null;
    }
    gather(before);
    recountAll();
    for (int kind = 0; kind < slots.length; kind++) {
      slotsBefore[kind] = slots[kind].clone();
    }
    Reservation found = enough() ? place(endings.nowNanos(), true) : null;
    found = found == null ? sweep() : found;
    if (found == null && urgent) {
      for (int kind = 0; kind < slots.length; kind++) {
        slotsBefore[kind] = slots[kind].clone();
      }
      unforeseen.forEach(this::release);
      recountAll();
      found = enough() ? place(Endings.NEVER, false) : null;
    }
    return found;
  }

  private void gather(List<Reservation> before) {
    for (int node = 0; node < nodes.size(); node++) {
      if (matchesAny(node)) {
        visited++;
        gather(node);
      }
    }
    for (Reservation other : before) {
      for (int index = 0; index < other.size(); index++) {
        take(other, other.node(index), -1);
        if (other.endNanos() != Endings.NEVER) {
          freed.add(other.endNanos(), new Freed(other.node(index), null, other));
        }
      }
    }
  }

  private void gather(int node) {
    for (int i = 0; i < dimensions.length; i++) {
      free[node * dimensions.length + i] =
          nodes.unused(dimensions[i], node) - nodes.pipelined(dimensions[i], node);
    }
    List<Task> tasks = nodes.tasksOn(node);
    for (int i = 0; i < tasks.size(); i++) {
      Task task = tasks.get(i);
      if (task.status() == TaskStatus.PIPELINED) {
        continue;
      }
      visited++;
      long end = endings.of(task);
      if (end <= endings.nowNanos()) {
        release(node, task);
      } else if (end != Endings.NEVER) {
        freed.add(end, new Freed(node, task, null));
      } else if (task.job() != null) {
        unforeseen.add(new Freed(node, task, null));
      }
    }
  }

  private boolean matchesAny(int node) {
    for (BitSet ofKind : matching) {
      if (ofKind.get(node)) {
        return true;
      }
    }
    return false;
  }

  private @Nullable Reservation sweep() {
    int looks = 0;
    int nextLook = Integer.MAX_VALUE;
    while (!freed.isEmpty()) {
      long nanos = freed.nextNanos();
      while (!freed.isEmpty() && freed.nextNanos() == nanos) {
        Freed room = freed.take();
        release(room);
        recount(room.node());
      }
      boolean due = looks < CLOSE_LOOKS || freed.size() <= nextLook || freed.isEmpty();
      if (enough() && due) {
        Reservation found = place(nanos, true);
        if (found != null) {
          return found;
        }
        looks++;
        nextLook = freed.size() - freed.size() / 4;
      }
    }
    return null;
  }

  private void release(Freed room) {
    if (room.task() != null) {
      release(room.node(), room.task());
    } else if (room.by() != null) {
      take(room.by(), room.node(), 1);
    }
  }

  private void release(int node, Task task) {
    for (int i = 0; i < dimensions.length; i++) {
      free[node * dimensions.length + i] += task.request().amountOf(dimensions[i]);
    }
  }

  private void take(Reservation other, int node, int sign) {
    for (int i = 0; node < nodes.size() && i < dimensions.length; i++) {
      free[node * dimensions.length + i] += sign * other.amount(node, dimensions[i]);
    }
  }

  private void recountAll() {
    for (int node = 0; node < nodes.size(); node++) {
      recount(node);
    }
  }

  private void recount(int node) {
    for (int kind = 0; kind < slots.length; kind++) {
      int now = matching[kind].get(node) ? fits(kind, free, node * dimensions.length) : 0;
      slotSums[kind] += now - slots[kind][node];
      slots[kind][node] = now;
    }
  }

  /** How many pods of a kind fit into amounts. */
  private int fits(int kind, long[] amounts, int offset) {
    Request request = demand.podClass(kind).request();
    long fitting = Integer.MAX_VALUE;
    for (int i = 0; i < dimensions.length; i++) {
      long asked = request.amountOf(dimensions[i]);
      if (asked > 0) {
        fitting = Math.min(fitting, Math.max(0, amounts[offset + i]) / asked);
      }
    }
    boolean onePerNode = !demand.podClass(kind).shape().hostPorts().isEmpty();
    return (int) Math.min(onePerNode ? 1 : Integer.MAX_VALUE, fitting);
  }

  private boolean enough() {
    for (int kind = 0; kind < slotSums.length; kind++) {
      if (slotSums[kind] < demand.count(kind)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Puts all pods, null if they do not fit beside each other.
   *
   * @param latecomersFirst whether nodes come first that gained most since now; else last
   */
  private @Nullable Reservation place(long nanos, boolean latecomersFirst) {
    long[] left = free.clone();
    BitSet taken = new BitSet();
    long[][] kept = new long[nodes.size()][];
    for (int kind = 0; kind < demand.kinds(); kind++) {
      Request request = demand.podClass(kind).request();
      int missing = demand.count(kind);
      for (long key : order(kind, latecomersFirst)) {
        int node = (int) key;
        int offset = node * dimensions.length;
        int count = Math.min(missing, fits(kind, left, offset));
        if (count > 0 && kept[node] == null) {
          kept[node] = new long[dimensions.length];
          taken.set(node);
        }
        for (int i = 0; count > 0 && i < dimensions.length; i++) {
          long amount = count * request.amountOf(dimensions[i]);
          left[offset + i] -= amount;
          kept[node][i] += amount;
        }
        missing -= count;
        if (missing == 0) {
          break;
        }
      }
      if (missing > 0) {
        return null;
      }
    }
    int[] chosen = taken.stream().toArray();
    long[][] amounts = new long[chosen.length][];
    for (int i = 0; i < chosen.length; i++) {
      amounts[i] = kept[chosen[i]];
    }
    long end = nanos == Endings.NEVER ? nanos : Endings.plus(nanos, demand.runNanos());
    return new Reservation(job, demand.pods(), nanos, end, chosen, dimensions, amounts);
  }

  /**
   * Nodes that take pods of a kind, in the lower half of each number: by what they gain, then by
   * how much of them is taken now.
   */
  private long[] order(int kind, boolean latecomersFirst) {
    long[] keys = new long[nodes.size()];
    int dimension = demand.podClass(kind).request().dimension(0);
    int size = 0;
    for (int node = 0; node < nodes.size(); node++) {
      int now = slots[kind][node];
      if (now > 0) {
        long gained = Math.min(MOST_GAINED, now - slotsBefore[kind][node]);
        long total = Math.max(1, nodes.allocatable(dimension, node));
        long idle =
            Math.clamp((long) (EMPTY * (double) nodes.idle(dimension, node) / total), 0, EMPTY);
        long rank =
            latecomersFirst ? (MOST_GAINED - gained) << 8 | idle : gained << 8 | (EMPTY - idle);
        keys[size++] = rank << 32 | node;
      }
    }
    long[] ordered = Arrays.copyOf(keys, size);
    Arrays.sort(ordered);
    return ordered;
  }
}
