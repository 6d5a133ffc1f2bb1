package dev.basalt.cluster.write;

import dev.basalt.cluster.http.ApiRequest;
import dev.basalt.cluster.http.ApiResponse;
import dev.basalt.cluster.http.ApiTransport;
import dev.basalt.cluster.http.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * An API server that knows pods and bindings only, in virtual time, with a script of what goes
 * wrong. Pods live in namespace {@code ns}.
 */
final class FakePods implements ApiTransport {
  /** A pod; {@code node} is empty while it is unbound. */
  static final class Pod {
    final String uid;
    String node = "";
    boolean deleting;

    Pod(String uid) {
      this.uid = uid;
    }
  }

  /**
   * What happens to one request.
   *
   * @param effectAfter when it takes effect, null for never
   * @param status what is answered instead of the true outcome, 0 for the true outcome
   * @param answerAfter when the answer arrives, null for never (the connection is lost then)
   * @param lostAfter when the client notices a lost connection
   */
  record Fate(
      @Nullable Duration effectAfter,
      int status,
      @Nullable Duration answerAfter,
      Duration lostAfter,
      @Nullable Duration retryAfter) {

    static Fate good() {
      return new Fate(Duration.ZERO, 0, Duration.ofMillis(1), Duration.ZERO, null);
    }

    static Fate answered(int status) {
      return new Fate(null, status, Duration.ofMillis(1), Duration.ZERO, null);
    }

    static Fate lostReply(Duration effectAfter) {
      return new Fate(effectAfter, 0, null, Duration.ofMillis(2), null);
    }

    static Fate neverArrived() {
      return new Fate(null, 0, null, Duration.ofMillis(2), null);
    }
  }

  /** Decides the fate of each request. */
  interface Script {
    Fate next(ApiRequest request);
  }

  final Map<String, Pod> pods = new HashMap<>();
  final List<ApiRequest> seen = new ArrayList<>();
  Script script = request -> Fate.good();
  int underWay;
  int mostUnderWay;

  private final VirtualTime time;

  FakePods(VirtualTime time) {
    this.time = time;
  }

  Pod add(String name) {
    Pod pod = new Pod("uid-" + name);
    pods.put(name, pod);
    return pod;
  }

  long sends() {
    return seen.stream().filter(request -> request.method().equals("POST")).count();
  }

  @Override
  public CompletableFuture<ApiResponse> send(ApiRequest request) {
    seen.add(request);
    Fate fate = script.next(request);
    CompletableFuture<ApiResponse> future = new CompletableFuture<>();
    underWay++;
    mostUnderWay = Math.max(mostUnderWay, underWay);
    List<ApiResponse> outcome = new ArrayList<>();
    if (fate.effectAfter() != null) {
      time.after(fate.effectAfter().toNanos(), () -> outcome.add(carryOut(request)));
    }
    if (fate.answerAfter() == null) {
      time.after(
          fate.lostAfter().toNanos(),
          () -> {
            underWay--;
            future.completeExceptionally(new IOException("connection closed"));
          });
    } else {
      time.after(
          fate.answerAfter().toNanos(),
          () -> {
            underWay--;
            future.complete(
                fate.status() == 0
                    ? outcome.getFirst()
                    : status(fate.status(), "scripted", fate.retryAfter()));
          });
    }
    return future;
  }

  private ApiResponse carryOut(ApiRequest request) {
    String path = request.path().replaceFirst("\\?.*", "");
    String[] parts = path.split("/");
    Pod pod = pods.get(parts[6]);
    if (pod == null) {
      return status(404, "pods not found", null);
    }
    if (request.method().equals("GET")) {
      var json = Json.object();
      json.putObject("metadata").put("uid", pod.uid);
      var spec = json.putObject("spec");
      if (!pod.node.isEmpty()) {
        spec.put("nodeName", pod.node);
      }
      return new ApiResponse(200, Json.bytes(json), null);
    }
    var binding = Json.parse(request.body());
    if (!binding.path("metadata").path("uid").asText().equals(pod.uid)
        || !pod.node.isEmpty()
        || pod.deleting) {
      return status(409, "pod is already assigned or not the one meant", null);
    }
    pod.node = binding.path("target").path("name").asText();
    return status(201, "", null);
  }

  static ApiResponse status(int code, String message, @Nullable Duration retryAfter) {
    String reason = code == 404 ? "NotFound" : "";
    String text =
        "{\"kind\":\"Status\",\"reason\":\"" + reason + "\",\"message\":\"" + message + "\"}";
    return new ApiResponse(code, text.getBytes(StandardCharsets.UTF_8), retryAfter);
  }
}
