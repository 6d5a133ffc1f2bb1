package dev.basalt.cluster.feed;

/** A watch or list cannot go on from where it was: everything must be listed again. */
final class ExpiredException extends Exception {
  private static final long serialVersionUID = 1L;

  ExpiredException(String message) {
    super(message);
  }
}
