package dev.basalt.api.flow;

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

/** Jobs that run in the order of their dependencies. */
@Group(VolcanoNames.FLOW_GROUP)
@Version("v1alpha1")
@ShortNames({"jf"})
@AdditionalPrinterColumn(name = "STATUS", jsonPath = ".status.state.phase")
@AdditionalPrinterColumn(
    name = "AGE",
    jsonPath = ".metadata.creationTimestamp",
    type = AdditionalPrinterColumn.Type.DATE)
@JsonClassDescription("Jobs that run in the order of their dependencies.")
public final class JobFlow extends CustomResource<JobFlowSpec, JobFlowStatus>
    implements Namespaced {

  /** One as a person submits it: named, without status. */
  public static JobFlow of(String namespace, String name, JobFlowSpec spec) {
    JobFlow jobFlow = new JobFlow();
    jobFlow.setMetadata(new ObjectMetaBuilder().withNamespace(namespace).withName(name).build());
    jobFlow.setSpec(spec);
    return jobFlow;
  }

  @Override
  protected @Nullable JobFlowSpec initSpec() {
    return null;
  }

  @Override
  protected @Nullable JobFlowStatus initStatus() {
    return null;
  }
}
