package dev.basalt.sim.trace;

import dev.basalt.core.resource.ResourceList;
import java.util.Map;

/**
 * A node of a trace.
 *
 * @param allocatable what pods may use in total, {@code pods} included
 */
public record TraceNode(String name, ResourceList allocatable, Map<String, String> labels) {
  public TraceNode {
    labels = Map.copyOf(labels);
  }
}
