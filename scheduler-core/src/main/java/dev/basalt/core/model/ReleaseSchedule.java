package dev.basalt.core.model;

import java.util.Arrays;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Room of pods that have ended but that their node may not have released yet.
 *
 * <p>A kubelet admits pods against its own view of what still runs, which lags behind what the API
 * server shows. Room therefore counts as free only some time after the pod's end was seen, and that
 * time doubles for a node each time it rejects a pod for lack of room.
 */
final class ReleaseSchedule {
  private static final int MAX_DOUBLINGS = 5;

  private record Entry(long dueNanos, long order, Task task) implements Comparable<Entry> {
    @Override
    public int compareTo(Entry other) {
      int byTime = Long.compare(dueNanos, other.dueNanos);
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
  }

  private final PriorityQueue<Entry> entries = new PriorityQueue<>();
  private final long delayNanos;
  private byte[] doublings = new byte[16];
  private long nextOrder;
  private long[] lastNanos = new long[16];

  ReleaseSchedule(long delayNanos) {
    this.delayNanos = delayNanos;
  }

  /** How long a node takes to release room, as far as is known. */
  long delayNanos(int node) {
    int doubled = node < doublings.length ? doublings[node] : 0;
    return delayNanos << doubled;
  }

  /** A node rejected a pod for lack of room: give it more time from now on. */
  void widen(int node) {
    if (node >= doublings.length) {
      doublings = Arrays.copyOf(doublings, Math.max(node + 1, doublings.length * 2));
    }
    doublings[node] = (byte) Math.min(MAX_DOUBLINGS, doublings[node] + 1);
  }

  /** Another node has taken the id. */
  void forget(int node) {
    if (node < doublings.length) {
      doublings[node] = 0;
    }
    if (node < lastNanos.length) {
      lastNanos[node] = 0;
    }
  }

  /** Room of a pod that ended came free on a node, at once or after its delay. */
  void released(int node, long nowNanos) {
    if (node >= lastNanos.length) {
      lastNanos = Arrays.copyOf(lastNanos, Math.max(node + 1, lastNanos.length * 2));
    }
    lastNanos[node] = nowNanos == 0 ? 1 : nowNanos;
  }

  /** Whether room came free on a node since it is there. */
  boolean everReleased(int node) {
    return node < lastNanos.length && lastNanos[node] != 0;
  }

  /** When room last came free on a node, if ever. */
  long lastNanos(int node) {
    return lastNanos[node];
  }

  void add(Task task, long dueNanos) {
    entries.add(new Entry(dueNanos, nextOrder++, task));
  }

  /** When the next room is released, {@link Long#MAX_VALUE} if none waits. */
  long nextNanos() {
    Entry next = entries.peek();
    return next == null ? Long.MAX_VALUE : next.dueNanos;
  }

  /** The next task whose room is due, null if none is. */
  @Nullable Task poll(long nowNanos) {
    Entry next = entries.peek();
    if (next == null || next.dueNanos > nowNanos) {
      return null;
    }
    entries.poll();
    return next.task;
  }

  /** The sum of times that are not negative; a grace period may be anything a person can type. */
  static long sum(long nanos, long more) {
    return nanos > Long.MAX_VALUE - more ? Long.MAX_VALUE : nanos + more;
  }
}
