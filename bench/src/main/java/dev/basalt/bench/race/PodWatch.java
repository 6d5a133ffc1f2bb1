package dev.basalt.bench.race;

import com.fasterxml.jackson.databind.JsonNode;
import dev.basalt.cluster.convert.Pools;
import dev.basalt.cluster.feed.protobuf.Envelope;
import dev.basalt.cluster.feed.protobuf.PodSkimmer;
import dev.basalt.cluster.feed.protobuf.WatchFrames;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.internal.SSLUtils;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Notes when pods come to match a field selector, at as little cost as can be: the API server sends
 * no others, it shares the encoding with schedulers that watch in protobuf too, and here a pod is
 * only told from its neighbours while the clock runs. Names are read afterwards.
 */
final class PodWatch implements AutoCloseable {
  /** Pods that have a node. */
  static final String BOUND = "spec.nodeName!=";

  /** Pods that have none. */
  static final String UNBOUND = "spec.nodeName=";

  /** A frame begins with the event's type: tag and length, then the word. */
  private static final byte[] ADDED = {0x0a, 5, 'A', 'D', 'D', 'E', 'D'};

  private record Sighting(long nanos, ByteBuffer frame) {}

  private final HttpClient http;
  private final WatchFrames frames = new WatchFrames();
  private final List<Sighting> sightings = new ArrayList<>();
  private int awaited = Integer.MAX_VALUE;
  private boolean ended;

  private PodWatch(HttpClient http) {
    this.http = http;
  }

  /** Opens a watch from now on; returns once the API server has accepted it. */
  static PodWatch open(Arena arena, String fieldSelector) throws IOException, InterruptedException {
    JsonNode list = arena.get("/api/v1/pods?limit=1");
    String version = list.path("metadata").path("resourceVersion").asText();
    Config config = arena.cluster().clientConfig();
    String token =
        config.getOauthToken() == null ? config.getAutoOAuthToken() : config.getOauthToken();
    PodWatch watch = new PodWatch(client(config));
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create(
                    config.getMasterUrl().replaceAll("/$", "")
                        + "/api/v1/pods?watch=true&timeoutSeconds=3600&resourceVersion="
                        + version
                        + "&fieldSelector="
                        + URLEncoder.encode(fieldSelector, StandardCharsets.UTF_8)))
            .header("Accept", "application/vnd.kubernetes.protobuf;stream=watch")
            .header("Authorization", "Bearer " + token)
            .build();
    CompletableFuture<Integer> status = new CompletableFuture<>();
    var _ =
        watch
            .http
            .sendAsync(
                request,
                head -> {
                  status.complete(head.statusCode());
                  return BodyHandlers.ofByteArrayConsumer(watch::chunk).apply(head);
                })
            .whenComplete((HttpResponse<Void> answer, Throwable failure) -> {
              status.complete(0);
              watch.end();
            });
    int code = status.join();
    if (code != 200) {
      watch.close();
      throw new IOException("the API server refused the race's watch: HTTP " + code);
    }
    return watch;
  }

  private static HttpClient client(Config config) throws IOException {
    try {
      return HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .sslContext(SSLUtils.sslContext(config))
          .build();
    } catch (GeneralSecurityException e) {
      throw new IOException("the kubeconfig's certificates cannot be used", e);
    }
  }

  private synchronized void chunk(Optional<byte[]> chunk) {
    long now = System.nanoTime();
    chunk.ifPresent(bytes ->
        frames.accept(
            ByteBuffer.wrap(bytes), (array, offset, length) -> frame(now, array, offset, length)));
    if (sightings.size() >= awaited) {
      notifyAll();
    }
  }

  private void frame(long now, byte[] array, int offset, int length) {
    if (length > ADDED.length
        && Arrays.equals(array, offset, offset + ADDED.length, ADDED, 0, ADDED.length)) {
      sightings.add(
          new Sighting(now, ByteBuffer.wrap(Arrays.copyOfRange(array, offset, offset + length))));
    }
  }

  private synchronized void end() {
    ended = true;
    notifyAll();
  }

  /** Waits until so many pods have come; returns whether that was in time. */
  synchronized boolean await(int count, long seconds) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    awaited = count;
    while (sightings.size() < count) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      if (ended) {
        throw new IllegalStateException("the race's own watch ended; the run is void");
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
    return true;
  }

  /** Pods that have come. */
  synchronized int count() {
    return sightings.size();
  }

  /** When the first came, by {@link System#nanoTime()}; 0 if none did. */
  synchronized long firstNanos() {
    return sightings.isEmpty() ? 0 : sightings.getFirst().nanos();
  }

  /** When the last came; 0 if none did. */
  synchronized long lastNanos() {
    return sightings.isEmpty() ? 0 : sightings.getLast().nanos();
  }

  /** When each came, by its name. */
  synchronized Map<String, Long> nanosByName() {
    Envelope envelope = new Envelope();
    PodSkimmer pods = new PodSkimmer(new Pools());
    Map<String, Long> nanos = new LinkedHashMap<>();
    for (Sighting sighting : sightings) {
      envelope.openEvent(sighting.frame().array(), 0, sighting.frame().limit());
      String name = pods.skim(envelope.bytes(), envelope.offset(), envelope.length()).name();
      nanos.putIfAbsent(name, sighting.nanos());
    }
    return nanos;
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
