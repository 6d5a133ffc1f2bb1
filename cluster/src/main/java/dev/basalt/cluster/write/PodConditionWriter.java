package dev.basalt.cluster.write;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.basalt.cluster.http.ApiRequest;
import dev.basalt.cluster.http.ApiResponse;
import dev.basalt.cluster.http.Json;
import dev.basalt.core.port.Clock;
import dev.basalt.core.port.StatusUpdate.PodWaiting;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Writes the condition PodScheduled=False with the reason a pod waits for. It is conditional on the
 * version of the pod that was seen unbound, so that it can never overwrite the True of a binding.
 */
final class PodConditionWriter {
  private static final String TYPE = "PodScheduled";

  private final Requests requests;
  private final Clock clock;
  private final Duration timeout;

  PodConditionWriter(Requests requests, Clock clock, Duration timeout) {
    this.requests = requests;
    this.clock = clock;
    this.timeout = timeout;
  }

  void write(PodWaiting update, Consumer<WriteOutcome> done) {
    requests.send(
        ApiRequest.get(ApiPaths.pod(update.namespace(), update.podName()), timeout),
        response -> patch(update, response, done),
        () -> done.accept(WriteOutcome.NO_ANSWER));
  }

  private void patch(PodWaiting update, ApiResponse response, Consumer<WriteOutcome> done) {
    if (!response.successful()) {
      done.accept(WriteOutcome.of(response));
      return;
    }
    JsonNode pod = response.json();
    JsonNode metadata = pod.path("metadata");
    boolean bound = !pod.path("spec").path("nodeName").asText().isEmpty();
    if (bound || !metadata.path("uid").asText().equals(update.podUid())) {
      done.accept(WriteOutcome.OBSOLETE);
      return;
    }
    JsonNode current = condition(pod);
    String message = Texts.message(update.message());
    boolean stillFalse = current.path("status").asText().equals("False");
    if (stillFalse
        && current.path("reason").asText().equals(update.reason())
        && current.path("message").asText().equals(message)) {
      done.accept(WriteOutcome.UNCHANGED);
      return;
    }
    ObjectNode patch = Json.object();
    patch
        .putObject("metadata")
        .put("uid", update.podUid())
        .put("resourceVersion", metadata.path("resourceVersion").asText());
    ObjectNode condition = patch.putObject("status").putArray("conditions").addObject();
    condition
        .put("type", TYPE)
        .put("status", "False")
        .put("reason", update.reason())
        .put("message", message);
    if (!stillFalse) {
      condition.put("lastTransitionTime", Texts.seconds(clock.epochMillis()));
    }
    requests.send(
        ApiRequest.patch(
            ApiPaths.pod(update.namespace(), update.podName()) + "/status",
            ApiRequest.STRATEGIC_PATCH,
            Json.bytes(patch),
            timeout),
        answer -> done.accept(WriteOutcome.of(answer)),
        () -> done.accept(WriteOutcome.NO_ANSWER));
  }

  private static JsonNode condition(JsonNode pod) {
    for (JsonNode condition : pod.path("status").path("conditions")) {
      if (condition.path("type").asText().equals(TYPE)) {
        return condition;
      }
    }
    return MissingNode.getInstance();
  }
}
