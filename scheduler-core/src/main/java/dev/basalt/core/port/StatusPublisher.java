package dev.basalt.core.port;

/** Writes what the engine says about objects to the API server. */
public interface StatusPublisher {
  /**
   * Takes an update over and returns at once; called on the engine's thread. Updates may be merged,
   * delayed and retried; for one object and kind of update the last one wins.
   */
  void publish(StatusUpdate update);
}
