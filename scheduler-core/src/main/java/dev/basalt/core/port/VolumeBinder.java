package dev.basalt.core.port;

/** Writes to the API server which volumes claims are to get. */
public interface VolumeBinder {
  /**
   * Takes a choice over and returns at once; called on the engine's thread. What comes of it shows
   * as events of the claim. One {@code VolumeRefused} must follow if it definitely was not written;
   * the same choice may be handed over twice and is the same write.
   */
  void choose(VolumeChoice choice);
}
