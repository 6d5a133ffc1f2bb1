package dev.basalt.testkit.python;

/** This machine has no Python that could run tests. The message is one line that says why. */
public final class PythonUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public PythonUnavailableException(String message) {
    super(message);
  }
}
