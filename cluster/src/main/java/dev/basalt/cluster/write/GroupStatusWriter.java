package dev.basalt.cluster.write;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.basalt.cluster.http.ApiRequest;
import dev.basalt.cluster.http.ApiResponse;
import dev.basalt.cluster.http.Json;
import dev.basalt.core.port.Clock;
import dev.basalt.core.port.StatusUpdate.GroupCondition;
import dev.basalt.core.port.StatusUpdate.GroupStatus;
import dev.basalt.core.port.StatusUpdate.ObjectProblem;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Patches a PodGroup's status. PodGroup has no status subresource and its clients PUT whole
 * objects, so a patch names status fields only, and one with conditions carries the resourceVersion
 * that its list was made from.
 */
final class GroupStatusWriter {
  private static final String UNSCHEDULABLE = "Unschedulable";
  private static final String SCHEDULED = "Scheduled";

  private final Requests requests;
  private final Clock clock;
  private final Duration timeout;

  GroupStatusWriter(Requests requests, Clock clock, Duration timeout) {
    this.requests = requests;
    this.clock = clock;
    this.timeout = timeout;
  }

  /** Writes phase, counts and, if there is one, the condition. */
  void write(GroupStatus status, Consumer<WriteOutcome> done) {
    ObjectNode fields =
        Json.object()
            .put("phase", status.phase().text())
            .put("running", status.running())
            .put("succeeded", status.succeeded())
            .put("failed", status.failed());
    String path = ApiPaths.podGroup(status.namespace(), status.name());
    GroupCondition condition = status.condition();
    if (condition == null) {
      patch(path, status.uid(), null, fields, done);
      return;
    }
    Conditions.Statement statement =
        new Conditions.Statement(
            condition.scheduled() ? SCHEDULED : UNSCHEDULABLE,
            true,
            condition.reason(),
            condition.message(),
            condition.session());
    state(path, status.uid(), fields, statement, done);
  }

  /** Writes what is wrong with a group, or that nothing is any more. */
  void write(ObjectProblem update, Consumer<WriteOutcome> done) {
    String namespace = update.namespace();
    if (namespace == null) {
      throw new IllegalArgumentException("a PodGroup without a namespace: " + update.name());
    }
    String problem = update.problem();
    Conditions.Statement statement =
        problem == null
            ? new Conditions.Statement(UNSCHEDULABLE, false, "Valid", "the object is valid", "")
            : new Conditions.Statement(UNSCHEDULABLE, true, "Invalid", problem, "");
    state(
        ApiPaths.podGroup(namespace, update.name()), update.uid(), Json.object(), statement, done);
  }

  private void state(
      String path,
      String uid,
      ObjectNode fields,
      Conditions.Statement statement,
      Consumer<WriteOutcome> done) {
    requests.send(
        ApiRequest.get(path, timeout),
        response -> merge(path, uid, fields, statement, response, done),
        () -> done.accept(WriteOutcome.NO_ANSWER));
  }

  private void merge(
      String path,
      String uid,
      ObjectNode fields,
      Conditions.Statement statement,
      ApiResponse response,
      Consumer<WriteOutcome> done) {
    if (!response.successful()) {
      done.accept(WriteOutcome.of(response));
      return;
    }
    JsonNode metadata = response.json().path("metadata");
    JsonNode status = response.json().path("status");
    if (!metadata.path("uid").asText().equals(uid)) {
      done.accept(WriteOutcome.OBSOLETE);
      return;
    }
    String opposite = statement.type().equals(SCHEDULED) ? UNSCHEDULABLE : SCHEDULED;
    ArrayNode conditions =
        Conditions.state(
            status.path("conditions"), statement, opposite, Texts.seconds(clock.epochMillis()));
    if (conditions != null) {
      fields.set("conditions", conditions);
    } else if (contains(status, fields)) {
      done.accept(WriteOutcome.UNCHANGED);
      return;
    }
    patch(path, uid, metadata.path("resourceVersion").asText(), fields, done);
  }

  private static boolean contains(JsonNode status, ObjectNode fields) {
    return fields.properties().stream()
        .allMatch(field -> field.getValue().equals(status.path(field.getKey())));
  }

  private void patch(
      String path,
      String uid,
      @Nullable String resourceVersion,
      ObjectNode fields,
      Consumer<WriteOutcome> done) {
    ObjectNode patch = Json.object();
    ObjectNode metadata = patch.putObject("metadata").put("uid", uid);
    if (resourceVersion != null) {
      metadata.put("resourceVersion", resourceVersion);
    }
    patch.set("status", fields);
    requests.send(
        ApiRequest.patch(path, ApiRequest.MERGE_PATCH, Json.bytes(patch), timeout),
        response -> done.accept(WriteOutcome.of(response)),
        () -> done.accept(WriteOutcome.NO_ANSWER));
  }
}
