package dev.basalt.core.engine;

import dev.basalt.core.event.ClusterEvent.NodeGranted;
import dev.basalt.core.event.ClusterEvent.NodeWithdrawn;
import dev.basalt.core.event.PodGroupSpec;
import dev.basalt.core.model.ClusterState;
import dev.basalt.core.model.Job;
import dev.basalt.core.model.NodeTable;
import dev.basalt.core.model.Task;
import dev.basalt.core.model.TaskStatus;
import dev.basalt.core.port.Ownership;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Opens nodes that were granted once every pod that is bound there is known, and says of those that
 * were withdrawn when no binding is on its way. A scheduler of all zones never has any.
 */
final class NodeGate {
  private static final long STRAY_RETRY_NANOS = 1_000_000_000L;

  private final ClusterState state;
  private final Ownership ownership;
  private final long releaseDelayNanos;
  private final Map<String, Opening> granted = new LinkedHashMap<>();
  private final Map<String, String> draining = new LinkedHashMap<>();
  private long strayNanos = Long.MIN_VALUE;

  /** A node that was granted, and when it opens. */
  private static final class Opening {
    private final NodeGranted grant;
    private long opensNanos = Long.MAX_VALUE;

    Opening(NodeGranted grant) {
      this.grant = grant;
    }

    boolean known() {
      return opensNanos != Long.MAX_VALUE;
    }
  }

  /**
   * Makes a gate.
   *
   * @param releaseDelayNanos how long a node may hold the room of a pod that ended
   */
  NodeGate(ClusterState state, Ownership ownership, long releaseDelayNanos) {
    this.state = state;
    this.ownership = ownership;
    this.releaseDelayNanos = releaseDelayNanos;
  }

  void take(NodeGranted grant) {
    draining.remove(grant.node());
    Opening before = granted.get(grant.node());
    if (before == null || !before.grant.uid().equals(grant.uid()) || !before.known()) {
      granted.put(grant.node(), new Opening(grant));
    }
  }

  void take(NodeWithdrawn withdrawn) {
    granted.remove(withdrawn.node());
    int node = find(withdrawn.node(), withdrawn.uid());
    if (node != Task.NO_NODE) {
      state.reports().nodeGranted(node, false);
    }
    draining.put(withdrawn.node(), withdrawn.uid());
  }

  /** Leadership is over, and with it all that was granted. */
  void closeAll() {
    granted.clear();
    for (int node = 0; node < state.nodes().size(); node++) {
      if (state.nodes().exists(node)) {
        state.reports().nodeGranted(node, false);
      }
    }
  }

  /** Goes on with what waits, after events were taken in. */
  void settle(long nowNanos) {
    if (!granted.isEmpty()) {
      granted.values().removeIf(opening -> opens(opening, nowNanos));
    }
    if (!draining.isEmpty()) {
      draining.entrySet().removeIf(entry -> drains(entry.getKey(), entry.getValue()));
    }
    if (nowNanos >= strayNanos && !state.strayClaims().isEmpty()) {
      strayNanos = nowNanos + STRAY_RETRY_NANOS;
      state.strayClaims().forEach(this::giveBack);
    }
  }

  /** When {@link #settle} has more to do even if nothing happens; {@link Long#MAX_VALUE}: never. */
  long nextNanos() {
    long next = state.strayClaims().isEmpty() ? Long.MAX_VALUE : strayNanos;
    for (Opening opening : granted.values()) {
      next = Math.min(next, opening.opensNanos);
    }
    return next;
  }

  /** Others may start it once none of its bindings is on its way. */
  private void giveBack(Job job) {
    PodGroupSpec group = job.group();
    if (group != null && job.counts().of(TaskStatus.BINDING) == 0) {
      ownership.unclaim(group.namespace(), group.name(), group.uid());
    }
  }

  /**
   * A pod that ended before all were known may have left no trace here, but its node may hold its
   * room for a while: that long after a handover nothing is placed.
   */
  private boolean opens(Opening opening, long nowNanos) {
    NodeGranted grant = opening.grant;
    int node = find(grant.node(), grant.uid());
    if (node == Task.NO_NODE) {
      return false;
    }
    if (!opening.known() && grant.podUids().stream().allMatch(podUid -> isThere(podUid, grant))) {
      opening.opensNanos = nowNanos + (grant.fresh() ? releaseDelayNanos : 0);
    }
    if (nowNanos < opening.opensNanos) {
      return false;
    }
    state.reports().nodeGranted(node, true);
    ownership.opened(grant.node(), grant.uid());
    return true;
  }

  private boolean isThere(String podUid, NodeGranted grant) {
    Task task = state.task(podUid);
    return task != null && grant.node().equals(task.pod().nodeName());
  }

  private boolean drains(String name, String uid) {
    NodeTable nodes = state.nodes();
    int node = find(name, uid);
    if (node != Task.NO_NODE && nodes.bindingsInFlight().on(node) > 0) {
      return false;
    }
    ownership.drained(name, uid);
    return true;
  }

  private int find(String name, String uid) {
    int node = state.nodes().id(name);
    return node != Task.NO_NODE && state.nodes().spec(node).uid().equals(uid) ? node : Task.NO_NODE;
  }
}
