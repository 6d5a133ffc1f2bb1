package dev.basalt.api.scheduling;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import dev.basalt.api.names.VolcanoNames;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/** A queue: a share of the cluster that groups of pods wait in line for. */
@Group(VolcanoNames.SCHEDULING_GROUP)
@Version("v1beta1")
@ShortNames({"q", "queue-v1beta1"})
@AdditionalPrinterColumn(name = "PARENT", jsonPath = ".spec.parent")
@JsonClassDescription("A share of the cluster that groups of pods wait in line for.")
public final class Queue extends CustomResource<QueueSpec, QueueStatus> {

  /** A queue as a person submits it: named, without status. */
  public static Queue of(String name, QueueSpec spec) {
    Queue queue = new Queue();
    queue.setMetadata(new ObjectMetaBuilder().withName(name).build());
    queue.setSpec(spec);
    return queue;
  }

  @Override
  protected @Nullable QueueSpec initSpec() {
    return null;
  }

  @Override
  protected @Nullable QueueStatus initStatus() {
    return null;
  }
}
