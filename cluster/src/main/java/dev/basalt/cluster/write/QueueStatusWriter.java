package dev.basalt.cluster.write;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.basalt.cluster.http.ApiRequest;
import dev.basalt.cluster.http.ApiResponse;
import dev.basalt.cluster.http.Json;
import dev.basalt.core.port.StatusUpdate.QueueStatus;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;

/** Patches what a queue's pods hold into its status, and the state Open where there is none. */
final class QueueStatusWriter {
  private final Requests requests;
  private final Duration timeout;

  QueueStatusWriter(Requests requests, Duration timeout) {
    this.requests = requests;
    this.timeout = timeout;
  }

  void write(QueueStatus update, Consumer<WriteOutcome> done) {
    requests.send(
        ApiRequest.get(ApiPaths.queue(update.name()), timeout),
        response -> merge(update, response, done),
        () -> done.accept(WriteOutcome.NO_ANSWER));
  }

  /** Reads first: a merge patch keeps the resources that it does not name, unless told to drop. */
  private void merge(QueueStatus update, ApiResponse response, Consumer<WriteOutcome> done) {
    if (!response.successful()) {
      done.accept(WriteOutcome.of(response));
      return;
    }
    JsonNode queue = response.json();
    if (!queue.path("metadata").path("uid").asText().equals(update.uid())) {
      done.accept(WriteOutcome.OBSOLETE);
      return;
    }
    JsonNode status = queue.path("status");
    ObjectNode fields = Json.object();
    ObjectNode allocated = Json.object();
    Map<String, String> held = update.allocated().toQuantities();
    status
        .path("allocated")
        .fieldNames()
        .forEachRemaining(name -> {
          if (!held.containsKey(name)) {
            allocated.putNull(name);
          }
        });
    held.forEach((name, quantity) -> {
      if (!status.path("allocated").path(name).asText().equals(quantity)) {
        allocated.put(name, quantity);
      }
    });
    if (!allocated.isEmpty() || !status.has("allocated")) {
      fields.set("allocated", allocated);
    }
    boolean opens = status.path("state").asText().isEmpty();
    if (opens) {
      fields.put("state", "Open");
    }
    if (fields.isEmpty()) {
      done.accept(WriteOutcome.UNCHANGED);
      return;
    }
    ObjectNode patch = Json.object();
    ObjectNode metadata = patch.putObject("metadata").put("uid", update.uid());
    if (opens) {
      // The state is the queue controller's, once it has written one.
      metadata.put("resourceVersion", queue.path("metadata").path("resourceVersion").asText());
    }
    patch.set("status", fields);
    requests.send(
        ApiRequest.patch(
            ApiPaths.queue(update.name()) + "/status",
            ApiRequest.MERGE_PATCH,
            Json.bytes(patch),
            timeout),
        answer -> done.accept(WriteOutcome.of(answer)),
        () -> done.accept(WriteOutcome.NO_ANSWER));
  }
}
