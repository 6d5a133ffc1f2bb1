package dev.basalt.core.zone;

import dev.basalt.core.event.ClusterEvent;
import dev.basalt.core.event.LabelSelector;
import dev.basalt.core.event.NodeSpec;
import dev.basalt.core.event.ZoneSelectors;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The nodes as watches show them, in the zones that they belong to: for those who keep a
 * scheduler's nodes its own. Cost: all nodes when a zone's selector changes.
 */
public final class PlacedNodes {
  private final ZoneSelectors selectors = new ZoneSelectors();
  private final Map<String, NodeSpec> nodes = new TreeMap<>();

  /** Takes an event over; returns the nodes of which there is news, in their zones. */
  public List<NodeSpec> observe(ClusterEvent event) {
    return switch (event) {
      case ClusterEvent.NodeChanged(NodeSpec node) -> {
        NodeSpec placed = selectors.place(node);
        nodes.put(node.name(), placed);
        yield List.of(placed);
      }
      case ClusterEvent.NodeGone(var name, var uid) -> {
        nodes.remove(name);
        yield List.of();
      }
      case ClusterEvent.NodeZoneChanged(var zone) -> describe(zone.name(), zone.selector());
      case ClusterEvent.NodeZoneGone(var name, var uid) -> describe(name, null);
      default -> List.of();
    };
  }

  /** The zone of a node with these labels. */
  public String zoneOf(Map<String, String> labels) {
    return selectors.zoneOf(labels);
  }

  private List<NodeSpec> describe(String zone, @Nullable LabelSelector selector) {
    List<NodeSpec> moved = new ArrayList<>();
    if (selectors.describe(zone, selector)) {
      nodes.replaceAll((name, node) -> {
        NodeSpec placed = selectors.place(node);
        if (!placed.equals(node)) {
          moved.add(placed);
        }
        return placed;
      });
    }
    return moved;
  }
}
