package dev.basalt.webhook.review;

/** The request can be read, but not the object in it. */
public final class UnreadableObjectException extends Exception {
  private static final long serialVersionUID = 1;

  private final String uid;

  UnreadableObjectException(String uid, String message, Throwable cause) {
    super(message, cause);
    this.uid = uid;
  }

  /** The request's. */
  public String uid() {
    return uid;
  }
}
