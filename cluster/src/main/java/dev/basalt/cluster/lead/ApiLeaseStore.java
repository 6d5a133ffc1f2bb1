package dev.basalt.cluster.lead;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.basalt.cluster.http.ApiRequest;
import dev.basalt.cluster.http.ApiResponse;
import dev.basalt.cluster.http.ApiTransport;
import dev.basalt.cluster.http.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The Lease as an object of coordination.k8s.io/v1. */
final class ApiLeaseStore implements LeaseStore {
  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  private final ApiTransport transport;
  private final String namespace;
  private final String name;
  private final String collection;

  ApiLeaseStore(ApiTransport transport, String namespace, String name) {
    this.transport = transport;
    this.namespace = namespace;
    this.name = name;
    this.collection = "/apis/coordination.k8s.io/v1/namespaces/" + namespace + "/leases";
  }

  @Override
  public Reply read(Duration timeout) {
    return reply(ApiRequest.get(collection + "/" + name, timeout));
  }

  @Override
  public Reply create(LeaseRecord lease, Duration timeout) {
    ObjectNode body =
        Json.object().put("apiVersion", "coordination.k8s.io/v1").put("kind", "Lease");
    body.putObject("metadata").put("namespace", namespace).put("name", name);
    body.set("spec", spec(lease));
    Reply reply = reply(ApiRequest.post(collection, Json.bytes(body), timeout));
    return reply instanceof Reply.Absent
        ? new Reply.Failed(
            "namespace "
                + namespace
                + " does not exist: create it (kubectl create namespace "
                + namespace
                + "), name another one for the Lease, or run without leader election")
        : reply;
  }

  /** A patch, so that labels and annotations that others put on the Lease stay. */
  @Override
  public Reply replace(LeaseRecord lease, Duration timeout) {
    ObjectNode patch = Json.object();
    patch.putObject("metadata").put("resourceVersion", lease.version());
    patch.set("spec", spec(lease));
    return reply(
        ApiRequest.patch(
            collection + "/" + name, ApiRequest.MERGE_PATCH, Json.bytes(patch), timeout));
  }

  private Reply reply(ApiRequest request) {
    try {
      return meaning(
          transport.send(request).get(request.timeout().toNanos(), TimeUnit.NANOSECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Reply.Failed("interrupted");
    } catch (TimeoutException e) {
      return new Reply.Failed("no answer within " + request.timeout());
    } catch (ExecutionException e) {
      return new Reply.Failed("the API server cannot be reached: " + e.getCause());
    }
  }

  private static Reply meaning(ApiResponse response) {
    return switch (response.status()) {
      case 200, 201 -> stored(response.json());
      case 404 -> new Reply.Absent();
      case 409 -> new Reply.Conflict();
      default -> new Reply.Failed(response.message());
    };
  }

  private static Reply stored(JsonNode lease) {
    String version = lease.path("metadata").path("resourceVersion").asText();
    if (version.isEmpty()) {
      return new Reply.Failed("the answer is no Lease");
    }
    JsonNode spec = lease.path("spec");
    return new Reply.Stored(
        new LeaseRecord(
            spec.path("holderIdentity").asText(""),
            Duration.ofSeconds(spec.path("leaseDurationSeconds").asLong()),
            millis(spec.path("acquireTime").asText()),
            millis(spec.path("renewTime").asText()),
            spec.path("leaseTransitions").asInt(),
            version));
  }

  private static ObjectNode spec(LeaseRecord lease) {
    ObjectNode spec = Json.object();
    if (lease.holder().isEmpty()) {
      spec.putNull("holderIdentity");
    } else {
      spec.put("holderIdentity", lease.holder());
    }
    return spec.put("leaseDurationSeconds", lease.duration().toSeconds())
        .put("acquireTime", MICROS.format(Instant.ofEpochMilli(lease.acquiredMillis())))
        .put("renewTime", MICROS.format(Instant.ofEpochMilli(lease.renewedMillis())))
        .put("leaseTransitions", lease.transitions());
  }

  private static long millis(String time) {
    try {
      return time.isEmpty() ? 0 : Instant.parse(time).toEpochMilli();
    } catch (DateTimeParseException e) {
      return 0;
    }
  }
}
