package dev.basalt.cluster.convert;

import dev.basalt.api.zone.Lend;
import dev.basalt.api.zone.NodeZone;
import dev.basalt.api.zone.ReservedFor;
import dev.basalt.core.event.NodeZoneSpec;
import io.fabric8.kubernetes.api.model.LabelSelector;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Reads zones. */
public final class NodeZoneReader {
  private NodeZoneReader() {}

  /** The zone as far as scheduling reads it. */
  public static NodeZoneSpec read(NodeZone zone) {
    ReservedFor reserved = zone.getSpec() == null ? null : zone.getSpec().reservedFor();
    String name = Fields.text(zone.getMetadata().getName());
    String uid = Fields.text(zone.getMetadata().getUid());
    Lend lend = zone.getSpec() == null ? null : zone.getSpec().lend();
    NodeZoneSpec spec = NodeZoneSpec.open(name, uid);
    if (lend != null) {
      int seconds = lend.noticeSeconds() == null ? 0 : Math.max(0, lend.noticeSeconds());
      spec =
          spec.lending(Set.copyOf(Fields.items(lend.toZones())), TimeUnit.SECONDS.toNanos(seconds));
    }
    LabelSelector selector = zone.getSpec() == null ? null : zone.getSpec().selector();
    if (selector != null) {
      List<String> problems = new ArrayList<>();
      dev.basalt.core.event.LabelSelector nodes =
          SelectorReader.read("spec.selector", selector, problems);
      boolean faulty = !problems.isEmpty();
      spec =
          spec.selecting(
              faulty ? dev.basalt.core.event.LabelSelector.NOTHING : nodes,
              faulty ? problems.getFirst() + "; its nodes are those with its label" : null);
    }
    return reserved == null
        ? spec
        : spec.reservedFor(
            Set.copyOf(Fields.items(reserved.queues())),
            Set.copyOf(Fields.items(reserved.priorityClasses())));
  }
}
