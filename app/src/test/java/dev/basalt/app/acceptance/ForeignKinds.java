package dev.basalt.app.acceptance;

import dev.basalt.testkit.Eventually;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.List;

/** Definitions of others' kinds that the chart makes, with room for any field. */
final class ForeignKinds {
  private record Kind(String group, String version, String kind, String plural) {}

  private static final List<Kind> KINDS =
      List.of(
          new Kind("cert-manager.io", "v1", "Issuer", "issuers"),
          new Kind("cert-manager.io", "v1", "Certificate", "certificates"),
          new Kind("monitoring.coreos.com", "v1", "ServiceMonitor", "servicemonitors"),
          new Kind("monitoring.coreos.com", "v1", "PrometheusRule", "prometheusrules"));

  private ForeignKinds() {}

  static void define(KubernetesClient client) {
    for (Kind kind : KINDS) {
      client
          .resource(
              """
              apiVersion: apiextensions.k8s.io/v1
              kind: CustomResourceDefinition
              metadata: {name: %4$s.%1$s}
              spec:
                group: %1$s
                scope: Namespaced
                names: {kind: %3$s, plural: %4$s, singular: %5$s}
                versions:
                  - name: %2$s
                    served: true
                    storage: true
                    schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
              """
                  .formatted(
                      kind.group,
                      kind.version,
                      kind.kind,
                      kind.plural,
                      kind.kind.toLowerCase(java.util.Locale.ROOT)))
          .serverSideApply();
    }
    Eventually.within(Duration.ofMinutes(1))
        .passes(() -> {
          for (Kind kind : KINDS) {
            client
                .genericKubernetesResources(kind.group + "/" + kind.version, kind.kind)
                .inAnyNamespace()
                .list();
          }
        });
  }
}
