package dev.basalt.cluster.feed;

import dev.basalt.cluster.feed.protobuf.Envelope;
import dev.basalt.cluster.feed.protobuf.MalformedFrameException;
import dev.basalt.cluster.feed.protobuf.ServerError;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import io.fabric8.kubernetes.client.http.HttpClient;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The requests of a protobuf watch of one kind, over the client's own HTTP client: its credentials,
 * TLS and proxy, but none of its retries.
 */
final class ProtobufApi {
  private static final String PROTOBUF = "application/vnd.kubernetes.protobuf";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** The API server ends a watch after this time, cleanly; so that watches spread over servers. */
  private static final int WATCH_SECONDS = 1800;

  private final HttpClient http;
  private final String url;
  private final String selector;
  private final int pageSize;

  /**
   * Requests for a kind of the core group.
   *
   * @param plural the kind in URLs, {@code pods}
   * @param pageSize objects a page
   */
  ProtobufApi(KubernetesClient client, String plural, int pageSize) {
    this(client, plural, null, pageSize);
  }

  /**
   * Requests for those objects of a kind of the core group that have a label.
   *
   * @param label null for all objects
   */
  ProtobufApi(KubernetesClient client, String plural, @Nullable String label, int pageSize) {
    this.selector = label == null ? "" : "&labelSelector=" + encode(label);
    this.http =
        client
            .getHttpClient()
            .newBuilder()
            .tag(new RequestConfigBuilder().withRequestRetryBackoffLimit(0).build())
            .build();
    String base = client.getMasterUrl().toString();
    this.url = base + (base.endsWith("/") ? "" : "/") + "api/v1/" + plural;
    this.pageSize = pageSize;
  }

  /**
   * Opens a watch.
   *
   * @param version what to go on from; null to have all objects there are first
   */
  ByteStream watch(@Nullable String version)
      throws IOException, InterruptedException, ExpiredException, RefusedException {
    String from =
        version == null
            ? "&sendInitialEvents=true&resourceVersionMatch=NotOlderThan"
            : "&resourceVersion=" + encode(version);
    return open(
        url
            + "?watch=true&allowWatchBookmarks=true&timeoutSeconds="
            + WATCH_SECONDS
            + selector
            + from,
        PROTOBUF + ";stream=watch");
  }

  /**
   * Reads a page of the list.
   *
   * @param continueToken from the page before, empty for the first one
   */
  byte[] page(String continueToken)
      throws IOException, InterruptedException, ExpiredException, RefusedException {
    String next = continueToken.isEmpty() ? "" : "&continue=" + encode(continueToken);
    try (ByteStream body = open(url + "?limit=" + pageSize + selector + next, PROTOBUF)) {
      return body.readAll(PATIENCE);
    }
  }

  private ByteStream open(String uri, String accept)
      throws IOException, InterruptedException, ExpiredException, RefusedException {
    ByteStream answer =
        ByteStream.open(
            http, http.newHttpRequestBuilder().uri(uri).header("Accept", accept).build(), PATIENCE);
    boolean handedOn = false;
    try {
      check(answer);
      handedOn = true;
      return answer;
    } finally {
      if (!handedOn) {
        answer.close();
      }
    }
  }

  private static void check(ByteStream answer)
      throws IOException, InterruptedException, ExpiredException, RefusedException {
    switch (answer.code()) {
      case 200 -> {
        String type = answer.header("Content-Type");
        if (!type.isEmpty() && !type.startsWith(PROTOBUF)) {
          throw new RefusedException("the answer is " + type + " rather than protobuf");
        }
      }
      case 410 -> throw new ExpiredException(describe(answer));
      case 400, 406, 415, 422 -> throw new RefusedException(describe(answer));
      default -> throw new IOException(describe(answer));
    }
  }

  private static String describe(ByteStream answer) throws InterruptedException {
    String status = "HTTP " + answer.code();
    try {
      byte[] body = answer.readAll(PATIENCE);
      Envelope envelope = new Envelope();
      envelope.openObject(body, 0, body.length);
      return status
          + ": "
          + ServerError.read(envelope.bytes(), envelope.offset(), envelope.length()).message();
    } catch (IOException | MalformedFrameException e) {
      return status;
    }
  }

  private static String encode(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }
}
