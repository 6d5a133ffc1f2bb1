package dev.basalt.exporter.series;

import dev.basalt.core.resource.ResourceList;
import dev.basalt.exporter.view.ClusterView;
import dev.basalt.exporter.view.NodeSums;
import dev.basalt.exporter.view.SeenNode;
import dev.basalt.exporter.view.Units;
import java.util.Map;
import java.util.TreeMap;

/** The series of nodes, and of the zones that they are in. */
final class NodeSeries {
  /** What there is of one resource in one zone. */
  private static final class Room {
    private long capacity;
    private long allocated;
    private long held;
    private long largest;
    private long free;
    private boolean usable;
  }

  private static final class Zone {
    private final Map<String, Room> rooms = new TreeMap<>();
    private int ready;
  }

  private final Map<String, Zone> zones = new TreeMap<>();
  private int published;
  private int left;

  private NodeSeries() {}

  /**
   * Adds them; to be called while nothing changes in the view.
   *
   * @return how many nodes there was no room for
   */
  static int add(ClusterView view, int limit, Table rows) {
    NodeSeries series = new NodeSeries();
    for (NodeSums node : view.nodes()) {
      series.published += node.seen() != null && node.published() ? 1 : 0;
    }
    for (NodeSums node : view.nodes()) {
      SeenNode seen = node.seen();
      if (seen != null) {
        series.count(node, seen);
        series.publish(node, seen, limit, rows);
      }
    }
    series.zones.forEach((name, zone) -> publish(name, zone, rows));
    return series.left;
  }

  private void count(NodeSums node, SeenNode seen) {
    Zone zone = zones.computeIfAbsent(node.zone(), first -> new Zone());
    zone.ready += seen.usable() ? 1 : 0;
    ResourceList allocatable = seen.allocatable();
    for (int i = 0; i < allocatable.size(); i++) {
      if (allocatable.amount(i) == 0) {
        continue;
      }
      Room room = zone.rooms.computeIfAbsent(allocatable.name(i), first -> new Room());
      long allocated = node.allocated().get(allocatable.name(i));
      room.allocated += allocated;
      if (seen.usable()) {
        long free = Math.max(0, allocatable.amount(i) - allocated);
        room.usable = true;
        room.capacity += allocatable.amount(i);
        room.held += allocated;
        room.free += free;
        room.largest = Math.max(room.largest, free);
      }
    }
  }

  private void publish(NodeSums node, SeenNode seen, int limit, Table rows) {
    if (!node.published()) {
      if (published >= limit) {
        left++;
        return;
      }
      published++;
      node.published(true);
    }
    rows.of(Family.NODE_READY).add(seen.usable() ? 1 : 0, node.name(), node.zone());
    Rows allocatable = rows.of(Family.NODE_ALLOCATABLE);
    Rows allocated = rows.of(Family.NODE_ALLOCATED);
    seen.allocatable()
        .forEach((resource, amount) -> {
          if (amount > 0) {
            allocatable.add(Units.base(resource, amount), node.name(), resource, node.zone());
            allocated.add(
                Units.base(resource, node.allocated().get(resource)),
                node.name(),
                resource,
                node.zone());
          }
        });
  }

  private static void publish(String name, Zone zone, Table rows) {
    rows.of(Family.ZONE_READY_NODES).add(zone.ready, name);
    zone.rooms.forEach((resource, room) -> {
      rows.of(Family.ZONE_ALLOCATED).add(Units.base(resource, room.allocated), resource, name);
      if (room.usable) {
        rows.of(Family.ZONE_CAPACITY).add(Units.base(resource, room.capacity), resource, name);
        rows.of(Family.ZONE_READY_ALLOCATED).add(Units.base(resource, room.held), resource, name);
        rows.of(Family.LARGEST_FREE_SLOT).add(Units.base(resource, room.largest), resource, name);
        rows.of(Family.FRAGMENTATION)
            .add(room.free == 0 ? 0 : 1 - (double) room.largest / room.free, resource, name);
      }
    });
  }
}
