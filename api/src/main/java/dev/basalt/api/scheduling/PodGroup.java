package dev.basalt.api.scheduling;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import dev.basalt.api.names.VolcanoNames;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/**
 * A gang: pods that start together or not at all.
 *
 * <p>The kind has no status subresource. Clients write the whole object, status included.
 */
@Group(VolcanoNames.SCHEDULING_GROUP)
@Version("v1beta1")
@ShortNames({"pg", "podgroup-v1beta1"})
@AdditionalPrinterColumn(name = "STATUS", jsonPath = ".status.phase")
@AdditionalPrinterColumn(
    name = "minMember",
    jsonPath = ".spec.minMember",
    type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
    name = "RUNNINGS",
    jsonPath = ".status.running",
    type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
    name = "AGE",
    jsonPath = ".metadata.creationTimestamp",
    type = AdditionalPrinterColumn.Type.DATE)
@AdditionalPrinterColumn(name = "QUEUE", jsonPath = ".spec.queue", priority = 1)
@JsonClassDescription("Pods that start together or not at all.")
public final class PodGroup extends CustomResource<PodGroupSpec, PodGroupStatus>
    implements Namespaced {

  /** A PodGroup as a person submits it: named, without status. */
  public static PodGroup of(String namespace, String name, PodGroupSpec spec) {
    PodGroup group = new PodGroup();
    group.setMetadata(new ObjectMetaBuilder().withNamespace(namespace).withName(name).build());
    group.setSpec(spec);
    return group;
  }

  @Override
  protected @Nullable PodGroupSpec initSpec() {
    return null;
  }

  @Override
  protected @Nullable PodGroupStatus initStatus() {
    return null;
  }
}
