package dev.basalt.cluster.convert;

import dev.basalt.api.zone.NodeZone;
import dev.basalt.api.zone.ReservedFor;
import dev.basalt.core.event.NodeZoneSpec;
import java.util.Set;

/** Reads zones. */
public final class NodeZoneReader {
  private NodeZoneReader() {}

  /** The zone as far as scheduling reads it. */
  public static NodeZoneSpec read(NodeZone zone) {
    ReservedFor reserved = zone.getSpec() == null ? null : zone.getSpec().reservedFor();
    String name = Fields.text(zone.getMetadata().getName());
    String uid = Fields.text(zone.getMetadata().getUid());
    return reserved == null
        ? NodeZoneSpec.open(name, uid)
        : new NodeZoneSpec(
            name,
            uid,
            true,
            Set.copyOf(Fields.items(reserved.queues())),
            Set.copyOf(Fields.items(reserved.priorityClasses())));
  }
}
