package dev.basalt.exporter.view;

import dev.basalt.core.event.LabelSelector;
import dev.basalt.core.event.NodeSpec;
import dev.basalt.core.event.ZoneSelectors;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which zone a node is in, by the rules of the scheduler; nodes without one are in "". */
final class Zones {
  private final ZoneSelectors selectors = new ZoneSelectors();

  /** Takes over a zone's selector, null for none; returns whether that is news. */
  boolean describe(String zone, @Nullable LabelSelector selector) {
    return selectors.describe(zone, selector);
  }

  String of(Map<String, String> labels) {
    String label = labels.getOrDefault(NodeSpec.ZONE, "");
    if (!selectors.any()) {
      return label;
    }
    return label.isEmpty() && selectors.matching(labels).isEmpty() ? "" : selectors.zoneOf(labels);
  }
}
