package dev.basalt.sim.trace;

import dev.basalt.core.resource.ResourceList;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Equal nodes. */
public record NodeShape(String cpu, String memory, int pods) {
  /** 64 CPU, 512 GiB and 110 pods. */
  public static final NodeShape STANDARD = new NodeShape("64", "512Gi", 110);

  /** So many of them, {@code node-0000} and so on. */
  public List<TraceNode> nodes(int count) {
    ResourceList allocatable =
        ResourceList.parse(Map.of("cpu", cpu, "memory", memory, "pods", Integer.toString(pods)));
    List<TraceNode> nodes = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      nodes.add(new TraceNode(String.format("node-%04d", i), allocatable, Map.of()));
    }
    return nodes;
  }
}
