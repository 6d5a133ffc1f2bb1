package dev.basalt.cluster.http;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One request to the API server: what is sent is exactly what is in here. */
public final class ApiRequest {
  /** Content type of plain JSON. */
  public static final String JSON = "application/json";

  /** Content type of a JSON merge patch (RFC 7396). */
  public static final String MERGE_PATCH = "application/merge-patch+json";

  /** Content type of a Kubernetes strategic merge patch; built-in kinds only. */
  public static final String STRATEGIC_PATCH = "application/strategic-merge-patch+json";

  /** Content type of what a field manager wants of an object (server-side apply). */
  public static final String APPLY_PATCH = "application/apply-patch+yaml";

  private static final byte[] NOTHING = new byte[0];

  private final String method;
  private final String path;
  private final @Nullable String contentType;
  private final byte[] body;
  private final Duration timeout;

  private ApiRequest(
      String method, String path, @Nullable String contentType, byte[] body, Duration timeout) {
    this.method = method;
    this.path = path;
    this.contentType = contentType;
    this.body = body;
    this.timeout = timeout;
  }

  /** Reads an object. */
  public static ApiRequest get(String path, Duration timeout) {
    return new ApiRequest("GET", path, null, NOTHING, timeout);
  }

  /** Posts JSON; the bytes are not copied and must not change. */
  public static ApiRequest post(String path, byte[] json, Duration timeout) {
    return new ApiRequest("POST", path, JSON, json, timeout);
  }

  /** Patches an object; the bytes are not copied and must not change. */
  public static ApiRequest patch(String path, String patchType, byte[] patch, Duration timeout) {
    return new ApiRequest("PATCH", path, patchType, patch, timeout);
  }

  /** Deletes an object; the options are a DeleteOptions object. */
  public static ApiRequest delete(String path, byte[] options, Duration timeout) {
    return new ApiRequest("DELETE", path, JSON, options, timeout);
  }

  /** The HTTP method. */
  public String method() {
    return method;
  }

  /** Path and query, from the first slash on. */
  public String path() {
    return path;
  }

  /** The body's content type, null if there is no body. */
  public @Nullable String contentType() {
    return contentType;
  }

  /** The body, empty if there is none. Not a copy. */
  public byte[] body() {
    return body;
  }

  /** How long to wait for the whole answer. */
  public Duration timeout() {
    return timeout;
  }

  @Override
  public String toString() {
    return method + " " + path;
  }
}
