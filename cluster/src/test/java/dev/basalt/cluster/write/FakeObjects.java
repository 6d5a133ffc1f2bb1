package dev.basalt.cluster.write;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.basalt.cluster.http.ApiRequest;
import dev.basalt.cluster.http.ApiResponse;
import dev.basalt.cluster.http.ApiTransport;
import dev.basalt.cluster.http.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** An API server that stores any object by its path and knows the two kinds of patches. */
final class FakeObjects implements ApiTransport {
  /** Stands for a lost connection in a script. */
  static final int NO_ANSWER = 0;

  final Map<String, ObjectNode> objects = new TreeMap<>();
  final List<ApiRequest> seen = new ArrayList<>();

  /** The status to answer with instead of doing anything, null to do it. */
  Function<ApiRequest, @Nullable Integer> fault = request -> null;

  int underWay;
  int mostUnderWay;

  private final VirtualTime time;
  private int version;

  FakeObjects(VirtualTime time) {
    this.time = time;
  }

  ObjectNode add(String path, String uid) {
    ObjectNode object = Json.object();
    object.putObject("metadata").put("uid", uid).put("resourceVersion", nextVersion());
    object.putObject("spec");
    objects.put(path, object);
    return object;
  }

  JsonNode status(String path) {
    ObjectNode object = objects.get(path);
    return object == null ? Json.object() : object.path("status");
  }

  long count(String method) {
    return seen.stream().filter(request -> request.method().equals(method)).count();
  }

  @Override
  public CompletableFuture<ApiResponse> send(ApiRequest request) {
    seen.add(request);
    underWay++;
    mostUnderWay = Math.max(mostUnderWay, underWay);
    CompletableFuture<ApiResponse> future = new CompletableFuture<>();
    time.after(
        1_000_000,
        () -> {
          underWay--;
          Integer status = fault.apply(request);
          if (status == null) {
            future.complete(answer(request));
          } else if (status == NO_ANSWER) {
            future.completeExceptionally(new IOException("connection closed"));
          } else {
            future.complete(response(status, "scripted"));
          }
        });
    return future;
  }

  private ApiResponse answer(ApiRequest request) {
    if (request.method().equals("POST")) {
      JsonNode body = Json.parse(request.body());
      String path = request.path() + "/" + body.path("metadata").path("name").asText();
      if (objects.putIfAbsent(path, body.deepCopy()) != null) {
        return response(409, "already exists");
      }
      return response(201, "");
    }
    ObjectNode object = objects.get(request.path().replaceFirst("/status$", ""));
    if (object == null) {
      return response(404, "not found");
    }
    if (request.method().equals("PATCH")) {
      JsonNode patch = Json.parse(request.body());
      ApiResponse refusal = refusal(object, patch);
      if (refusal != null) {
        return refusal;
      }
      boolean byType = ApiRequest.STRATEGIC_PATCH.equals(request.contentType());
      merge(object, patch, byType);
      if (object.path("metadata") instanceof ObjectNode metadata) {
        metadata.put("resourceVersion", nextVersion());
      }
    }
    return new ApiResponse(200, Json.bytes(object), null);
  }

  private static @Nullable ApiResponse refusal(JsonNode object, JsonNode patch) {
    JsonNode metadata = patch.path("metadata");
    JsonNode current = object.path("metadata");
    if (metadata.has("uid") && !metadata.path("uid").equals(current.path("uid"))) {
      return response(422, "metadata.uid: field is immutable");
    }
    if (metadata.has("resourceVersion")
        && !metadata.path("resourceVersion").equals(current.path("resourceVersion"))) {
      return response(409, "the object has been modified");
    }
    return null;
  }

  private static void merge(ObjectNode target, JsonNode patch, boolean byType) {
    patch
        .properties()
        .forEach(field -> {
          String name = field.getKey();
          JsonNode value = field.getValue();
          if (value.isNull()) {
            target.remove(name);
          } else if (value.isObject()) {
            ObjectNode inner =
                target.path(name) instanceof ObjectNode there ? there : target.putObject(name);
            merge(inner, value, byType);
          } else if (value.isArray() && byType) {
            mergeByType(target.withArray("/" + name), value);
          } else {
            target.set(name, value.deepCopy());
          }
        });
  }

  private static void mergeByType(ArrayNode list, JsonNode patch) {
    for (JsonNode element : patch) {
      ObjectNode found = null;
      for (JsonNode existing : list) {
        if (existing.path("type").equals(element.path("type"))) {
          found = (ObjectNode) existing;
        }
      }
      merge(found == null ? list.addObject() : found, element, true);
    }
  }

  private String nextVersion() {
    version++;
    return "v" + version;
  }

  private static ApiResponse response(int status, String message) {
    String text = "{\"kind\":\"Status\",\"message\":\"" + message + "\"}";
    return new ApiResponse(status, text.getBytes(StandardCharsets.UTF_8), null);
  }
}
