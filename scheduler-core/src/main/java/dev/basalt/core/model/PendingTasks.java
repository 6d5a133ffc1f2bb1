package dev.basalt.core.model;

import java.util.Arrays;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * The pending tasks of one job in slots, kept in task order.
 *
 * <p>A task that leaves makes a hole; one that comes back (a statement undone) returns to its hole,
 * so that a placement that is tried and undone costs no sorting. Adding and removing are O(1);
 * sorting is O(n log n) and happens only after a task was added anew.
 */
public final class PendingTasks {
  /** Generation of a task that has no slot to return to. */
  static final int NO_SLOT = -1;

  private @Nullable Task[] slots = new @Nullable Task[0];
  private int end;
  private int live;
  private int firstLive;
  private int generation;
  private boolean sorted = true;
  private @Nullable PodClass[] classes = new @Nullable PodClass[1];
  private int[] countsByKind = new int[1];
  private int kinds;

  /** How many tasks are pending. */
  public int size() {
    return live;
  }

  public boolean isEmpty() {
    return live == 0;
  }

  /** How many classes the pending tasks have. */
  public int kinds() {
    return kinds;
  }

  /** One of their classes, by a number from 0 that holds until the next change. */
  public PodClass podClass(int kind) {
    PodClass podClass = kind < kinds ? classes[kind] : null;
    if (podClass == null) {
      throw new IndexOutOfBoundsException(kind);
    }
    return podClass;
  }

  /** How many pending tasks have that class. */
  public int count(int kind) {
    return countsByKind[kind];
  }

  /** The first slot that may hold a task. */
  public int begin() {
    while (firstLive < end && slots[firstLive] == null) {
      firstLive++;
    }
    return firstLive;
  }

  /** One beyond the last slot. */
  public int end() {
    return end;
  }

  /** The task in a slot, null for a hole. */
  public @Nullable Task at(int slot) {
    return slots[slot];
  }

  /** Brings the tasks into order, if they are not. */
  public void sort(Comparator<Task> order) {
    if (sorted) {
      return;
    }
    compact();
    @SuppressWarnings("NullAway") // compacted: no hole below end
    Task[] tasks = slots;
    Arrays.sort(tasks, 0, end, order);
    for (int i = 0; i < end; i++) {
      tasks[i].pendingSlot = i;
      tasks[i].pendingGeneration = generation;
    }
    sorted = true;
  }

  void add(Task task) {
    live++;
    countKind(task.podClass, 1);
    int slot = task.pendingSlot;
    if (task.pendingGeneration == generation && slot < end && slots[slot] == null) {
      slots[slot] = task;
      firstLive = Math.min(firstLive, slot);
      return;
    }
    if (end == slots.length) {
      if (live <= end / 2) {
        compact();
      } else {
        slots = Arrays.copyOf(slots, Math.max(4, end * 2));
      }
    }
    task.pendingSlot = end;
    task.pendingGeneration = generation;
    slots[end++] = task;
    sorted = end == 1;
  }

  void remove(Task task) {
    slots[task.pendingSlot] = null;
    live--;
    countKind(task.podClass, -1);
  }

  /** Forces the next sort, after a task's place in the order may have changed. */
  void unsort() {
    sorted = false;
  }

  /** Cost: the number of classes, which is one for most jobs. */
  private void countKind(PodClass podClass, int sign) {
    int kind = 0;
    while (kind < kinds && podClass(kind).id() != podClass.id()) {
      kind++;
    }
    if (kind == kinds) {
      if (kinds == classes.length) {
        classes = Arrays.copyOf(classes, kinds * 2);
        countsByKind = Arrays.copyOf(countsByKind, kinds * 2);
      }
      classes[kind] = podClass;
      countsByKind[kinds++] = 0;
    }
    countsByKind[kind] += sign;
    if (countsByKind[kind] == 0) {
      classes[kind] = classes[--kinds];
      countsByKind[kind] = countsByKind[kinds];
      classes[kinds] = null;
    }
  }

  private void compact() {
    int next = 0;
    generation++;
    for (int i = 0; i < end; i++) {
      Task task = slots[i];
      if (task != null) {
        task.pendingSlot = next;
        task.pendingGeneration = generation;
        slots[next++] = task;
      }
    }
    Arrays.fill(slots, next, end, null);
    end = next;
    firstLive = 0;
  }
}
