package dev.basalt.testkit.agent.run;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where the objects are that containers read from. */
interface ObjectSource {
  /** A ConfigMap, null if there is none. */
  @Nullable ConfigMap configMap(String namespace, String name);

  /** A Secret, null if there is none. */
  @Nullable Secret secret(String namespace, String name);

  /** A token of a service account. */
  String token(String namespace, String account, List<String> audiences, long seconds);

  /** What every container knows of the API server. */
  Map<String, String> serverVariables();

  /** Those of a cluster. */
  static ObjectSource of(KubernetesClient client) {
    return new ObjectSource() {
      @Override
      public @Nullable ConfigMap configMap(String namespace, String name) {
        return client.configMaps().inNamespace(namespace).withName(name).get();
      }

      @Override
      public @Nullable Secret secret(String namespace, String name) {
        return client.secrets().inNamespace(namespace).withName(name).get();
      }

      @Override
      public String token(String namespace, String account, List<String> audiences, long seconds) {
        return client
            .serviceAccounts()
            .inNamespace(namespace)
            .withName(account)
            .tokenRequest(
                new TokenRequestBuilder()
                    .withNewSpec()
                    .withAudiences(audiences)
                    .withExpirationSeconds(seconds)
                    .endSpec()
                    .build())
            .getStatus()
            .getToken();
      }

      @Override
      public Map<String, String> serverVariables() {
        return Map.of(
            "KUBERNETES_SERVICE_HOST",
            client.getMasterUrl().getHost(),
            "KUBERNETES_SERVICE_PORT",
            Integer.toString(client.getMasterUrl().getPort()));
      }
    };
  }
}
