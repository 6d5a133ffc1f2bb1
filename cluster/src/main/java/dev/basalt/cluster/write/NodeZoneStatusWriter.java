package dev.basalt.cluster.write;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.basalt.cluster.http.ApiRequest;
import dev.basalt.cluster.http.ApiResponse;
import dev.basalt.cluster.http.Json;
import dev.basalt.core.port.StatusUpdate.NodeZoneStatus;
import dev.basalt.core.resource.ResourceList;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;

/** Patches what a zone has and holds into its status. */
final class NodeZoneStatusWriter {
  private final Requests requests;
  private final Duration timeout;

  NodeZoneStatusWriter(Requests requests, Duration timeout) {
    this.requests = requests;
    this.timeout = timeout;
  }

  void write(NodeZoneStatus update, Consumer<WriteOutcome> done) {
    requests.send(
        ApiRequest.get(ApiPaths.nodeZone(update.name()), timeout),
        response -> merge(update, response, done),
        () -> done.accept(WriteOutcome.NO_ANSWER));
  }

  /** Reads first: a merge patch keeps the resources that it does not name, unless told to drop. */
  private void merge(NodeZoneStatus update, ApiResponse response, Consumer<WriteOutcome> done) {
    if (!response.successful()) {
      done.accept(WriteOutcome.of(response));
      return;
    }
    JsonNode zone = response.json();
    if (!zone.path("metadata").path("uid").asText().equals(update.uid())) {
      done.accept(WriteOutcome.OBSOLETE);
      return;
    }
    JsonNode status = zone.path("status");
    ObjectNode fields = Json.object().put("nodes", update.nodes());
    fields.set("capacity", amounts(update.capacity(), status.path("capacity")));
    fields.set("used", amounts(update.used(), status.path("used")));
    fields.put("owner", update.owner().isEmpty() ? null : update.owner());
    ArrayNode conflicts = fields.putArray("conflicts");
    update.conflicts().forEach(conflicts::add);
    ObjectNode patch = Json.object();
    patch.putObject("metadata").put("uid", update.uid());
    patch.set("status", fields);
    requests.send(
        ApiRequest.patch(
            ApiPaths.nodeZone(update.name()) + "/status",
            ApiRequest.MERGE_PATCH,
            Json.bytes(patch),
            timeout),
        answer -> done.accept(WriteOutcome.of(answer)),
        () -> done.accept(WriteOutcome.NO_ANSWER));
  }

  private static ObjectNode amounts(ResourceList list, JsonNode before) {
    ObjectNode amounts = Json.object();
    Map<String, String> quantities = list.toQuantities();
    before
        .fieldNames()
        .forEachRemaining(name -> {
          if (!quantities.containsKey(name)) {
            amounts.putNull(name);
          }
        });
    quantities.forEach(amounts::put);
    return amounts;
  }
}
