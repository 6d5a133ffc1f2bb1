package dev.basalt.core.session;

import dev.basalt.core.model.Task;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Room that comes free, earliest first. A heap rather than a sorted list: mostly a job fits long
 * before the last of it is free.
 */
final class FreedHeap {
  /**
   * Room that comes free.
   *
   * @param node where
   * @param task of which task, or else null
   * @param by of which reservation, or else null
   */
  record Freed(int node, @Nullable Task task, @Nullable Reservation by) {}

  private long[] times = new long[64];
  private @Nullable Freed[] rooms = new @Nullable Freed[64];
  private int size;
  private boolean heaped;

  void add(long nanos, Freed room) {
    if (size == times.length) {
      times = Arrays.copyOf(times, size * 2);
      rooms = Arrays.copyOf(rooms, size * 2);
    }
    times[size] = nanos;
    rooms[size++] = room;
  }

  boolean isEmpty() {
    return size == 0;
  }

  int size() {
    return size;
  }

  /** When the next room comes free. */
  long nextNanos() {
    heap();
    return times[0];
  }

  /** Takes the room that comes free next; nothing is added any more. */
  Freed take() {
    heap();
    Freed first = rooms[0];
    if (first == null) {
      throw new IllegalStateException("nothing comes free any more");
    }
    size--;
    times[0] = times[size];
    rooms[0] = rooms[size];
    rooms[size] = null;
    sink(0);
    return first;
  }

  private void heap() {
    for (int place = size / 2 - 1; !heaped && place >= 0; place--) {
      sink(place);
    }
    heaped = true;
  }

  private void sink(int from) {
    int place = from;
    while (2 * place + 1 < size) {
      int child = 2 * place + 1;
      if (child + 1 < size && times[child + 1] < times[child]) {
        child++;
      }
      if (times[place] <= times[child]) {
        return;
      }
      long time = times[place];
      Freed room = rooms[place];
      times[place] = times[child];
      rooms[place] = rooms[child];
      times[child] = time;
      rooms[child] = room;
      place = child;
    }
  }
}
