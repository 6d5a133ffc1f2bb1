package dev.basalt.watchdog.view;

/**
 * Why something waits, as the scheduler last said.
 *
 * @param reason one word (docs/explain.md), empty if nothing has been said
 * @param message a sentence with the numbers
 */
public record Waiting(String reason, String message) {
  /** Nothing has been said. */
  public static final Waiting UNSAID = new Waiting("", "");

  /** Whether nothing has been said. */
  public boolean unsaid() {
    return reason.isEmpty();
  }
}
