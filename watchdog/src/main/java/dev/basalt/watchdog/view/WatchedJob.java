package dev.basalt.watchdog.view;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.basalt.api.names.VolcanoNames;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/** A Job as trees: one whose template nobody can read must not hide the others. */
@Group(VolcanoNames.BATCH_GROUP)
@Version("v1alpha1")
@Kind("Job")
@Plural("jobs")
public final class WatchedJob extends CustomResource<JsonNode, JsonNode> implements Namespaced {
  private static final long serialVersionUID = 1;

  @Override
  protected @Nullable JsonNode initSpec() {
    return null;
  }

  @Override
  protected @Nullable JsonNode initStatus() {
    return null;
  }

  /** A part of it; a missing node if it has none. */
  static JsonNode tree(@Nullable JsonNode part) {
    return part == null ? MissingNode.getInstance() : part;
  }
}
