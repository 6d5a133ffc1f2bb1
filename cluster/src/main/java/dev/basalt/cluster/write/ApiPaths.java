package dev.basalt.cluster.write;

/**
 * Where objects live on the API server. Names come from the API server, so they need no quoting.
 */
final class ApiPaths {
  private static final String VOLCANO = "/apis/scheduling.volcano.sh/v1beta1";

  private ApiPaths() {}

  static String pod(String namespace, String name) {
    return "/api/v1/namespaces/" + namespace + "/pods/" + name;
  }

  static String claim(String namespace, String name) {
    return "/api/v1/namespaces/" + namespace + "/persistentvolumeclaims/" + name;
  }

  static String volume(String name) {
    return "/api/v1/persistentvolumes/" + name;
  }

  static String podGroup(String namespace, String name) {
    return VOLCANO + "/namespaces/" + namespace + "/podgroups/" + name;
  }

  static String queue(String name) {
    return VOLCANO + "/queues/" + name;
  }

  static String nodeZone(String name) {
    return "/apis/basalt.dev/v1alpha1/nodezones/" + name;
  }

  static String events(String namespace) {
    return "/api/v1/namespaces/" + namespace + "/events";
  }
}
