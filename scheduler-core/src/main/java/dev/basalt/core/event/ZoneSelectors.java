package dev.basalt.core.event;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which zone a node belongs to, where zones say so by selectors of its labels: the zone whose label
 * it carries, unless that zone has a selector which does not match; else the first by name that
 * matches; else what its label says.
 *
 * <p>Whoever reads the cluster keeps one of its own: no node and no zone is shared.
 */
public final class ZoneSelectors {
  private final NavigableMap<String, LabelSelector> byZone = new TreeMap<>();

  /** Takes over a zone's selector, null for none; returns whether that is news. */
  public boolean describe(String zone, @Nullable LabelSelector selector) {
    LabelSelector former = selector == null ? byZone.remove(zone) : byZone.put(zone, selector);
    return !Objects.equals(former, selector);
  }

  /** Whether any zone has a selector. */
  public boolean any() {
    return !byZone.isEmpty();
  }

  /** A node as it is described, in the zone that it belongs to. */
  public NodeSpec place(NodeSpec node) {
    String zone = byZone.isEmpty() ? null : selected(node.labels());
    return Objects.equals(zone, node.selectedZone())
        ? node
        : node.toBuilder().selectedZone(zone).build();
  }

  /** The zone of a node with these labels. */
  public String zoneOf(Map<String, String> labels) {
    String selected = selected(labels);
    String label = labels.getOrDefault(NodeSpec.ZONE, "");
    if (selected != null) {
      return selected;
    }
    return label.isEmpty() ? NodeSpec.DEFAULT_ZONE : label;
  }

  /** All zones that a node with these labels matches, its label's among them; by name. */
  public List<String> matching(Map<String, String> labels) {
    List<String> matching = new ArrayList<>();
    byZone.forEach((zone, selector) -> {
      if (selector.matches(labels)) {
        matching.add(zone);
      }
    });
    String label = labels.getOrDefault(NodeSpec.ZONE, "");
    if (!label.isEmpty() && !byZone.containsKey(label)) {
      matching.add(label);
      matching.sort(null);
    }
    return matching;
  }

  /** The zone that a selector decides for, null where the label does. */
  private @Nullable String selected(Map<String, String> labels) {
    String label = labels.getOrDefault(NodeSpec.ZONE, "");
    LabelSelector own = byZone.get(label);
    if (!label.isEmpty() && (own == null || own.matches(labels))) {
      return null;
    }
    for (Map.Entry<String, LabelSelector> zone : byZone.entrySet()) {
      if (zone.getValue().matches(labels)) {
        return zone.getKey();
      }
    }
    return null;
  }
}
