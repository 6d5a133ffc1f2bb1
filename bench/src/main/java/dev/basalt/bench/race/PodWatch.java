package dev.basalt.bench.race;

import com.fasterxml.jackson.databind.JsonNode;
import dev.basalt.cluster.convert.Pools;
import dev.basalt.cluster.feed.protobuf.Envelope;
import dev.basalt.cluster.feed.protobuf.PodSkimmer;
import dev.basalt.cluster.feed.protobuf.ServerError;
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
import org.jspecify.annotations.Nullable;

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

  private static final byte[] ERROR = {0x0a, 5, 'E', 'R', 'R', 'O', 'R'};

  private record Sighting(long nanos, ByteBuffer frame) {}

  private final HttpClient http;
  private final String url;
  private final String token;
  private final List<Sighting> sightings = new ArrayList<>();
  private String version;
  private @Nullable ByteBuffer newest;
  private @Nullable String fault;
  private int awaited = Integer.MAX_VALUE;
  private boolean closing;

  private PodWatch(HttpClient http, String url, String token, String version) {
    this.http = http;
    this.url = url;
    this.token = token;
    this.version = version;
  }

  /** Opens a watch from now on; returns once the API server has accepted it. */
  static PodWatch open(Arena arena, String fieldSelector) throws IOException {
    JsonNode list = arena.get("/api/v1/pods?limit=1");
    Config config = arena.cluster().clientConfig();
    String token =
        config.getOauthToken() == null ? config.getAutoOAuthToken() : config.getOauthToken();
    PodWatch watch =
        new PodWatch(
            client(config),
            config.getMasterUrl().replaceAll("/$", "")
                + "/api/v1/pods?watch=true&timeoutSeconds=3600&fieldSelector="
                + URLEncoder.encode(fieldSelector, StandardCharsets.UTF_8)
                + "&resourceVersion=",
            token,
            list.path("metadata").path("resourceVersion").asText());
    int code = watch.connect().join();
    if (code != 200) {
      watch.close();
      throw new IOException("the API server refused the race's watch: HTTP " + code);
    }
    return watch;
  }

  /**
   * Sends the request; gives the answer's status. The API server cuts watches that it cannot get
   * rid of fast enough, which on a busy machine is nobody's fault: they go on where they were.
   */
  private CompletableFuture<Integer> connect() {
    CompletableFuture<Integer> status = new CompletableFuture<>();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + version))
            .header("Accept", "application/vnd.kubernetes.protobuf;stream=watch")
            .header("Authorization", "Bearer " + token)
            .build();
    WatchFrames frames = new WatchFrames();
    var _ =
        http.sendAsync(
                request,
                head -> {
                  status.complete(head.statusCode());
                  return BodyHandlers.ofByteArrayConsumer(chunk -> chunk(chunk, frames))
                      .apply(head);
                })
            .whenComplete((HttpResponse<Void> answer, Throwable failure) -> {
              if (!status.complete(0)) {
                ended(failure);
              }
            });
    return status;
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

  private synchronized void chunk(Optional<byte[]> chunk, WatchFrames frames) {
    long now = System.nanoTime();
    chunk.ifPresent(bytes ->
        frames.accept(
            ByteBuffer.wrap(bytes), (array, offset, length) -> frame(now, array, offset, length)));
    if (sightings.size() >= awaited) {
      notifyAll();
    }
  }

  private void frame(long now, byte[] array, int offset, int length) {
    if (begins(array, offset, length, ERROR)) {
      Envelope envelope = new Envelope();
      envelope.openEvent(array, offset, length);
      fault = ServerError.read(envelope.bytes(), envelope.offset(), envelope.length()).message();
      return;
    }
    ByteBuffer frame = ByteBuffer.wrap(Arrays.copyOfRange(array, offset, offset + length));
    newest = frame;
    if (begins(array, offset, length, ADDED)) {
      sightings.add(new Sighting(now, frame));
    }
  }

  private static boolean begins(byte[] array, int offset, int length, byte[] type) {
    return length > type.length
        && Arrays.equals(array, offset, offset + type.length, type, 0, type.length);
  }

  private synchronized void ended(@Nullable Throwable failure) {
    if (closing || fault != null || failure != null) {
      fault = fault == null ? String.valueOf(failure) : fault;
      notifyAll();
      return;
    }
    if (newest != null) {
      PodSkimmer pods = new PodSkimmer(new Pools());
      skim(new Envelope(), pods, newest);
      version = pods.resourceVersion();
    }
    System.err.println("the API server cut the race's watch, as it does when it is short of CPU");
    var _ = connect().thenAccept(this::resumed);
  }

  private synchronized void resumed(int code) {
    if (code != 200) {
      fault = "it could not be resumed: HTTP " + code;
      notifyAll();
    }
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
      if (fault != null) {
        throw new IllegalStateException("the race's own watch ended: " + fault);
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
      nanos.putIfAbsent(skim(envelope, pods, sighting.frame()), sighting.nanos());
    }
    return nanos;
  }

  /** The name of the pod in a frame. */
  private static String skim(Envelope envelope, PodSkimmer pods, ByteBuffer frame) {
    byte[] bytes = new byte[frame.remaining()];
    frame.duplicate().get(bytes);
    envelope.openEvent(bytes, 0, bytes.length);
    return pods.skim(envelope.bytes(), envelope.offset(), envelope.length()).name();
  }

  @Override
  public void close() {
    synchronized (this) {
      closing = true;
    }
    http.shutdownNow();
  }
}
