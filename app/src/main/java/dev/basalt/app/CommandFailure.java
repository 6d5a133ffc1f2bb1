package dev.basalt.app;

/** A command cannot go on for a reason that the person at the terminal can mend; no stack trace. */
public final class CommandFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** The message says what is wrong and the remedy. */
  public CommandFailure(String message) {
    super(message);
  }

  public CommandFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
