package dev.basalt.cluster.feed;

import dev.basalt.core.port.Clock;
import org.jspecify.annotations.Nullable;

/** The signs of life of one kind's watch. Written by the watch, read from any thread. */
class Vitals {
  private final Clock clock;
  private volatile long heardNanos;
  private volatile long snapshotNanos;
  private volatile boolean synced;
  private volatile @Nullable String lastError;

  /** Counts the beginning as the first sign of life. */
  Vitals(Clock clock) {
    this.clock = clock;
    this.heardNanos = clock.nanos();
    this.snapshotNanos = heardNanos;
  }

  /** The API server said something: an event, a bookmark, a list, yes to a watch. */
  void heard() {
    heardNanos = clock.nanos();
    lastError = null;
  }

  /** What the API server lists now was so at this moment or before; what ends later is told. */
  void snapshotTaken() {
    snapshotNanos = clock.nanos();
  }

  /** When the objects listed last were all there were, at the latest. */
  long snapshotNanos() {
    return snapshotNanos;
  }

  /** The initial objects have been told. */
  void synced() {
    synced = true;
  }

  /** Something failed and will be tried again. */
  void failed(String error) {
    lastError = error;
  }

  /** Nanoseconds since the last sign of life. */
  long silentNanos() {
    return clock.nanos() - heardNanos;
  }

  FeedStatus.KindStatus status(String source) {
    return new FeedStatus.KindStatus(synced, silentNanos(), source, lastError);
  }
}
