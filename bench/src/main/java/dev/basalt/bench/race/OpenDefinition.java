package dev.basalt.bench.race;

import dev.basalt.api.crd.CustomResourceDefinitions.Manifest;

/**
 * A custom resource that a contestant insists on watching although the race has none of its
 * objects: defined without a schema.
 *
 * @param group API group
 * @param version the only version
 * @param kind kind; cluster-wide
 * @param plural in URLs
 */
record OpenDefinition(String group, String version, String kind, String plural) {
  /** Where its objects are listed. */
  String path() {
    return "/apis/" + group + "/" + version + "/" + plural;
  }

  /** The definition for {@code crds --apply}. */
  Manifest manifest() {
    String name = plural + "." + group;
    String yaml =
        """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata:
          name: %s
        spec:
          group: %s
          scope: Cluster
          names: {kind: %s, listKind: %sList, plural: %s}
          versions:
          - name: %s
            served: true
            storage: true
            schema:
              openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}
        """
            .formatted(name, group, kind, kind, plural, version);
    return new Manifest(name, yaml);
  }
}
