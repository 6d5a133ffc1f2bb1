package dev.basalt.plugins.tutorial;

import dev.basalt.core.model.NodeTable;
import dev.basalt.core.model.PlacementListener;
import dev.basalt.core.model.PodClass;
import dev.basalt.core.spi.Argument;
import dev.basalt.core.spi.Arguments;
import dev.basalt.core.spi.Hooks;
import dev.basalt.core.spi.Plugin;
import dev.basalt.core.spi.PluginFactory;
import dev.basalt.core.spi.Reach;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts at most so many pods of one shape into a zone, so that no zone takes too many with it. */
public final class ZoneLimitPlugin implements Plugin, PlacementListener {
  private static final Argument LIMIT =
      new Argument("limit", "2", "pods of one shape in a zone, at least 1");

  private final int limit;
  private final Map<String, Integer> podsByZoneAndClass = new HashMap<>();

  private ZoneLimitPlugin(int limit) {
    this.limit = limit;
  }

  /** Makes the plugin {@code zonelimit}. */
  public static final class Factory implements PluginFactory {
    @Override
    public String name() {
      return "zonelimit";
    }

    @Override
    public List<Argument> arguments() {
      return List.of(LIMIT);
    }

    @Override
    public Plugin create(Arguments arguments) {
      return new ZoneLimitPlugin(arguments.integer(LIMIT, 1));
    }
  }

  @Override
  public void register(Hooks hooks) {
    hooks.nodeFilter(Reach.CLUSTER, this::reject);
    hooks.placement(this);
  }

  private @Nullable String reject(PodClass podClass, int node, NodeTable nodes) {
    boolean full = podsByZoneAndClass.getOrDefault(key(podClass, node, nodes), 0) >= limit;
    return full ? "node(s) were in a zone with enough pods like this" : null;
  }

  @Override
  public void placed(PodClass podClass, int node, NodeTable nodes) {
    if (podsByZoneAndClass.merge(key(podClass, node, nodes), 1, Integer::sum) == limit) {
      touchZone(zone(node, nodes), nodes);
    }
  }

  @Override
  public void displaced(PodClass podClass, int node, NodeTable nodes) {
    if (podsByZoneAndClass.merge(key(podClass, node, nodes), -1, Integer::sum) == limit - 1) {
      touchZone(zone(node, nodes), nodes);
    }
  }

  private static void touchZone(String zone, NodeTable nodes) {
    for (int node = 0; node < nodes.size(); node++) {
      if (nodes.exists(node) && zone(node, nodes).equals(zone)) {
        nodes.touch(node);
      }
    }
  }

  private static String key(PodClass podClass, int node, NodeTable nodes) {
    return podClass.id() + "/" + zone(node, nodes);
  }

  private static String zone(int node, NodeTable nodes) {
    return nodes.spec(node).labels().getOrDefault("topology.kubernetes.io/zone", "");
  }
}
