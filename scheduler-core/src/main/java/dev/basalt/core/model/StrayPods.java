package dev.basalt.core.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Pods that are bound to a node which is not known: they are kept until it comes. */
final class StrayPods {
  private final Map<String, List<Task>> byNode = new HashMap<>();

  void add(Task task, String nodeName) {
    task.strayNode = nodeName;
    byNode.computeIfAbsent(nodeName, name -> new ArrayList<>()).add(task);
  }

  /** Takes a task off, if it is one of them. */
  void remove(Task task) {
    if (task.strayNode != null) {
      List<Task> list = byNode.get(task.strayNode);
      if (list != null) {
        list.remove(task);
        if (list.isEmpty()) {
          byNode.remove(task.strayNode);
        }
      }
      task.strayNode = null;
    }
  }

  /** Takes all those of a node that has come. */
  List<Task> takeAll(String nodeName) {
    List<Task> waiting = byNode.remove(nodeName);
    if (waiting == null) {
      return List.of();
    }
    waiting.forEach(task -> task.strayNode = null);
    return waiting;
  }
}
