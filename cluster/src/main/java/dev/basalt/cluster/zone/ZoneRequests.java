package dev.basalt.cluster.zone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.basalt.api.names.BasaltNames;
import dev.basalt.cluster.http.ApiRequest;
import dev.basalt.cluster.http.ApiResponse;
import dev.basalt.cluster.http.Json;
import dev.basalt.core.zone.LeaseSight;
import dev.basalt.core.zone.NodeSight;
import dev.basalt.core.zone.PlacedNodes;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The requests that ownership takes, and what their answers say. None is answered from a cache: a
 * read that names no version is of the present. Names come from the API server, and need no
 * quoting.
 */
final class ZoneRequests {
  private static final Duration TIMEOUT = Duration.ofSeconds(3);

  /** Changes with each term, so that no claim leaves a node as it was. */
  private static final String TERM = BasaltNames.OWNER + "-term";

  private static final String RUNNING_ON =
      "?fieldSelector=status.phase%21%3DSucceeded"
          + "%2Cstatus.phase%21%3DFailed%2Cspec.nodeName%3D";

  private ZoneRequests() {}

  static ApiRequest readNode(String name) {
    return ApiRequest.get(node(name), TIMEOUT);
  }

  static NodeSight node(ApiResponse response, PlacedNodes nodes) {
    JsonNode metadata = response.json().path("metadata");
    Map<String, String> labels = new HashMap<>();
    metadata
        .path("labels")
        .properties()
        .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
    return new NodeSight(
        metadata.path("uid").asText(),
        nodes.zoneOf(labels),
        owner(response),
        metadata.path("resourceVersion").asText());
  }

  /** Who owns a node or a PodGroup that was read, null for nobody. */
  static @Nullable String owner(ApiResponse response) {
    String owner =
        response.json().path("metadata").path("annotations").path(BasaltNames.OWNER).asText();
    return owner.isEmpty() ? null : owner;
  }

  /**
   * Writes an owner onto a node that still has a version.
   *
   * @param owner null for nobody
   */
  static ApiRequest writeNode(
      String name, String version, @Nullable String owner, @Nullable String term) {
    return ApiRequest.patch(
        node(name), ApiRequest.MERGE_PATCH, patch(version, owner, term), TIMEOUT);
  }

  static ApiRequest readPodsOn(String node) {
    return ApiRequest.get("/api/v1/pods" + RUNNING_ON + node, TIMEOUT);
  }

  static Set<String> podUids(ApiResponse response) {
    Set<String> uids = new HashSet<>();
    for (JsonNode pod : response.json().path("items")) {
      uids.add(pod.path("metadata").path("uid").asText());
    }
    return uids;
  }

  static ApiRequest readGroup(String namespace, String name) {
    return ApiRequest.get(group(namespace, name), TIMEOUT);
  }

  static ApiRequest writeGroup(
      String namespace, String name, String version, @Nullable String owner) {
    return ApiRequest.patch(
        group(namespace, name), ApiRequest.MERGE_PATCH, patch(version, owner, null), TIMEOUT);
  }

  /** Null where an owner's name cannot be that of a Lease. */
  static @Nullable ApiRequest readLease(String owner) {
    int slash = owner.indexOf('/');
    return slash <= 0 || slash == owner.length() - 1
        ? null
        : ApiRequest.get(
            "/apis/coordination.k8s.io/v1/namespaces/"
                + owner.substring(0, slash)
                + "/leases/"
                + owner.substring(slash + 1),
            TIMEOUT);
  }

  static LeaseSight lease(ApiResponse response) {
    JsonNode lease = response.json();
    JsonNode spec = lease.path("spec");
    return new LeaseSight(
        lease.path("metadata").path("resourceVersion").asText(),
        spec.path("holderIdentity").asText("").isEmpty(),
        Duration.ofSeconds(spec.path("leaseDurationSeconds").asLong()).toNanos());
  }

  private static String node(String name) {
    return "/api/v1/nodes/" + name;
  }

  private static String group(String namespace, String name) {
    return "/apis/scheduling.volcano.sh/v1beta1/namespaces/" + namespace + "/podgroups/" + name;
  }

  private static byte[] patch(String version, @Nullable String owner, @Nullable String term) {
    ObjectNode patch = Json.object();
    ObjectNode metadata = patch.putObject("metadata").put("resourceVersion", version);
    ObjectNode annotations = metadata.putObject("annotations");
    annotations.put(BasaltNames.OWNER, owner);
    annotations.put(TERM, term);
    return Json.bytes(patch);
  }
}
