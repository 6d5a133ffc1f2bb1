package dev.basalt.core.engine;

import dev.basalt.core.event.NodeZoneSpec;
import dev.basalt.core.model.ClusterState;
import dev.basalt.core.model.NodeTable;
import dev.basalt.core.model.ZoneScope;
import dev.basalt.core.port.StatusPublisher;
import dev.basalt.core.port.StatusUpdate.NodeZoneStatus;
import dev.basalt.core.resource.ResourceVector;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Says what the zones that are described by an object have and hold. A change is said after a while
 * at the earliest, as pods come and go all the time. Cost: nodes times zones that are described, at
 * most so often; nothing where none is.
 */
final class ZoneReporter {
  private static final long PERIOD_NANOS = 5_000_000_000L;
  private static final int LISTED_CONFLICTS = 20;

  private final ClusterState state;
  private final ZoneScope scope;
  private final StatusPublisher publisher;
  private final Map<String, NodeZoneStatus> told = new HashMap<>();
  private long seenChanges = -1;
  private long notBeforeNanos = Long.MIN_VALUE;

  ZoneReporter(ClusterState state, ZoneScope scope, StatusPublisher publisher) {
    this.state = state;
    this.scope = scope;
    this.publisher = publisher;
  }

  /** Forgets what was said: somebody else may have said other things since. */
  void startOver() {
    told.clear();
    seenChanges = -1;
  }

  void report(long nowNanos) {
    if (!isDue() || nowNanos < notBeforeNanos) {
      return;
    }
    notBeforeNanos = nowNanos + PERIOD_NANOS;
    seenChanges = state.nodes().changes().head();
    for (NodeZoneSpec zone : zones()) {
      if (scope.serves(zone.name())) {
        NodeZoneStatus status = status(zone);
        if (!status.equals(told.put(zone.name(), status))) {
          publisher.publish(status);
        }
      }
    }
  }

  /** When {@link #report} has something to say, {@link Long#MAX_VALUE} if nothing changed. */
  long nextNanos() {
    return isDue() ? notBeforeNanos : Long.MAX_VALUE;
  }

  private boolean isDue() {
    return !zones().isEmpty() && state.nodes().changes().head() != seenChanges;
  }

  private Collection<NodeZoneSpec> zones() {
    return state.nodes().zones().described();
  }

  private NodeZoneStatus status(NodeZoneSpec zone) {
    NodeTable nodes = state.nodes();
    ResourceVector capacity = new ResourceVector();
    ResourceVector used = new ResourceVector();
    List<String> conflicts = new ArrayList<>();
    contested(zone.name(), conflicts);
    int open = 0;
    for (int node = 0; node < nodes.size(); node++) {
      if (!nodes.exists(node) || !nodes.spec(node).zone().equals(zone.name())) {
        continue;
      }
      String owner = nodes.spec(node).owner();
      if (nodes.isTarget(node)) {
        open++;
        for (int dimension = 0; dimension < state.schema().size(); dimension++) {
          capacity.add(dimension, nodes.allocatable(dimension, node));
          used.add(dimension, nodes.used(dimension, node));
        }
      } else if (owner != null
          && !owner.equals(scope.identity())
          && conflicts.size() < LISTED_CONFLICTS) {
        conflicts.add(nodes.name(node) + ": " + owner);
      }
    }
    conflicts.sort(null);
    if (zone.problem() != null) {
      conflicts.addFirst(zone.problem());
    }
    return new NodeZoneStatus(
        zone.uid(),
        zone.name(),
        open,
        capacity.toList(state.schema()),
        used.toList(state.schema()),
        scope.identity(),
        conflicts);
  }

  /** The nodes that more than one zone asks for, this one among them. */
  private void contested(String zone, List<String> conflicts) {
    NodeTable nodes = state.nodes();
    for (int node = 0; state.zoneSelectors().any() && node < nodes.size(); node++) {
      List<String> zones =
          nodes.exists(node)
              ? state.zoneSelectors().matching(nodes.spec(node).labels())
              : List.of();
      if (zones.size() > 1 && zones.contains(zone) && conflicts.size() < LISTED_CONFLICTS) {
        conflicts.add(
            "%s: matches zones %s, belongs to %s"
                .formatted(nodes.name(node), String.join(", ", zones), nodes.spec(node).zone()));
      }
    }
  }
}
