package dev.basalt.core.model;

import java.util.ArrayList;
import java.util.List;

/** The tasks on one node: adding and removing are O(1), the order is arbitrary. */
final class TaskList {
  private final List<Task> all = new ArrayList<>();
  private final List<Task> withPorts = new ArrayList<>();

  List<Task> all() {
    return all;
  }

  /** Those that take host ports: few, if any. */
  List<Task> withPorts() {
    return withPorts;
  }

  void add(Task task) {
    task.indexOnNode = all.size();
    all.add(task);
    if (!task.podClass.shape().hostPorts().isEmpty()) {
      withPorts.add(task);
    }
  }

  void remove(Task task) {
    int index = task.indexOnNode;
    Task last = all.removeLast();
    if (last != task) {
      all.set(index, last);
      last.indexOnNode = index;
    }
    task.indexOnNode = -1;
    withPorts.remove(task);
  }
}
