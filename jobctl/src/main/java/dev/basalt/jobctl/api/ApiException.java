package dev.basalt.jobctl.api;

/** The API server turned a request away, or could not be reached. */
public final class ApiException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Status where there was no answer. */
  public static final int UNREACHABLE = 0;

  private final int status;
  private final String reason;
  private final String message;

  /**
   * An answer that is none.
   *
   * @param status the HTTP status, {@link #UNREACHABLE} if there was no answer
   * @param reason the reason of the Status object, such as AlreadyExists; empty if there is none
   */
  public ApiException(int status, String reason, String message) {
    super(message);
    this.status = status;
    this.reason = reason;
    this.message = message;
  }

  @Override
  public String getMessage() {
    return message;
  }

  /** The HTTP status, {@link #UNREACHABLE} if there was no answer. */
  public int status() {
    return status;
  }

  /** The reason of the Status object; empty if there is none. */
  public String reason() {
    return reason;
  }

  /** Whether the object, or its kind, is not there. */
  public boolean notFound() {
    return status == 404;
  }

  /** Whether the caller may not do this. */
  public boolean forbidden() {
    return status == 403;
  }

  /** Whether asking again may help: no answer, a busy server, or one that starts. */
  public boolean passing() {
    return status == UNREACHABLE || status == 429 || status >= 500;
  }
}
