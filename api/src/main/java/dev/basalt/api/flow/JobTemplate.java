package dev.basalt.api.flow;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import dev.basalt.api.batch.JobSpec;
import dev.basalt.api.names.VolcanoNames;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/** What the jobs of flows are made from. */
@Group(VolcanoNames.FLOW_GROUP)
@Version("v1alpha1")
@ShortNames({"jt"})
@AdditionalPrinterColumn(
    name = "AGE",
    jsonPath = ".metadata.creationTimestamp",
    type = AdditionalPrinterColumn.Type.DATE)
@JsonClassDescription("What the jobs of flows are made from.")
public final class JobTemplate extends CustomResource<JobSpec, JobTemplateStatus>
    implements Namespaced {

  /** One as a person submits it: named, without status. */
  public static JobTemplate of(String namespace, String name, JobSpec spec) {
    JobTemplate jobTemplate = new JobTemplate();
    jobTemplate.setMetadata(
        new ObjectMetaBuilder().withNamespace(namespace).withName(name).build());
    jobTemplate.setSpec(spec);
    return jobTemplate;
  }

  @Override
  protected @Nullable JobSpec initSpec() {
    return null;
  }

  @Override
  protected @Nullable JobTemplateStatus initStatus() {
    return null;
  }
}
