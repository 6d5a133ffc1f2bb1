package dev.basalt.jobctl;

/** A command cannot go on for a reason that the person at the terminal can mend; no stack trace. */
public final class Failure extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String message;
  private final int exitCode;

  /** The message says what is wrong and the remedy. */
  public Failure(String message) {
    this(1, message);
  }

  /** With another exit code than 1. */
  public Failure(int exitCode, String message) {
    super(message);
    this.message = message;
    this.exitCode = exitCode;
  }

  @Override
  public String getMessage() {
    return message;
  }

  /** What the process ends with. */
  public int exitCode() {
    return exitCode;
  }
}
