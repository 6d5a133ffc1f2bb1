package dev.basalt.core.model;

import dev.basalt.core.event.HostPort;
import dev.basalt.core.resource.Request;
import java.util.concurrent.TimeUnit;

/**
 * Counts the pods that nodes turned away and finds out who brought it about.
 *
 * <p>The books decide: where they say that the node is over-full, somebody filled it; where they
 * say that there was room, the node had not let go of what the books count as gone.
 */
final class Rejections {
  /** A node that lets go of room later than this is not thought to be the cause. */
  private static final long LATEST_RELEASE_NANOS = TimeUnit.MINUTES.toNanos(5);

  private final NodeTable nodes;
  private final ReleaseSchedule releases;
  private final long[][] table =
      new long[RejectionReason.values().length][RejectionCause.values().length];

  Rejections(NodeTable nodes, ReleaseSchedule releases) {
    this.nodes = nodes;
    this.releases = releases;
  }

  RejectionCounts counts() {
    return RejectionCounts.of(table);
  }

  /** A task that is still on its node was turned away there. */
  void add(Task task, RejectionReason reason, boolean ranBefore, long nowNanos) {
    RejectionCause cause = ranBefore ? RejectionCause.NODE_RESTART : cause(task, reason, nowNanos);
    table[reason.ordinal()][cause.ordinal()]++;
    boolean late = cause == RejectionCause.RELEASE_DELAY || cause == RejectionCause.UNKNOWN;
    if (reason.lacksRoom() && late) {
      releases.widen(task.node);
    }
  }

  /** Whether a request is larger than a former one in anything. */
  static boolean asksForMore(Request request, Request former) {
    for (int i = 0; i < request.size(); i++) {
      if (request.amount(i) > former.amountOf(request.dimension(i))) {
        return true;
      }
    }
    return false;
  }

  private RejectionCause cause(Task task, RejectionReason reason, long nowNanos) {
    boolean notOurDecision = task.foreign || task.boundNanos == Long.MIN_VALUE;
    if (!reason.lacksRoom()) {
      return notOurDecision ? RejectionCause.OTHERS : RejectionCause.UNKNOWN;
    }
    if (overfull(task, reason)) {
      return notOurDecision ? RejectionCause.OTHERS : whoFilled(task, reason);
    }
    long sinceRelease = nowNanos - releases.lastNanos(task.node);
    return releases.everReleased(task.node) && sinceRelease < LATEST_RELEASE_NANOS
        ? RejectionCause.RELEASE_DELAY
        : RejectionCause.UNKNOWN;
  }

  /** Whether the books themselves have no room for the task, which they count. */
  private boolean overfull(Task task, RejectionReason reason) {
    if (reason == RejectionReason.NODE_PORTS) {
      return nodes.tasksOn(task.node).stream()
          .anyMatch(other -> other != task && sharesPort(task, other));
    }
    Request request = task.request();
    for (int i = 0; i < request.size(); i++) {
      if (nodes.unused(request.dimension(i), task.node) < 0) {
        return true;
      }
    }
    return false;
  }

  /** What came to the node after the task was sent there. */
  private RejectionCause whoFilled(Task task, RejectionReason reason) {
    boolean others = false;
    for (Task other : nodes.tasksOn(task.node)) {
      if (other == task || (reason == RejectionReason.NODE_PORTS && !sharesPort(task, other))) {
        continue;
      }
      if (other.grownNanos >= task.boundNanos) {
        return RejectionCause.RESIZE;
      }
      others |= other.seatedNanos >= task.boundNanos;
    }
    return others ? RejectionCause.OTHERS : RejectionCause.OURS;
  }

  private static boolean sharesPort(Task task, Task other) {
    for (HostPort wanted : task.podClass().shape().hostPorts()) {
      for (HostPort held : other.podClass().shape().hostPorts()) {
        if (wanted.conflictsWith(held)) {
          return true;
        }
      }
    }
    return false;
  }
}
