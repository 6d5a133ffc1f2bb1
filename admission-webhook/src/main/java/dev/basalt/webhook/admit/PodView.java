package dev.basalt.webhook.admit;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Of a pod what admission looks at; the rest is skipped when it is read. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record PodView(@Nullable Meta metadata, @Nullable Spec spec) {

  /** Annotations, null for none. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Meta(@Nullable Map<String, String> annotations) {}

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
}
