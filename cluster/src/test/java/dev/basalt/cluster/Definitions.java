package dev.basalt.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.api.crd.CustomResourceDefinitions;
import dev.basalt.testkit.Eventually;
import io.fabric8.kubernetes.api.model.APIResource;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
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
    Eventually.within(Duration.ofMinutes(1)).passes(() -> assertServed(client));
  }

  /** Discovery follows a moment after, and one kind before another. */
  private static void assertServed(KubernetesClient client) {
    assertThat(client.getApiResources("scheduling.volcano.sh/v1beta1")).isNotNull();
    assertThat(client.getApiResources("scheduling.volcano.sh/v1beta1").getResources())
        .extracting(APIResource::getName)
        .contains("queues", "podgroups");
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
