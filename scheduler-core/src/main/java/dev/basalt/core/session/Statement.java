package dev.basalt.core.session;

import dev.basalt.core.model.ClusterState;
import dev.basalt.core.model.Task;
import dev.basalt.core.model.TaskStatus;
import dev.basalt.core.port.Binding;
import dev.basalt.core.port.Eviction;
import dev.basalt.core.spi.AllocationListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Decisions that stand or fall together. Each applies to the state at once, so that the next one
 * sees it, and goes to an undo log; then all are committed or all undone, last first. A session
 * uses one statement again and again: deciding allocates nothing but the messages that leave.
 */
public final class Statement {
  private enum Operation {
    ALLOCATE,
    RESERVE,
    PIPELINE,
    EVICT
  }

  /** What an eviction says; other operations say nothing. */
  private record Words(String reason, String message) {}

  private final Session session;
  private final ClusterState state;
  private final List<AllocationListener> listeners;
  private final List<Operation> operations = new ArrayList<>();
  private final List<Task> tasks = new ArrayList<>();
  private final List<@Nullable Words> words = new ArrayList<>();
  private final List<Task> awaiting = new ArrayList<>();

  Statement(Session session, ClusterState state, List<AllocationListener> listeners) {
    this.session = session;
    this.state = state;
    this.listeners = listeners;
  }

  /** How many decisions it holds. */
  public int size() {
    return operations.size();
  }

  /** The task of its first decision, null if it holds none. */
  public @Nullable Task first() {
    return tasks.isEmpty() ? null : tasks.getFirst();
  }

  /**
   * Places a pending task on a node that has room for it.
   *
   * @throws IllegalStateException if the task is not pending or the node lacks room
   */
  public void allocate(Task task, int node) {
    place(task, node);
    note(Operation.ALLOCATE, task, null);
    tellAllocated(task);
  }

  /**
   * Keeps room for a pending task that cannot be bound yet. Once committed, nothing else gets that
   * room until the session closes.
   *
   * @throws IllegalStateException if the task is not pending or the node lacks room
   */
  public void reserve(Task task, int node) {
    place(task, node);
    note(Operation.RESERVE, task, null);
    tellAllocated(task);
  }

  /**
   * Promises a pending task room that a node is still releasing. Once committed, the promise holds
   * from session to session: nothing else gets that room until the task has it or the promise is
   * ended.
   *
   * @throws IllegalStateException if the task is not pending or the node will lack room
   */
  public void pipeline(Task task, int node) {
    require(task, TaskStatus.PENDING);
    if (!state.nodes().fitsFutureIdle(task.request(), node)) {
      throw new IllegalStateException(task + " will not fit " + state.nodes().name(node));
    }
    state.pipeline(task, node);
    note(Operation.PIPELINE, task, null);
    tellAllocated(task);
  }

  /**
   * Counts a bound task as on its way out.
   *
   * @param reason machine-readable
   * @param message for people
   * @throws IllegalStateException if the task is not bound, its binding is still unanswered, or it
   *     leaves already
   */
  public void evict(Task task, String reason, String message) {
    if (!task.status().bound()
        || task.status() == TaskStatus.BINDING
        || task.status() == TaskStatus.RELEASING) {
      throw new IllegalStateException(task + " is " + task.status() + ", not bound");
    }
    state.evict(task);
    note(Operation.EVICT, task, new Words(reason, message));
    tellDeallocated(task);
  }

  /**
   * Sends what was decided: bindings and evictions leave through the ports. Room that is reserved
   * is kept until the session closes, promised room for longer. Where pods need volumes that are
   * not bound yet, all bindings wait for these, together. If a port fails, what was not handed to
   * it yet can still be discarded.
   */
  public void commit() {
    int sent = 0;
    boolean awaits = awaitsVolumes();
    try {
      while (sent < size()) {
        carryOut(sent++, awaits);
      }
    } finally {
      forgetFirst(sent);
      if (awaits) {
        List<Task> together = List.copyOf(awaiting);
        awaiting.clear();
        session.awaitVolumes(together);
      }
    }
  }

  /** Whether volumes must be bound first: then no pod of this statement is bound before that. */
  private boolean awaitsVolumes() {
    if (!session.policy().bindsVolumes()) {
      return false;
    }
    for (int i = 0; i < tasks.size(); i++) {
      if (operations.get(i) == Operation.ALLOCATE
          && tasks.get(i).podClass().hasClaims()
          && state.nodes().volumes().anyToBind(tasks.get(i).podClass())) {
        return true;
      }
    }
    return false;
  }

  private void forgetFirst(int count) {
    if (count == size()) {
      operations.clear();
      tasks.clear();
      words.clear();
    } else {
      operations.subList(0, count).clear();
      tasks.subList(0, count).clear();
      words.subList(0, count).clear();
    }
  }

  private void carryOut(int number, boolean awaitsVolumes) {
    Task task = tasks.get(number);
    switch (operations.get(number)) {
      case ALLOCATE -> {
        if (awaitsVolumes) {
          state.volumesAwaited(task, session.nowNanos());
          awaiting.add(task);
          return;
        }
        String node = state.nodes().name(task.node());
        state.bindingSent(task, session.nowNanos());
        session.send(new Binding(task.uid(), task.pod().namespace(), task.pod().name(), node));
      }
      case RESERVE -> session.promised(task);
      case PIPELINE -> {
        if (task.job() != null) {
          state.nominate(task.job());
        }
      }
      case EVICT -> session.send(eviction(task, Objects.requireNonNull(words.get(number))));
    }
  }

  private static Eviction eviction(Task task, Words words) {
    return new Eviction(
        task.uid(), task.pod().namespace(), task.pod().name(), words.reason(), words.message());
  }

  /** Takes everything back, the last decision first. */
  public void discard() {
    discardTo(0);
  }

  /** Takes back the last decisions until it holds only so many. */
  public void discardTo(int newSize) {
    while (operations.size() > newSize) {
      Operation operation = operations.removeLast();
      Task task = tasks.removeLast();
      words.removeLast();
      switch (operation) {
        case ALLOCATE, RESERVE, PIPELINE -> {
          state.unplace(task);
          tellDeallocated(task);
        }
        case EVICT -> {
          state.undoEviction(task);
          tellAllocated(task);
        }
      }
    }
  }

  private void note(Operation operation, Task task, @Nullable Words said) {
    operations.add(operation);
    tasks.add(task);
    words.add(said);
  }

  private void tellAllocated(Task task) {
    for (int i = 0; i < listeners.size(); i++) {
      listeners.get(i).allocated(task);
    }
  }

  private void tellDeallocated(Task task) {
    for (int i = 0; i < listeners.size(); i++) {
      listeners.get(i).deallocated(task);
    }
  }

  private void place(Task task, int node) {
    require(task, TaskStatus.PENDING);
    if (!state.nodes().fitsIdle(task.request(), node)) {
      throw new IllegalStateException(task + " does not fit " + state.nodes().name(node));
    }
    state.place(task, node);
  }

  private static void require(Task task, TaskStatus status) {
    if (task.status() != status) {
      throw new IllegalStateException(task + " is " + task.status() + ", not " + status);
    }
  }
}
