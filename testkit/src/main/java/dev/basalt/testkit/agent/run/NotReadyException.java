package dev.basalt.testkit.agent.run;

/** Something that a container needs is missing; it is tried again, as a kubelet does. */
final class NotReadyException extends Exception {
  private static final long serialVersionUID = 1;

  /** The message names the object and what is missing. */
  NotReadyException(String message) {
    super(message);
  }
}
