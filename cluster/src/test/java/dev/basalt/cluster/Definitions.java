package dev.basalt.cluster;

import dev.basalt.api.crd.CustomResourceDefinitions;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Makes our kinds known to an API server. */
public final class Definitions {
  private Definitions() {}

  /** Applies every definition and waits until its kind is served. */
  public static void establish(KubernetesClient client) {
    for (CustomResourceDefinitions.Manifest manifest : CustomResourceDefinitions.all()) {
      CustomResourceDefinition definition =
          client
              .getKubernetesSerialization()
              .unmarshal(manifest.yaml(), CustomResourceDefinition.class);
      client.resource(definition).serverSideApply();
      client.resource(definition).waitUntilCondition(Definitions::established, 1, TimeUnit.MINUTES);
    }
  }

  /** A definition that has just come has no conditions yet, not even none. */
  private static boolean established(@Nullable CustomResourceDefinition definition) {
    return definition != null
        && definition.getStatus() != null
        && definition.getStatus().getConditions() != null
        && definition.getStatus().getConditions().stream()
            .anyMatch(condition ->
                condition.getType().equals("Established") && condition.getStatus().equals("True"));
  }
}
