package dev.basalt.cluster.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What the API server answered. */
public final class ApiResponse {
  private final int status;
  private final byte[] body;
  private final @Nullable Duration retryAfter;

  /**
   * An answer.
   *
   * @param status the HTTP status
   * @param body the whole body, possibly empty; not copied
   * @param retryAfter the header Retry-After, null if absent
   */
  public ApiResponse(int status, byte[] body, @Nullable Duration retryAfter) {
    this.status = status;
    this.body = body;
    this.retryAfter = retryAfter;
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }

  /** Whether the request was carried out. */
  public boolean successful() {
    return status >= 200 && status < 300;
  }

  /** The body. Not a copy. */
  public byte[] body() {
    return body;
  }

  /** After what time the server asks to be tried again, null if it does not say. */
  public @Nullable Duration retryAfter() {
    return retryAfter;
  }

  /** The body as JSON; a missing node if it is none. */
  public JsonNode json() {
    return Json.parse(body);
  }

  /** What the server says about an error: the message of its Status object, else the status. */
  public String message() {
    String message = json().path("message").asText();
    return message.isEmpty() ? "HTTP " + status : message;
  }
}
