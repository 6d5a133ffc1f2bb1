package dev.basalt.jobctl.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.basalt.jobctl.Failure;
import io.fabric8.kubernetes.client.internal.SSLUtils;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Requests to the API server, on the JDK's client: it is ready in a tenth of the time of Vert.x,
 * and a command sends few requests. Each call throws {@link ApiException}. Thread-safe.
 */
public final class Api implements AutoCloseable {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final int PAGE = 500;
  private static final String JSON = "application/json";
  private static final String MERGE_PATCH = "application/merge-patch+json";

  private final Access access;
  private final HttpClient http;

  /** No request is sent yet. */
  public Api(Access access) {
    this.access = access;
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT);
    if (access.server().startsWith("https:")) {
      try {
        builder.sslContext(SSLUtils.sslContext(access.config()));
      } catch (GeneralSecurityException | IOException e) {
        throw new Failure("the certificates of the kubeconfig cannot be used: " + e.getMessage());
      }
    }
    this.http = builder.build();
  }

  /** Where it goes to. */
  public Access access() {
    return access;
  }

  /** Reads an object of a list. */
  public JsonNode get(String collection, String name) {
    return page(Paths.object(collection, name));
  }

  /** Reads an object that may not be there; null then. */
  public @Nullable JsonNode find(String collection, String name) {
    try {
      return get(collection, name);
    } catch (ApiException e) {
      if (e.notFound()) {
        return null;
      }
      throw e;
    }
  }

  /** The items of a list. The path may have a query. */
  public List<JsonNode> list(String path) {
    List<JsonNode> items = new ArrayList<>();
    each(path, items::add);
    return items;
  }

  /** The items of a list, page by page: all of them may not fit into memory. */
  public void each(String path, Consumer<JsonNode> items) {
    String more = "";
    do {
      String separator = path.indexOf('?') < 0 ? "?" : "&";
      JsonNode page =
          page(path + separator + "limit=" + PAGE + (more.isEmpty() ? "" : "&continue=" + more));
      page.path("items").forEach(items);
      more = page.path("metadata").path("continue").asText();
    } while (!more.isEmpty());
  }

  /** Creates an object. */
  public JsonNode create(String path, String json) {
    return parse(send(request(path).header("Content-Type", JSON).POST(body(json))));
  }

  /** Changes an object by a JSON merge patch. */
  public JsonNode patch(String collection, String name, String json) {
    return parse(
        send(
            request(Paths.object(collection, name))
                .header("Content-Type", MERGE_PATCH)
                .method("PATCH", body(json))));
  }

  /** Deletes an object; what it owns goes with it. */
  public void delete(String collection, String name) {
    String options =
        "{\"apiVersion\":\"v1\",\"kind\":\"DeleteOptions\",\"propagationPolicy\":\"Background\"}";
    send(
        request(Paths.object(collection, name))
            .header("Content-Type", JSON)
            .method("DELETE", body(options)));
  }

  /** What is there: a list's page, or an object. */
  JsonNode page(String path) {
    return parse(send(request(path).GET()));
  }

  /**
   * Opens a stream, of a log or a watch, which lasts as long as it may.
   *
   * @param silence how long nothing may come; reading ends with a {@link SilentException} then
   * @throws SilentException if there is no answer for so long: the log of a container that has said
   *     nothing begins with its first line
   */
  public InputStream stream(String path, Duration silence) throws SilentException {
    HttpResponse<InputStream> response;
    try {
      response =
          authorized(
              HttpRequest.newBuilder(uri(path)).timeout(silence).header("Accept", "*/*"),
              BodyHandlers.ofInputStream());
    } catch (HttpConnectTimeoutException e) {
      throw unreachable(e);
    } catch (HttpTimeoutException e) {
      throw new SilentException(silence);
    } catch (IOException e) {
      throw unreachable(e);
    }
    if (response.statusCode() == 200) {
      return new GuardedStream(response.body(), silence);
    }
    try (InputStream body = response.body()) {
      throw refusal(response.statusCode(), new String(body.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw unreachable(e);
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(uri(path)).timeout(TIMEOUT).header("Accept", JSON);
  }

  private URI uri(String path) {
    return URI.create(access.server() + path);
  }

  private void authorize(HttpRequest.Builder builder) {
    String authorization = access.authorization();
    if (authorization != null) {
      builder.setHeader("Authorization", authorization);
    }
    builder.setHeader("User-Agent", "jobctl");
  }

  private String send(HttpRequest.Builder builder) {
    HttpResponse<String> response;
    try {
      response = authorized(builder, BodyHandlers.ofString());
    } catch (IOException e) {
      throw unreachable(e);
    }
    if (response.statusCode() / 100 != 2) {
      throw refusal(response.statusCode(), response.body());
    }
    return response.body();
  }

  /** Asked again with what the kubeconfig says now, if our token has expired. */
  private <T> HttpResponse<T> authorized(
      HttpRequest.Builder builder, HttpResponse.BodyHandler<T> handler) throws IOException {
    authorize(builder);
    HttpResponse<T> response = exchange(builder.build(), handler);
    if (response.statusCode() != 401) {
      return response;
    }
    try {
      access.reload();
    } catch (Failure e) {
      return response;
    }
    if (response.body() instanceof InputStream body) {
      body.close();
    }
    authorize(builder);
    return exchange(builder.build(), handler);
  }

  private <T> HttpResponse<T> exchange(HttpRequest request, HttpResponse.BodyHandler<T> handler)
      throws IOException {
    try {
      return http.send(request, handler);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ApiException(ApiException.UNREACHABLE, "", "interrupted");
    }
  }

  private ApiException unreachable(IOException e) {
    String cause =
        e instanceof ConnectException && e.getMessage() == null
            ? "connection refused"
            : String.valueOf(
                e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage());
    return new ApiException(
        ApiException.UNREACHABLE,
        "",
        "the API server at " + access.server() + " cannot be reached: " + cause);
  }

  private static ApiException refusal(int status, String body) {
    JsonNode answer = parse(body);
    String message = answer.path("message").asText();
    return new ApiException(
        status,
        answer.path("reason").asText(),
        message.isEmpty() ? "HTTP " + status + " " + body.strip() : message);
  }

  /** Name and UID of an object, as the little that is kept of it. */
  static JsonNode identity(JsonNode object) {
    ObjectNode identity = MAPPER.createObjectNode();
    identity
        .putObject("metadata")
        .put("name", object.path("metadata").path("name").asText())
        .put("uid", object.path("metadata").path("uid").asText());
    return identity;
  }

  /** A document; a missing node if the text is none. */
  public static JsonNode parse(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    }
  }

  private static HttpRequest.BodyPublisher body(String json) {
    return BodyPublishers.ofString(json);
  }
}
