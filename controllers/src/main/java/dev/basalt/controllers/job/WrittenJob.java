package dev.basalt.controllers.job;

import com.fasterxml.jackson.databind.JsonNode;
import dev.basalt.api.names.VolcanoNames;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/**
 * A Job as it was written, whatever that is. The API server takes anything for a pod template; were
 * it read together with its neighbours, one that cannot be read would hide all of them.
 */
@Group(VolcanoNames.BATCH_GROUP)
@Version("v1alpha1")
@Kind("Job")
@Plural("jobs")
public final class WrittenJob extends CustomResource<JsonNode, JsonNode> implements Namespaced {
  private static final long serialVersionUID = 1;

  @Override
  protected @Nullable JsonNode initSpec() {
    return null;
  }

  @Override
  protected @Nullable JsonNode initStatus() {
    return null;
  }
}
