package dev.basalt.cluster.write;

import com.fasterxml.jackson.databind.JsonNode;
import dev.basalt.cluster.http.ApiResponse;
import java.time.Duration;

/**
 * How one write of a status or event ended.
 *
 * @param afterNanos for RETRY the time the server asked for, else 0
 * @param message what the server said, empty if there is nothing to tell
 */
record WriteOutcome(Kind kind, long afterNanos, String message) {

  /** The ways a write can end. */
  enum Kind {
    /** Written. */
    WRITTEN("Written"),
    /** The object says this already. */
    UNCHANGED("Unchanged"),
    /** The object is gone, or the matter is. */
    OBSOLETE("Obsolete"),
    /** The server will never take it. */
    REJECTED("Rejected"),
    /** The server could not take it now. */
    RETRY("Retried"),
    /** No answer came: there may be no server at the moment. */
    NO_ANSWER("Retried");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    /** The name it is counted under. */
    String label() {
      return label;
    }
  }

  static final WriteOutcome UNCHANGED = new WriteOutcome(Kind.UNCHANGED, 0, "");
  static final WriteOutcome OBSOLETE = new WriteOutcome(Kind.OBSOLETE, 0, "");
  static final WriteOutcome NO_ANSWER = new WriteOutcome(Kind.NO_ANSWER, 0, "");

  /** The outcome that an answer means. A conflict is with somebody else's write: try again. */
  static WriteOutcome of(ApiResponse response) {
    int status = response.status();
    if (response.successful()) {
      return new WriteOutcome(Kind.WRITTEN, 0, "");
    }
    if (status == 404 || (status == 403 && namespaceEnds(response))) {
      return OBSOLETE;
    }
    if (status == 409 || status == 429 || status >= 500) {
      Duration after = response.retryAfter();
      return new WriteOutcome(Kind.RETRY, after == null ? 0 : after.toNanos(), response.message());
    }
    return new WriteOutcome(Kind.REJECTED, 0, response.message());
  }

  /** Nothing can be created in a namespace that is being deleted, and nobody would read it. */
  private static boolean namespaceEnds(ApiResponse response) {
    for (JsonNode cause : response.json().path("details").path("causes")) {
      if (cause.path("reason").asText().equals("NamespaceTerminating")) {
        return true;
      }
    }
    return false;
  }
}
