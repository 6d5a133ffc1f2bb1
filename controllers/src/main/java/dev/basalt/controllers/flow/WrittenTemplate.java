package dev.basalt.controllers.flow;

import com.fasterxml.jackson.databind.JsonNode;
import dev.basalt.api.flow.JobTemplateStatus;
import dev.basalt.api.names.VolcanoNames;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/** A JobTemplate whose spec is as it was written, so that it goes into jobs as it is. */
@Group(VolcanoNames.FLOW_GROUP)
@Version("v1alpha1")
@Kind("JobTemplate")
@Plural("jobtemplates")
public final class WrittenTemplate extends CustomResource<JsonNode, JobTemplateStatus>
    implements Namespaced {
  private static final long serialVersionUID = 1;

  @Override
  protected @Nullable JsonNode initSpec() {
    return null;
  }

  @Override
  protected @Nullable JobTemplateStatus initStatus() {
    return null;
  }
}
