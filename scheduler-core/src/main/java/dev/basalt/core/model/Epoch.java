package dev.basalt.core.model;

/** Counts what happened that might let a waiting job start. */
final class Epoch {
  private long changes;

  void advance() {
    changes++;
  }

  long now() {
    return changes;
  }
}
