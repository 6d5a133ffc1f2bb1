package dev.basalt.core.model;

/**
 * Counts the bindings in flight to each node, and the pods that its kubelet has not shown to know.
 * Each is counted down once, whatever comes first: its answer, another node, its end, its node's.
 */
final class BindingsInFlight {
  private final NodeTable nodes;

  BindingsInFlight(NodeTable nodes) {
    this.nodes = nodes;
  }

  /** A task's binding is on its way to the task's node. */
  void sent(Task task, long nowNanos) {
    task.bindingOpen = true;
    task.bindingNode = task.node;
    nodes.bindingsInFlight().add(task.node, nowNanos);
    seated(task, nowNanos);
  }

  /** A task was placed on its node, whose kubelet has to show that it knows it from now on. */
  void seated(Task task, long nowNanos) {
    task.awaitedOn = task.node;
    nodes.unacknowledged().add(task.node, nowNanos);
  }

  /** The task's binding was answered, or nobody waits for the answer any more. */
  void answered(Task task) {
    task.awaitsVolumes = false;
    task.bindingOpen = false;
    uncount(task);
    review(task);
  }

  /** The task's pod may show now that its kubelet knows it. */
  void review(Task task) {
    if (task.bindingNode == Task.NO_NODE && task.pod.acknowledged()) {
      acknowledged(task);
    }
  }

  /** The task is not on the node any more. */
  void left(Task task) {
    uncount(task);
    acknowledged(task);
  }

  private void uncount(Task task) {
    if (task.bindingNode != Task.NO_NODE) {
      nodes.bindingsInFlight().remove(task.bindingNode);
      task.bindingNode = Task.NO_NODE;
    }
  }

  private void acknowledged(Task task) {
    if (task.awaitedOn != Task.NO_NODE) {
      nodes.unacknowledged().remove(task.awaitedOn);
      task.awaitedOn = Task.NO_NODE;
    }
  }
}
