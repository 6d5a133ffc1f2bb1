package dev.basalt.controllers.group;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.basalt.api.names.BasaltNames;
import dev.basalt.api.names.VolcanoNames;
import dev.basalt.cluster.http.Json;
import dev.basalt.controllers.group.GroupRecord.Made;
import dev.basalt.controllers.runtime.MergePatch;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The objects and patches that groups are written by. */
final class GroupBodies {
  private GroupBodies() {}

  static ObjectNode created(GroupPlan.Group group, Owner owner, String namespace) {
    ObjectNode body =
        Json.object().put("apiVersion", "scheduling.volcano.sh/v1beta1").put("kind", "PodGroup");
    ObjectNode metadata = metadata(group.made());
    metadata.put("namespace", namespace).put("name", group.name());
    OwnerReference reference = owner.reference();
    metadata
        .putArray("ownerReferences")
        .addObject()
        .put("apiVersion", reference.getApiVersion())
        .put("kind", reference.getKind())
        .put("name", reference.getName())
        .put("uid", reference.getUid())
        .put("controller", true);
    body.set("metadata", metadata);
    ObjectNode spec = spec(group.made());
    if (!group.queue().isEmpty()) {
      spec.put("queue", group.queue());
    }
    body.set("spec", spec);
    return body;
  }

  /** What makes the group that there is into the one there should be. */
  static ObjectNode changed(GroupPlan.Group group, GroupRecord there) {
    ObjectNode patch = MergePatch.between(whole(there.made()), whole(group.made()));
    if (!group.queue().isEmpty() && !group.queue().equals(there.queue())) {
      patch.withObjectProperty("spec").put("queue", group.queue());
    }
    patch.withObjectProperty("metadata").put("uid", there.uid());
    return patch;
  }

  static ObjectNode membership(MemberPod pod, String group) {
    ObjectNode patch = Json.object();
    ObjectNode metadata = patch.putObject("metadata").put("uid", pod.uid());
    metadata.putObject("annotations").put(VolcanoNames.GROUP_NAME, group);
    return patch;
  }

  private static ObjectNode whole(Made made) {
    ObjectNode object = Json.object();
    object.set("metadata", metadata(made));
    object.set("spec", spec(made));
    return object;
  }

  private static ObjectNode metadata(Made made) {
    ObjectNode metadata = Json.object();
    ObjectNode annotations = texts(made.annotations());
    if (!made.user().isEmpty()) {
      annotations.put(BasaltNames.USER, made.user());
    }
    metadata.set("annotations", annotations);
    metadata.set("labels", texts(made.labels()));
    return metadata;
  }

  private static ObjectNode spec(Made made) {
    ObjectNode spec = Json.object().put("minMember", made.minMember());
    if (made.minResources() != null) {
      spec.set("minResources", texts(made.minResources().toQuantities()));
    }
    if (!made.priorityClass().isEmpty()) {
      spec.put("priorityClassName", made.priorityClass());
    }
    return spec;
  }

  private static ObjectNode texts(@Nullable Map<String, String> texts) {
    ObjectNode object = Json.object();
    if (texts != null) {
      texts.forEach(object::put);
    }
    return object;
  }
}
