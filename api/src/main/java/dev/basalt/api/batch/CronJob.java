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

/** Makes jobs at the times of a schedule. */
@Group(VolcanoNames.BATCH_GROUP)
@Version("v1alpha1")
@ShortNames({"cronvcjob", "cronvj"})
@AdditionalPrinterColumn(name = "SCHEDULE", jsonPath = ".spec.schedule")
@AdditionalPrinterColumn(
    name = "SUSPEND",
    jsonPath = ".spec.suspend",
    type = AdditionalPrinterColumn.Type.BOOLEAN)
@AdditionalPrinterColumn(
    name = "LASTSCHEDULETIME",
    jsonPath = ".status.lastScheduleTime",
    type = AdditionalPrinterColumn.Type.DATE)
@AdditionalPrinterColumn(
    name = "AGE",
    jsonPath = ".metadata.creationTimestamp",
    type = AdditionalPrinterColumn.Type.DATE)
@JsonClassDescription("Makes jobs at the times of a schedule.")
public final class CronJob extends CustomResource<CronJobSpec, CronJobStatus>
    implements Namespaced {

  /** One as a person submits it: named, without status. */
  public static CronJob of(String namespace, String name, CronJobSpec spec) {
    CronJob cronJob = new CronJob();
    cronJob.setMetadata(new ObjectMetaBuilder().withNamespace(namespace).withName(name).build());
    cronJob.setSpec(spec);
    return cronJob;
  }

  @Override
  protected @Nullable CronJobSpec initSpec() {
    return null;
  }

  @Override
  protected @Nullable CronJobStatus initStatus() {
    return null;
  }
}
