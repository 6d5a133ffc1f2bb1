package dev.basalt.core.spi;

/**
 * A scheduling policy. One instance lives as long as the configuration that names it.
 *
 * <p>All calls come on the engine's thread, one at a time.
 */
public interface Plugin {
  /**
   * Registers the functions that this plugin contributes. Called once, before the first session.
   * Functions that the configuration switches off are dropped silently.
   */
  void register(Hooks hooks);

  /** A session begins: compute what its decisions need, such as each queue's deserved share. */
  default void sessionOpened(SessionView session) {}

  /** A session ends, after its last decision. */
  default void sessionClosed(SessionView session) {}
}
