package dev.basalt.api.batch;

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

/** Pods of several tasks that run to an end, with rules for what happens on the way. */
@Group(VolcanoNames.BATCH_GROUP)
@Version("v1alpha1")
@ShortNames({"vcjob", "vj"})
@AdditionalPrinterColumn(name = "STATUS", jsonPath = ".status.state.phase")
@AdditionalPrinterColumn(
    name = "MINAVAILABLE",
    jsonPath = ".status.minAvailable",
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
@JsonClassDescription(
    "Pods of several tasks that run to an end, with rules for what happens on the way.")
public final class Job extends CustomResource<JobSpec, JobStatus> implements Namespaced {

  /** One as a person submits it: named, without status. */
  public static Job of(String namespace, String name, JobSpec spec) {
    Job job = new Job();
    job.setMetadata(new ObjectMetaBuilder().withNamespace(namespace).withName(name).build());
    job.setSpec(spec);
    return job;
  }

  @Override
  protected @Nullable JobSpec initSpec() {
    return null;
  }

  @Override
  protected @Nullable JobStatus initStatus() {
    return null;
  }
}
