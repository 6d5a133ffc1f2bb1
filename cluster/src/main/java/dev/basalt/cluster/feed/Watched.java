package dev.basalt.cluster.feed;

import dev.basalt.core.port.Clock;

/**
 * What the sources of one kind, one after the other, have in common. Its monitor guards {@link
 * #told}: a source that was stopped may still be in the middle of a call when the next one starts.
 *
 * @param <T> the kind's spec
 * @param told is told of what there is
 * @param vitals signs of life
 * @param settings of the feed
 * @param clock of the feed
 * @param onSynced called whenever the initial objects have been told
 */
record Watched<T>(
    Audience<T> told, Vitals vitals, FeedSettings settings, Clock clock, Runnable onSynced) {

  /** The initial objects have been told. */
  void synced() {
    vitals.synced();
    onSynced.run();
  }
}
