package dev.basalt.watchdog.memory;

/** What was told cannot be read or kept; the message says where and why. */
public final class MemoryException extends Exception {
  private static final long serialVersionUID = 1;

  private final boolean changed;

  /**
   * A failure.
   *
   * @param changed whether somebody else has written there, so that it must be read again
   */
  public MemoryException(String message, boolean changed) {
    super(message);
    this.changed = changed;
  }

  /** Whether somebody else has written there. */
  public boolean changed() {
    return changed;
  }
}
