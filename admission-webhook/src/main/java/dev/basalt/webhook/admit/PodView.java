package dev.basalt.webhook.admit;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.JsonNode;
import dev.basalt.api.names.VolcanoNames;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Of a pod what admission looks at; the rest is skipped when it is read. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record PodView(@Nullable Meta metadata, @Nullable Spec spec) {

  /** Annotations, labels and owners, each null for none. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Meta(
      @Nullable Map<String, String> annotations,
      @Nullable Map<String, String> labels,
      @Nullable List<Owner> ownerReferences) {}

  /** What the pod belongs to. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Owner(
      @Nullable String apiVersion, @Nullable String kind, String uid, boolean controller) {

    /** Whether groups are made for its pods: nodes mirror static pods, our jobs make their own. */
    boolean getsGroups() {
      return !"Node".equals(kind)
          && (apiVersion == null || !apiVersion.startsWith(VolcanoNames.BATCH_GROUP + "/"));
    }
  }

  /** Where the pod goes, and what it runs as. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Spec(
      @Nullable JsonNode nodeSelector,
      @Nullable JsonNode affinity,
      @Nullable JsonNode tolerations,
      @Nullable Security securityContext,
      @Nullable List<Container> initContainers,
      @Nullable List<Container> containers) {}

  /** One container. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Container(@Nullable String name, @Nullable Security securityContext) {}

  /** The user ID that it runs as, null for the image's. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Security(@Nullable Long runAsUser) {}

  @Nullable Map<String, String> annotations() {
    return metadata == null ? null : metadata.annotations();
  }

  boolean namesGroup() {
    return has(annotations(), VolcanoNames.GROUP_NAME)
        || has(annotations(), VolcanoNames.VOLCANO_GROUP_NAME);
  }

  boolean namesQueue() {
    return has(annotations(), VolcanoNames.QUEUE_NAME)
        || (metadata != null && has(metadata.labels(), VolcanoNames.JOB_QUEUE_NAME));
  }

  /** The owner that controls it, null for none. */
  @Nullable Owner controller() {
    List<Owner> owners = metadata == null ? null : metadata.ownerReferences();
    return owners == null
        ? null
        : owners.stream().filter(Owner::controller).findFirst().orElse(null);
  }

  private static boolean has(@Nullable Map<String, String> marks, String key) {
    String value = marks == null ? null : marks.get(key);
    return value != null && !value.isEmpty();
  }
}
