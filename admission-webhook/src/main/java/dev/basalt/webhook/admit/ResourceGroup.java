package dev.basalt.webhook.admit;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.JsonNode;
import dev.basalt.webhook.admit.PodView.Spec;
import dev.basalt.webhook.review.Patch;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What pods of some namespaces, or with some annotation, get on top of what they say: Volcano's
 * resource groups.
 *
 * @param resourceGroup the group's name
 * @param object which pods; null for those whose annotation {@code volcano.sh/resource-group} is
 *     the group's name
 * @param schedulerName who schedules them; null to leave it
 * @param labels labels of the nodes that they go to
 * @param tolerations what they tolerate besides
 * @param affinity their affinity where they have none, as an object or as text
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record ResourceGroup(
    @Nullable String resourceGroup,
    @Nullable Matched object,
    @Nullable String schedulerName,
    @Nullable Map<String, String> labels,
    @Nullable List<JsonNode> tolerations,
    @Nullable JsonNode affinity) {

  private static final String ANNOTATION = "volcano.sh/resource-group";

  /**
   * Which pods.
   *
   * @param key {@code namespace} or {@code annotation}
   * @param value names of namespaces, or annotations as {@code KEY: VALUE}
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Matched(@Nullable String key, @Nullable List<String> value) {}

  boolean matches(String namespace, @Nullable Map<String, String> annotations) {
    Map<String, String> own = annotations == null ? Map.of() : annotations;
    if (object == null || object.key() == null) {
      return resourceGroup != null && resourceGroup.equals(own.get(ANNOTATION));
    }
    List<String> values = object.value() == null ? List.of() : object.value();
    return switch (object.key()) {
      case "namespace" -> values.contains(namespace);
      case "annotation" -> values.stream().anyMatch(value -> annotated(value, own));
      default -> false;
    };
  }

  private static boolean annotated(String value, Map<String, String> annotations) {
    int colon = value.indexOf(':');
    return colon > 0
        && value
            .substring(colon + 1)
            .strip()
            .equals(annotations.get(value.substring(0, colon).strip()));
  }

  void apply(Spec pod, Patch patch) {
    if (labels != null && !labels.isEmpty()) {
      if (pod.nodeSelector() == null) {
        patch.set("/spec/nodeSelector", labels);
      } else {
        labels.forEach(
            (key, value) -> patch.set("/spec/nodeSelector/" + Patch.escaped(key), value));
      }
    }
    if (affinity != null && pod.affinity() == null) {
      patch.set("/spec/affinity", affinity);
    }
    if (tolerations != null && !tolerations.isEmpty()) {
      if (pod.tolerations() == null) {
        patch.set("/spec/tolerations", tolerations);
      } else {
        tolerations.forEach(toleration -> patch.set("/spec/tolerations/-", toleration));
      }
    }
    if (schedulerName != null && !schedulerName.isEmpty()) {
      patch.set("/spec/schedulerName", schedulerName);
    }
  }
}
