package dev.basalt.plugins.tutorial;

import dev.basalt.core.model.NodeTable;
import dev.basalt.core.model.PodClass;
import dev.basalt.core.resource.ResourceSchema;
import dev.basalt.core.spi.Arguments;
import dev.basalt.core.spi.Hooks;
import dev.basalt.core.spi.Plugin;
import dev.basalt.core.spi.PluginFactory;
import dev.basalt.core.spi.Reach;

/** Keeps pods off nodes that are due for maintenance, and prefers nodes with few pods. */
public final class CalmPlugin implements Plugin {
  /** Makes the plugin {@code calm}, which has no arguments. */
  public static final class Factory implements PluginFactory {
    @Override
    public String name() {
      return "calm";
    }

    @Override
    public Plugin create(Arguments arguments) {
      return new CalmPlugin();
    }
  }

  @Override
  public void register(Hooks hooks) {
    hooks.nodeFilter(
        Reach.ATTRIBUTES,
        (podClass, node, nodes) ->
            nodes.spec(node).labels().containsKey("maintenance")
                ? "node(s) were due for maintenance"
                : null);
    hooks.nodeScore(Reach.NODE, CalmPlugin::score);
  }

  private static double score(PodClass podClass, int node, NodeTable nodes) {
    double slots = nodes.allocatable(ResourceSchema.PODS, node);
    return 100 * nodes.idle(ResourceSchema.PODS, node) / slots;
  }
}
