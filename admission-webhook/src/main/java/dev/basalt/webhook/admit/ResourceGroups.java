package dev.basalt.webhook.admit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.basalt.webhook.admit.ResourceGroup.Matched;
import dev.basalt.webhook.review.Patch;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The resource groups of Volcano's admission configuration; the first that matches a pod counts.
 */
public final class ResourceGroups {
  private static final Set<String> KEYS = Set.of("namespace", "annotation");

  private final List<ResourceGroup> groups;

  private ResourceGroups(List<ResourceGroup> groups) {
    this.groups = List.copyOf(groups);
  }

  /** None at all. */
  public static ResourceGroups none() {
    return new ResourceGroups(List.of());
  }

  /**
   * Reads a configuration.
   *
   * @param yaml with a list {@code resourceGroups}; other fields are ignored
   * @throws IllegalArgumentException if it cannot be read; the message names the group and field
   */
  public static ResourceGroups parse(String yaml) {
    KubernetesSerialization serialization = new KubernetesSerialization();
    List<ResourceGroup> groups = new ArrayList<>();
    try {
      JsonNode root = serialization.unmarshal(yaml, JsonNode.class);
      JsonNode all = root == null ? null : root.get("resourceGroups");
      for (int i = 0; all != null && i < all.size(); i++) {
        groups.add(checked(i, serialization.convertValue(all.get(i), ResourceGroup.class)));
      }
    } catch (KubernetesClientException e) {
      throw new IllegalArgumentException("this is no YAML: " + e.getCause(), e);
    }
    return new ResourceGroups(groups);
  }

  private static ResourceGroup checked(int index, ResourceGroup group) {
    String where = "resourceGroups[" + index + "].";
    if (group.resourceGroup() == null || group.resourceGroup().isEmpty()) {
      throw new IllegalArgumentException(where + "resourceGroup: give the group a name");
    }
    Matched object = group.object();
    if (object != null && object.key() != null && !KEYS.contains(object.key())) {
      throw new IllegalArgumentException(
          where + "object.key: \"" + object.key() + "\" must be namespace or annotation");
    }
    JsonNode affinity = group.affinity();
    if (affinity == null || affinity.isObject() || affinity.isNull()) {
      return group;
    }
    // Volcano takes it as text.
    JsonNode read = new KubernetesSerialization().unmarshal(affinity.asText(), JsonNode.class);
    if (read == null || !read.isObject()) {
      throw new IllegalArgumentException(where + "affinity: must be that of a pod");
    }
    return new ResourceGroup(
        group.resourceGroup(),
        group.object(),
        group.schedulerName(),
        group.labels(),
        group.tolerations(),
        read);
  }

  void apply(PodView pod, String namespace, Patch patch) {
    if (pod.spec() == null) {
      return;
    }
    for (ResourceGroup group : groups) {
      if (group.matches(namespace, pod.annotations())) {
        group.apply(pod.spec(), patch);
        return;
      }
    }
  }
}
