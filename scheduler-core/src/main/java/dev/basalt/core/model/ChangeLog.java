package dev.basalt.core.model;

import java.util.Arrays;

/**
 * Which nodes changed, in order: a ring that readers follow with a position of their own.
 *
 * <p>A reader that fell behind further than the ring remembers starts over. A node that changed
 * several times since a reader's position is worth one look: {@link #isLatest} tells its last entry
 * from the earlier ones.
 */
public final class ChangeLog {
  private static final int INITIAL_CAPACITY = 1024;

  private int[] ring = new int[INITIAL_CAPACITY];
  private long[] latest = new long[INITIAL_CAPACITY];
  private long head;

  /** The position after the newest entry. */
  public long head() {
    return head;
  }

  /** Whether every entry from a position on is still there. */
  public boolean remembers(long position) {
    return head - position <= ring.length;
  }

  /** The node at a position that is still remembered. */
  public int nodeAt(long position) {
    return ring[(int) (position & (ring.length - 1))];
  }

  /** Whether no later entry is about the same node. */
  public boolean isLatest(long position) {
    return latest[nodeAt(position)] == position;
  }

  void add(int node) {
    if (node >= latest.length) {
      grow(node);
    }
    ring[(int) (head & (ring.length - 1))] = node;
    latest[node] = head;
    head++;
  }

  /** The ring remembers at least twice as many changes as there are nodes. */
  private void grow(int node) {
    int capacity = Integer.highestOneBit(node) * 4;
    latest = Arrays.copyOf(latest, capacity);
    int[] larger = new int[capacity];
    for (long position = Math.max(0, head - ring.length); position < head; position++) {
      larger[(int) (position & (capacity - 1))] = nodeAt(position);
    }
    ring = larger;
  }
}
