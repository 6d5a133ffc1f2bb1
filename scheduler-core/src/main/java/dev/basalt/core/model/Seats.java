package dev.basalt.core.model;

import dev.basalt.core.model.Task.Hold;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Puts pods onto the nodes that their objects name, or keeps them until such a node comes, and
 * takes them off once their node has released their room.
 */
final class Seats {
  private final NodeTable nodes;
  private final Ledger ledger;
  private final ReleaseSchedule releases;
  private final BindingsInFlight inFlight;
  private final Epoch epoch;
  private final StrayPods strays = new StrayPods();

  Seats(
      NodeTable nodes,
      Ledger ledger,
      ReleaseSchedule releases,
      BindingsInFlight inFlight,
      Epoch epoch) {
    this.nodes = nodes;
    this.ledger = ledger;
    this.releases = releases;
    this.inFlight = inFlight;
    this.epoch = epoch;
  }

  /** Seats the pods that were seen on a node before the node itself. */
  void nodeAppeared(String name, int node) {
    for (Task task : strays.takeAll(name)) {
      if (isExpected(task)) {
        ledger.place(task, node, Hold.PIPELINED);
      } else {
        ledger.place(task, node, Hold.of(task.status));
        inFlight.seated(task, Math.max(task.seatedNanos, task.boundNanos));
        inFlight.review(task);
      }
    }
  }

  /** A task's node is gone: its pod is kept, in case one of that name comes back. */
  void strand(Task task, String nodeName) {
    inFlight.left(task);
    ledger.displace(task);
    if (!task.gone && !task.pod.phase().terminal()) {
      strays.add(task, nodeName);
    }
  }

  /** A node is gone, and none of its tasks is left there. */
  void forget(int node) {
    releases.forget(node);
  }

  /** Puts a task onto the node that its pod shows. */
  void seat(Task task, String nodeName, long nowNanos) {
    int node = nodes.id(nodeName);
    if (node != Task.NO_NODE && task.node == node) {
      if (task.hold == Hold.PIPELINED) {
        // The room that was set aside for it is where it came.
        task.seatedNanos = nowNanos;
        inFlight.seated(task, nowNanos);
      }
      return;
    }
    if (task.node != Task.NO_NODE) {
      // It is free where it was thought to be.
      epoch.advance();
    }
    unseat(task);
    task.seatedNanos = nowNanos;
    if (node == Task.NO_NODE) {
      strays.add(task, nodeName);
    } else {
      ledger.place(task, node, Hold.USED);
      inFlight.seated(task, nowNanos);
    }
  }

  /**
   * A pod of another scheduler is not bound yet, but that scheduler has set room aside for it on a
   * node (null: on none): we leave it that room.
   */
  void expect(Task task, @Nullable String nodeName) {
    int node = nodeName == null ? Task.NO_NODE : nodes.id(nodeName);
    if (node != Task.NO_NODE && task.node == node) {
      return;
    }
    if (task.node != Task.NO_NODE) {
      epoch.advance();
    }
    unseat(task);
    if (node != Task.NO_NODE) {
      ledger.place(task, node, Hold.PIPELINED);
    } else if (nodeName != null) {
      strays.add(task, nodeName);
    }
  }

  /** Whether a task is one that another scheduler sets room aside for. */
  static boolean isExpected(Task task) {
    return task.foreign && task.job == null && task.pod.nodeName() == null;
  }

  /** Takes a task off its node, or off the node that is waited for. */
  void unseat(Task task) {
    strays.remove(task);
    if (task.node != Task.NO_NODE) {
      inFlight.left(task);
      ledger.displace(task);
    }
  }

  /** A task that ended, or is gone, waits for no node and for no kubelet any more. */
  void unfollow(Task task) {
    strays.remove(task);
    inFlight.left(task);
  }

  /** Takes back what was promised to a task; returns whether anything was. */
  boolean endPromise(Task task) {
    if (task.status != TaskStatus.PIPELINED) {
      return false;
    }
    ledger.displace(task);
    ledger.move(task, TaskStatus.PENDING);
    epoch.advance();
    return true;
  }

  /** Lets the room of a pod that ended go once its node has had the time to release it. */
  void release(Task task, long nowNanos, long graceMillis) {
    long wait =
        ReleaseSchedule.sum(
            TimeUnit.MILLISECONDS.toNanos(graceMillis), releases.delayNanos(task.node));
    if (wait == 0) {
      releases.released(task.node, nowNanos);
      ledger.displace(task);
      epoch.advance();
      return;
    }
    ledger.hold(task, Hold.RELEASING);
    releases.add(task, ReleaseSchedule.sum(nowNanos, wait));
  }

  /** Frees room that is due. */
  void releaseDue(long nowNanos) {
    for (Task task = releases.poll(nowNanos); task != null; task = releases.poll(nowNanos)) {
      if (task.node != Task.NO_NODE) {
        releases.released(task.node, nowNanos);
        ledger.displace(task);
        epoch.advance();
      }
    }
  }
}
