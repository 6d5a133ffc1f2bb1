package dev.basalt.core.model;

import dev.basalt.core.event.HostPort;
import dev.basalt.core.model.Task.Standing;
import dev.basalt.core.peers.Peers;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tasks on each node, and who is told when one comes or goes. */
final class Residents {
  private final NodeTable nodes;
  private List<PlacementListener> listeners = List.of();
  private @Nullable TaskList[] tasks = new @Nullable TaskList[16];

  Residents(NodeTable nodes) {
    this.nodes = nodes;
  }

  /** Tells these of every placement from now on, and first of all there are. */
  void listen(List<PlacementListener> newListeners) {
    listeners = List.copyOf(newListeners);
    for (int node = 0; node < tasks.length; node++) {
      for (Task task : on(node)) {
        tellPlaced(task, node);
      }
    }
  }

  List<Task> on(int node) {
    TaskList list = node < tasks.length ? tasks[node] : null;
    return list == null ? List.of() : list.all();
  }

  void add(int node, Task task) {
    if (node >= tasks.length) {
      tasks = Arrays.copyOf(tasks, Math.max(node + 1, tasks.length * 2));
    }
    TaskList list = tasks[node];
    if (list == null) {
      list = new TaskList();
      tasks[node] = list;
    }
    list.add(task);
    recount(node, task);
    tellPlaced(task, node);
  }

  void remove(int node, Task task) {
    TaskList list = tasks[node];
    if (list != null) {
      list.remove(task);
      Peers peers = task.podClass.peers();
      if (peers != null) {
        count(peers, task, node, Standing.AWAY);
      }
      for (int i = 0; i < listeners.size(); i++) {
        listeners.get(i).displaced(task.podClass, node, nodes);
      }
    }
  }

  /** A task on a node changed in something that other pods may look at. */
  void recount(int node, Task task) {
    Peers peers = task.podClass.peers();
    if (peers != null) {
      count(peers, task, node, seenAs(task));
    }
  }

  private static Standing seenAs(Task task) {
    if (task.gone || task.pod.phase().terminal()) {
      return Standing.AWAY;
    }
    return task.pod.deleting() ? Standing.LEAVING : Standing.HERE;
  }

  private static void count(Peers peers, Task task, int node, Standing now) {
    if (task.standing != now) {
      peers.count(node, now.pods - task.standing.pods, now.alive - task.standing.alive);
      task.standing = now;
    }
  }

  /** The node is gone, and none of its tasks is left. */
  void forget(int node) {
    if (node < tasks.length) {
      tasks[node] = null;
    }
  }

  /** Whether a task on a node holds a port that conflicts. */
  boolean portTaken(int node, HostPort wanted) {
    TaskList list = node < tasks.length ? tasks[node] : null;
    for (int i = 0; list != null && i < list.withPorts().size(); i++) {
      List<HostPort> taken = list.withPorts().get(i).podClass.shape().hostPorts();
      for (int port = 0; port < taken.size(); port++) {
        if (taken.get(port).conflictsWith(wanted)) {
          return true;
        }
      }
    }
    return false;
  }

  private void tellPlaced(Task task, int node) {
    for (int i = 0; i < listeners.size(); i++) {
      listeners.get(i).placed(task.podClass, node, nodes);
    }
  }
}
