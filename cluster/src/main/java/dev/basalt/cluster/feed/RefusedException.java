package dev.basalt.cluster.feed;

/** The API server does not do what was asked and will not on a second try. */
final class RefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  RefusedException(String message) {
    super(message);
  }
}
