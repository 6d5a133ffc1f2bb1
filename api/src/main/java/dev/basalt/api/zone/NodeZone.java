package dev.basalt.api.zone;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import dev.basalt.api.names.BasaltNames;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/**
 * The zone of the nodes whose label {@code basalt.dev/zone} is its name. A zone needs no such
 * object; it is there to reserve the zone, and to look at.
 */
@Group(BasaltNames.GROUP)
@Version("v1alpha1")
@ShortNames("nz")
@AdditionalPrinterColumn(
    name = "NODES",
    jsonPath = ".status.nodes",
    type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(name = "OWNER", jsonPath = ".status.owner")
@JsonClassDescription("The zone of the nodes whose label basalt.dev/zone is its name.")
public final class NodeZone extends CustomResource<NodeZoneSpec, NodeZoneStatus> {

  /** A zone as a person submits it: named, without status. */
  public static NodeZone of(String name, NodeZoneSpec spec) {
    NodeZone zone = new NodeZone();
    zone.setMetadata(new ObjectMetaBuilder().withName(name).build());
    zone.setSpec(spec);
    return zone;
  }

  @Override
  protected @Nullable NodeZoneSpec initSpec() {
    return null;
  }

  @Override
  protected @Nullable NodeZoneStatus initStatus() {
    return null;
  }
}
