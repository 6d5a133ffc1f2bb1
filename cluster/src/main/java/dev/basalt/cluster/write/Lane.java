package dev.basalt.cluster.write;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntSupplier;

/**
 * A queue in front of a bounded number of slots. Owned by the write loop.
 *
 * @param <T> what waits for a slot
 */
final class Lane<T> {
  private final IntSupplier width;
  private final Consumer<T> start;
  private final ArrayDeque<T> waiting = new ArrayDeque<>();
  private int taken;
  private boolean starting;

  /**
   * A lane.
   *
   * @param width how many slots there are; may change
   * @param start called for each entry that got a slot; it or something after it must call {@link
   *     #release} once
   */
  Lane(IntSupplier width, Consumer<T> start) {
    this.width = width;
    this.start = start;
  }

  /** Queues an entry behind all others. */
  void add(T entry) {
    waiting.addLast(entry);
    startWaiting();
  }

  /** Queues an entry before all others: it has waited already. */
  void addFirst(T entry) {
    waiting.addFirst(entry);
    startWaiting();
  }

  /** Gives a slot back. */
  void release() {
    taken--;
    startWaiting();
  }

  /** Takes out everything that waits for a slot. */
  List<T> removeWaiting() {
    List<T> entries = new ArrayList<>(waiting);
    waiting.clear();
    return entries;
  }

  /** Slots taken. */
  int taken() {
    return taken;
  }

  int waiting() {
    return waiting.size();
  }

  /** A loop and no recursion, however soon an entry gives its slot back. */
  private void startWaiting() {
    if (starting) {
      return;
    }
    starting = true;
    try {
      while (taken < width.getAsInt() && !waiting.isEmpty()) {
        taken++;
        start.accept(waiting.removeFirst());
      }
    } finally {
      starting = false;
    }
  }
}
