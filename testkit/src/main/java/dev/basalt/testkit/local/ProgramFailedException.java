package dev.basalt.testkit.local;

/** A program of the control plane ended or was not ready in time. */
final class ProgramFailedException extends RuntimeException {
  /**
   * @param logTail the last lines of the program's log
   */
  ProgramFailedException(String message, String logTail) {
    super(message + "; " + logTail);
  }

  /** Whether somebody else took one of the ports between choosing and using it. */
  boolean portTaken() {
    String message = getMessage();
    return message != null && message.contains("address already in use");
  }
}
