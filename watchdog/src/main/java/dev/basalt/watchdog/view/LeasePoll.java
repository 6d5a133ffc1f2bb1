package dev.basalt.watchdog.view;

import com.fasterxml.jackson.databind.JsonNode;
import dev.basalt.cluster.http.ApiRequest;
import dev.basalt.cluster.http.ApiResponse;
import dev.basalt.cluster.http.ApiTransport;
import dev.basalt.core.port.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the Leases of one namespace now and then. A watch would show those of all nodes too.
 * Thread-safe.
 */
final class LeasePoll {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  /** An API server that has not answered for so long is not taken to have answered meanwhile. */
  private static final long INTERRUPTED_NANOS = Duration.ofSeconds(12).toNanos();

  private final ApiTransport transport;
  private final String path;
  private final Clock clock;
  private final Map<String, Seen> seen = new HashMap<>();
  private List<LeaseSight> leases = List.of();
  private long polledNanos;
  private long answeredNanos;
  private @Nullable String complaint = "leases: not read yet";

  /** What a Lease looked like, and since when. */
  private record Seen(String version, long nanos) {}

  LeasePoll(ApiTransport transport, String namespace, Clock clock) {
    this.transport = transport;
    this.path = "/apis/coordination.k8s.io/v1/namespaces/" + namespace + "/leases";
    this.clock = clock;
    this.polledNanos = clock.nanos();
    this.answeredNanos = polledNanos;
  }

  /** Asks once. */
  void poll() throws InterruptedException {
    ApiResponse response = Answers.of(transport.send(ApiRequest.get(path, TIMEOUT)));
    synchronized (this) {
      long now = clock.nanos();
      if (!response.successful()) {
        complaint = "leases: " + response.message();
        return;
      }
      complaint = null;
      boolean interrupted = now - polledNanos > INTERRUPTED_NANOS;
      if (interrupted) {
        answeredNanos = now;
        seen.clear();
      }
      polledNanos = now;
      take(response.json().path("items"), now);
    }
  }

  private void take(JsonNode items, long now) {
    Map<String, Seen> before = new HashMap<>(seen);
    List<LeaseSight> all = new ArrayList<>();
    seen.clear();
    for (JsonNode lease : items) {
      JsonNode metadata = lease.path("metadata");
      String name = metadata.path("name").asText();
      String version = metadata.path("resourceVersion").asText();
      Seen last = before.get(name);
      Seen current =
          last != null && last.version().equals(version) ? last : new Seen(version, now);
      seen.put(name, current);
      String holder = lease.path("spec").path("holderIdentity").asText("");
      all.add(new LeaseSight(name, holder, now - current.nanos()));
    }
    leases = List.copyOf(all);
  }

  /** The Leases as they last were. */
  synchronized List<LeaseSight> leases() {
    return leases;
  }

  /** Since when the API server has answered, of the monotonic clock; now, if it does not. */
  synchronized long answeredNanos() {
    long now = clock.nanos();
    return now - polledNanos > INTERRUPTED_NANOS ? now : answeredNanos;
  }

  /** Why they cannot be read, null if they can. */
  synchronized @Nullable String complaint() {
    return complaint;
  }
}
