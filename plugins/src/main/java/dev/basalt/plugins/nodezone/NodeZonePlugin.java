package dev.basalt.plugins.nodezone;

import dev.basalt.core.model.Job;
import dev.basalt.core.model.NodeTable;
import dev.basalt.core.model.PodClass;
import dev.basalt.core.model.Wait;
import dev.basalt.core.model.WaitReason;
import dev.basalt.core.spi.Arguments;
import dev.basalt.core.spi.Hooks;
import dev.basalt.core.spi.Plugin;
import dev.basalt.core.spi.PluginFactory;
import dev.basalt.core.spi.Reach;
import dev.basalt.core.spi.SessionView;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a job in the zone that it, or else its queue, asks for: its pods go to nodes of that zone
 * and to no other. A job that asks for none may go anywhere.
 */
public final class NodeZonePlugin implements Plugin {
  /** Zones are few; beyond this many, texts are made anew each time. */
  private static final int KEPT_TEXTS = 1000;

  private static final int LISTED_ZONES = 10;

  private final Map<String, String> rejections = new HashMap<>();
  private @Nullable NodeTable nodes;

  /** Makes the plugin {@code nodezone}, which has no arguments. */
  public static final class Factory implements PluginFactory {
    @Override
    public String name() {
      return "nodezone";
    }

    @Override
    public NodeZonePlugin create(Arguments arguments) {
      return new NodeZonePlugin();
    }
  }

  @Override
  public void register(Hooks hooks) {
    hooks.jobValid(this::check);
    hooks.nodeFilter(Reach.ATTRIBUTES, this::reject);
  }

  @Override
  public void sessionOpened(SessionView session) {
    nodes = session.nodes();
  }

  /** A zone without nodes is most often a name that was mistyped: said with the names there are. */
  @Nullable Wait check(Job job) {
    String zone = job.zone();
    NodeTable known = Objects.requireNonNull(nodes, "asked outside a session");
    if (zone == null || known.zones().exists(zone)) {
      return null;
    }
    return new Wait(
        WaitReason.NO_NODE_MATCHES,
        "no node belongs to zone "
            + zone
            + " (label basalt.dev/zone); "
            + zones(known.zones().nodesByZone().keySet()));
  }

  private static String zones(Set<String> names) {
    List<String> some = names.stream().limit(LISTED_ZONES).toList();
    String more = names.size() > some.size() ? " and " + (names.size() - some.size()) + " more" : "";
    return some.isEmpty()
        ? "there are no nodes"
        : "zones that have nodes: " + String.join(", ", some) + more;
  }

  @Nullable String reject(PodClass podClass, int node, NodeTable table) {
    String zone = podClass.shape().zone();
    return zone == null || zone.equals(table.spec(node).zone()) ? null : rejection(zone);
  }

  private String rejection(String zone) {
    String text = rejections.get(zone);
    if (text == null) {
      text = "node(s) didn't belong to zone " + zone;
      if (rejections.size() < KEPT_TEXTS) {
        rejections.put(zone, text);
      }
    }
    return text;
  }
}
