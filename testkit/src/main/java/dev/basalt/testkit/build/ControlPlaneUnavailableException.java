package dev.basalt.testkit.build;

/** The control plane cannot be had on this machine; the message is one line a person can act on. */
public final class ControlPlaneUnavailableException extends RuntimeException {
  public ControlPlaneUnavailableException(String message) {
    super(message);
  }

  public ControlPlaneUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
