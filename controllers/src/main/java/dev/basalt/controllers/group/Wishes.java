package dev.basalt.controllers.group;

import dev.basalt.api.names.BasaltNames;
import dev.basalt.api.names.VolcanoNames;
import dev.basalt.controllers.runtime.Metadata;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Map;

/**
 * What a pod or an owner says of its group in annotations; empty where it says nothing.
 *
 * @param queue the queue
 * @param minMember how many pods start together
 * @param minResources what they need, as JSON
 * @param groupBy {@code step} to set the steps of a workflow apart
 * @param annotations those that the group takes over
 * @param labels those that the group takes over
 */
record Wishes(
    String queue,
    String minMember,
    String minResources,
    String groupBy,
    Map<String, String> annotations,
    Map<String, String> labels) {
  static final Wishes NONE = new Wishes("", "", "", "", Map.of(), Map.of());

  static Wishes of(HasMetadata object) {
    return of(object.getMetadata().getAnnotations(), object.getMetadata().getLabels());
  }

  static Wishes of(
      @org.jspecify.annotations.Nullable Map<String, String> annotations,
      @org.jspecify.annotations.Nullable Map<String, String> labels) {
    String queue = Metadata.value(annotations, VolcanoNames.QUEUE_NAME);
    return new Wishes(
        queue.isEmpty() ? Metadata.value(labels, VolcanoNames.JOB_QUEUE_NAME) : queue,
        Metadata.value(annotations, VolcanoNames.GROUP_MIN_MEMBER),
        Metadata.value(annotations, VolcanoNames.GROUP_MIN_RESOURCES),
        Metadata.value(annotations, BasaltNames.GROUP_BY),
        Inherited.of(annotations),
        Inherited.of(labels));
  }
}
