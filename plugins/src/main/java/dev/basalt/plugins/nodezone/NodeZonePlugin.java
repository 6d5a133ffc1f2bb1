package dev.basalt.plugins.nodezone;

import dev.basalt.core.event.NodeZoneSpec;
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
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a job in the zone that it, or else its queue, asks for: its pods go to nodes of that zone
 * and to no other, but for those that another zone lends to it. A job that asks for none may go
 * anywhere.
 */
public final class NodeZonePlugin implements Plugin {
  /** Zones are few; beyond this many, texts are made anew each time. */
  private static final int KEPT_TEXTS = 1000;

  private static final int LISTED_ZONES = 10;

  private static final String OUTSIDE = "node(s) didn't belong to zone ";
  private static final String KEPT =
      "node(s) lent nothing now, as jobs that wait need the room of zone ";
  private static final double OWN_ZONE = 100 * 100;
  private static final String RESERVED = "node(s) were in the reserved zone ";

  private final Map<String, Map<String, String>> rejections = new HashMap<>();
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
    hooks.nodeScore(Reach.ATTRIBUTES, NodeZonePlugin::score);
  }

  @Override
  public void sessionOpened(SessionView session) {
    nodes = session.nodes();
  }

  /** A zone without nodes is most often a name that was mistyped: said with the names there are. */
  @Nullable Wait check(Job job) {
    String zone = job.zone();
    NodeTable known = Objects.requireNonNull(nodes, "asked outside a session");
    if (zone == null) {
      return null;
    }
    NodeZoneSpec reservation = known.zones().reservation(zone);
    if (reservation != null && !job.mayEnter(zone)) {
      return new Wait(WaitReason.MISCONFIGURED, reserved(reservation));
    }
    if (known.zones().exists(zone)) {
      return null;
    }
    return new Wait(
        WaitReason.NO_NODE_MATCHES,
        "no node belongs to zone "
            + zone
            + " (label basalt.dev/zone); "
            + zones(known.zones().nodesByZone().keySet()));
  }

  private static String reserved(NodeZoneSpec zone) {
    return "asks for zone %s, which is reserved for queues %s and priority classes %s: name another zone, or be one of these"
        .formatted(zone.name(), names(zone.queues()), names(zone.priorityClasses()));
  }

  private static String names(Set<String> names) {
    return names.isEmpty() ? "(none)" : String.join(", ", new TreeSet<>(names));
  }

  private static String zones(Set<String> names) {
    List<String> some = names.stream().limit(LISTED_ZONES).toList();
    String more =
        names.size() > some.size() ? " and " + (names.size() - some.size()) + " more" : "";
    return some.isEmpty()
        ? "there are no nodes"
        : "zones that have nodes: " + String.join(", ", some) + more;
  }

  @Nullable String reject(PodClass podClass, int node, NodeTable table) {
    String wanted = podClass.shape().zone();
    List<String> enters = podClass.shape().enters();
    if (wanted == null && enters == null) {
      return null;
    }
    String zone = table.spec(node).zone();
    if (wanted != null && !wanted.equals(zone)) {
      if (!table.zones().lendsTo(zone, wanted)) {
        return rejection(OUTSIDE, wanted);
      }
      return table.zones().keepsItsRoom(zone) ? rejection(KEPT, zone) : null;
    }
    return enters != null && table.zones().isReserved(zone) && !enters.contains(zone)
        ? rejection(RESERVED, zone)
        : null;
  }

  /** What is borrowed comes after all of its own: with the weight of a hundred other scores. */
  static double score(PodClass podClass, int node, NodeTable table) {
    String wanted = podClass.shape().zone();
    return wanted != null && wanted.equals(table.spec(node).zone()) ? OWN_ZONE : 0;
  }

  private String rejection(String why, String zone) {
    Map<String, String> texts = rejections.computeIfAbsent(why, unseen -> new HashMap<>());
    String text = texts.get(zone);
    if (text == null) {
      text = why + zone;
      if (texts.size() < KEPT_TEXTS) {
        texts.put(zone, text);
      }
    }
    return text;
  }
}
