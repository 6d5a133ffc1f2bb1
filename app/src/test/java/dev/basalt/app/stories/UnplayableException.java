package dev.basalt.app.stories;

/** A story holds something that cannot be made on a real API server; the message says what. */
final class UnplayableException extends RuntimeException {
  private static final long serialVersionUID = 1;

  UnplayableException(String message) {
    super(message);
  }
}
