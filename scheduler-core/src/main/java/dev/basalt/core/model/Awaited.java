package dev.basalt.core.model;

import java.util.Arrays;
import java.util.BitSet;

/** Of how many pods of each node the same thing is awaited, and since when. */
public final class Awaited {
  private final BitSet nodes = new BitSet();
  private int[] counts = new int[16];
  private long[] sinceNanos = new long[16];

  /** The nodes that have such pods; not to be changed. */
  public BitSet nodes() {
    return nodes;
  }

  /** How many a node has. */
  public int on(int node) {
    return node < counts.length ? counts[node] : 0;
  }

  /** Since when a node has any, monotonic nanoseconds; says nothing where it has none. */
  public long sinceNanos(int node) {
    return node < sinceNanos.length ? sinceNanos[node] : Long.MIN_VALUE;
  }

  void add(int node, long nowNanos) {
    if (node >= counts.length) {
      int capacity = Math.max(node + 1, counts.length * 2);
      counts = Arrays.copyOf(counts, capacity);
      sinceNanos = Arrays.copyOf(sinceNanos, capacity);
    }
    if (counts[node]++ == 0) {
      sinceNanos[node] = nowNanos;
      nodes.set(node);
    }
  }

  void remove(int node) {
    if (--counts[node] == 0) {
      nodes.clear(node);
    }
  }

  /** The node is gone. */
  void forget(int node) {
    if (node < counts.length) {
      counts[node] = 0;
      nodes.clear(node);
    }
  }
}
