package dev.basalt.controllers.runtime;

import dev.basalt.cluster.http.ApiResponse;

/** The API server did not carry out a write. */
public final class WriteFailedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int status;

  WriteFailedException(String message, int status) {
    super(message);
    this.status = status;
  }

  /**
   * The failure that an answer means.
   *
   * @param what was to be done, such as {@code create service ns/name}
   */
  public static WriteFailedException of(String what, ApiResponse response) {
    return new WriteFailedException(what + ": " + response.message(), response.status());
  }

  /** The HTTP status; 0 if no answer came, and then the write may have taken effect. */
  public int status() {
    return status;
  }

  /** Whether a ResourceQuota of the namespace stands in the way. */
  public boolean exceedsQuota() {
    return Writer.exceedsQuota(status, String.valueOf(getMessage()));
  }

  /** Whether trying again without a change to the object is of no use. */
  public boolean refused() {
    return status >= 400
        && status < 500
        && status != 409
        && status != 429
        && status != 408
        && !exceedsQuota();
  }
}
