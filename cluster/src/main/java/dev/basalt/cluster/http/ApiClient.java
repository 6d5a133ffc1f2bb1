package dev.basalt.cluster.http;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One connection pool to one API server, over Fabric8 on Vert.x.
 *
 * <p>Nothing in here retries, and no rate limit of the client's stands in the way: who sends a
 * request owns the policy. Thread-safe.
 */
public final class ApiClient implements ApiTransport, AutoCloseable {
  private final KubernetesClient kubernetes;
  private final HttpClient http;
  private final String server;

  private ApiClient(KubernetesClient kubernetes, String server) {
    this.kubernetes = kubernetes;
    this.http = kubernetes.getHttpClient();
    this.server = server.endsWith("/") ? server.substring(0, server.length() - 1) : server;
  }

  /**
   * Opens a client; no request is sent yet.
   *
   * @param userAgent how we name ourselves in the API server's logs, such as {@code basalt/1.0}
   */
  public static ApiClient open(ApiAccess access, String userAgent) {
    Config config = access.toConfig(userAgent);
    return new ApiClient(
        new KubernetesClientBuilder()
            .withConfig(config)
            .withHttpClientFactory(new Transport(config))
            .build(),
        config.getMasterUrl());
  }

  /** The typed client on the same connections, for feeds of small kinds. */
  public KubernetesClient kubernetes() {
    return kubernetes;
  }

  @Override
  public CompletableFuture<ApiResponse> send(ApiRequest request) {
    try {
      return http.sendAsync(toHttp(request), byte[].class)
          .thenApply(ApiClient::toResponse)
          .orTimeout(request.timeout().toNanos(), TimeUnit.NANOSECONDS);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  @Override
  public void close() {
    kubernetes.close();
  }

  private HttpRequest toHttp(ApiRequest request) {
    HttpRequest.Builder builder =
        http.newHttpRequestBuilder()
            .uri(server + request.path())
            .setHeader("Accept", ApiRequest.JSON)
            .timeout(request.timeout().toNanos(), TimeUnit.NANOSECONDS);
    String contentType = request.contentType();
    if (contentType == null) {
      return builder.build();
    }
    if (request.method().equals("POST")) {
      return builder.post(contentType, request.body()).build();
    }
    String body = new String(request.body(), StandardCharsets.UTF_8);
    return builder.method(request.method(), contentType, body).build();
  }

  private static ApiResponse toResponse(HttpResponse<byte[]> response) {
    byte[] body = response.body();
    return new ApiResponse(
        response.code(),
        body == null ? new byte[0] : body,
        retryAfter(response.header("Retry-After")));
  }

  /** The header in its form of whole seconds, the one that the API server uses. */
  static @Nullable Duration retryAfter(@Nullable String header) {
    if (header == null || header.isEmpty() || header.length() > 6) {
      return null;
    }
    int seconds = 0;
    for (int i = 0; i < header.length(); i++) {
      int digit = header.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return null;
      }
      seconds = seconds * 10 + digit;
    }
    return Duration.ofSeconds(seconds);
  }
}
