package dev.basalt.core.session;

import dev.basalt.core.model.ClusterState;
import dev.basalt.core.model.Task;
import dev.basalt.core.model.TaskStatus;
import dev.basalt.core.port.Binding;
import dev.basalt.core.port.Eviction;
import dev.basalt.core.spi.AllocationListener;
import java.util.ArrayList;
import java.util.List;

/**
 * Decisions that stand or fall together. Each applies to the state at once, so that the next one
 * sees it, and goes to an undo log; then all are committed or all undone, last first.
 */
public final class Statement {
  private sealed interface Operation {
    Task task();

    record Allocate(Task task) implements Operation {}

    record Reserve(Task task) implements Operation {}

    record Pipeline(Task task) implements Operation {}

    record Evict(Task task, String reason, String message) implements Operation {}
  }

  private final Session session;
  private final ClusterState state;
  private final List<AllocationListener> listeners;
  private final List<Operation> log = new ArrayList<>();

  Statement(Session session, ClusterState state, List<AllocationListener> listeners) {
    this.session = session;
    this.state = state;
    this.listeners = listeners;
  }

  /** How many decisions it holds. */
  public int size() {
    return log.size();
  }

  /**
   * Places a pending task on a node that has room for it.
   *
   * @throws IllegalStateException if the task is not pending or the node lacks room
   */
  public void allocate(Task task, int node) {
    place(task, node);
    log.add(new Operation.Allocate(task));
    listeners.forEach(listener -> listener.allocated(task));
  }

  /**
   * Keeps room for a pending task that cannot be bound yet. Once committed, nothing else gets that
   * room until the session closes.
   *
   * @throws IllegalStateException if the task is not pending or the node lacks room
   */
  public void reserve(Task task, int node) {
    place(task, node);
    log.add(new Operation.Reserve(task));
    listeners.forEach(listener -> listener.allocated(task));
  }

  /**
   * Promises a pending task room that a node is still releasing.
   *
   * @throws IllegalStateException if the task is not pending or the node will lack room
   */
  public void pipeline(Task task, int node) {
    require(task, TaskStatus.PENDING);
    if (!state.nodes().fitsFutureIdle(task.request(), node)) {
      throw new IllegalStateException(task + " will not fit " + state.nodes().name(node));
    }
    state.pipeline(task, node);
    log.add(new Operation.Pipeline(task));
    listeners.forEach(listener -> listener.allocated(task));
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
    log.add(new Operation.Evict(task, reason, message));
    listeners.forEach(listener -> listener.deallocated(task));
  }

  /**
   * Sends what was decided: bindings and evictions leave through the ports. Promises of room stay
   * in the state until the session closes. If a port fails, what was not handed to it yet can still
   * be discarded.
   */
  public void commit() {
    int sent = 0;
    try {
      while (sent < log.size()) {
        carryOut(log.get(sent++));
      }
    } finally {
      log.subList(0, sent).clear();
    }
  }

  private void carryOut(Operation operation) {
    Task task = operation.task();
    switch (operation) {
      case Operation.Allocate allocate -> {
        String node = state.nodes().name(task.node());
        state.bindingSent(task, session.nowNanos());
        session.send(new Binding(task.uid(), task.pod().namespace(), task.pod().name(), node));
      }
      case Operation.Reserve reserve -> session.promised(task);
      case Operation.Pipeline pipeline -> session.promised(task);
      case Operation.Evict evict ->
          session.send(
              new Eviction(
                  task.uid(),
                  task.pod().namespace(),
                  task.pod().name(),
                  evict.reason(),
                  evict.message()));
    }
  }

  /** Takes everything back, the last decision first. */
  public void discard() {
    while (!log.isEmpty()) {
      Operation operation = log.removeLast();
      Task task = operation.task();
      switch (operation) {
        case Operation.Allocate allocate -> unplace(task);
        case Operation.Reserve reserve -> unplace(task);
        case Operation.Pipeline pipeline -> unplace(task);
        case Operation.Evict evict -> {
          state.undoEviction(task);
          listeners.forEach(listener -> listener.allocated(task));
        }
      }
    }
  }

  private void place(Task task, int node) {
    require(task, TaskStatus.PENDING);
    if (!state.nodes().fitsIdle(task.request(), node)) {
      throw new IllegalStateException(task + " does not fit " + state.nodes().name(node));
    }
    state.place(task, node);
  }

  private void unplace(Task task) {
    state.unplace(task);
    listeners.forEach(listener -> listener.deallocated(task));
  }

  private static void require(Task task, TaskStatus status) {
    if (task.status() != status) {
      throw new IllegalStateException(task + " is " + task.status() + ", not " + status);
    }
  }
}
