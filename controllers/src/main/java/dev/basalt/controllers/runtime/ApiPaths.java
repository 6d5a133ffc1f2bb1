package dev.basalt.controllers.runtime;

/** Where objects are on the API server. */
public final class ApiPaths {
  private ApiPaths() {}

  public static String pods(String namespace) {
    return "/api/v1/namespaces/" + namespace + "/pods";
  }

  public static String pod(ObjectKey key) {
    return pods(key.namespace()) + "/" + key.name();
  }

  public static String podGroups(String namespace) {
    return "/apis/scheduling.volcano.sh/v1beta1/namespaces/" + namespace + "/podgroups";
  }

  public static String podGroup(ObjectKey key) {
    return podGroups(key.namespace()) + "/" + key.name();
  }

  public static String jobs(String namespace) {
    return "/apis/batch.volcano.sh/v1alpha1/namespaces/" + namespace + "/jobs";
  }

  public static String job(ObjectKey key) {
    return jobs(key.namespace()) + "/" + key.name();
  }

  public static String jobStatus(ObjectKey key) {
    return job(key) + "/status";
  }

  public static String command(ObjectKey key) {
    return "/apis/bus.volcano.sh/v1alpha1/namespaces/"
        + key.namespace()
        + "/commands/"
        + key.name();
  }

  public static String claims(String namespace) {
    return "/api/v1/namespaces/" + namespace + "/persistentvolumeclaims";
  }

  public static String claim(ObjectKey key) {
    return claims(key.namespace()) + "/" + key.name();
  }

  /**
   * Where objects of a kind that plugins make are.
   *
   * @throws IllegalArgumentException if plugins make none of that kind
   */
  public static String ofKind(String kind, String namespace) {
    return switch (kind) {
      case "Service" -> "/api/v1/namespaces/" + namespace + "/services";
      case "ConfigMap" -> "/api/v1/namespaces/" + namespace + "/configmaps";
      case "Secret" -> "/api/v1/namespaces/" + namespace + "/secrets";
      case "NetworkPolicy" ->
          "/apis/networking.k8s.io/v1/namespaces/" + namespace + "/networkpolicies";
      default -> throw new IllegalArgumentException("no plugin makes a " + kind);
    };
  }
}
