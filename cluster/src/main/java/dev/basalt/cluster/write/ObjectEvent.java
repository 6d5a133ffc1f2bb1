package dev.basalt.cluster.write;

import org.jspecify.annotations.Nullable;

/**
 * An event to record on an object.
 *
 * @param namespace the object's namespace, null for a cluster-wide object
 * @param warning Warning if true, else Normal
 */
public record ObjectEvent(
    String kind,
    @Nullable String namespace,
    String name,
    String uid,
    boolean warning,
    String reason,
    String message) {

  /** The group and version of the kinds that events are recorded on. */
  String apiVersion() {
    return switch (kind) {
      case "Queue", "PodGroup" -> "scheduling.volcano.sh/v1beta1";
      case "PriorityClass" -> "scheduling.k8s.io/v1";
      case "Job", "CronJob" -> "batch.volcano.sh/v1alpha1";
      case "JobFlow", "JobTemplate" -> "flow.volcano.sh/v1alpha1";
      default -> "v1";
    };
  }

  /** Where the event itself lives; events on cluster-wide objects live in {@code default}. */
  String eventNamespace() {
    return namespace == null ? "default" : namespace;
  }
}
