package dev.basalt.cluster.feed;

import dev.basalt.core.event.ClusterEvent;
import java.util.function.Consumer;

/**
 * Tells what is in the cluster and what changes there.
 *
 * <p>For every object the events come in the order in which the API server made the changes; an
 * object of the same name and another UID comes after the end of the one before. Changes that make
 * no difference to scheduling are not told. Nothing is lost across interruptions: what was deleted
 * meanwhile is told as gone once the objects have been listed again. {@link
 * ClusterEvent.FeedsSynced} is told once, after the initial objects of every kind.
 */
public interface ClusterFeed extends AutoCloseable {
  /**
   * Starts watching; returns at once. An API server that is away is waited for.
   *
   * @param events takes the events, called from several threads at a time but for one kind of
   *     object from one; must not block
   * @throws IllegalStateException if the feed was started before
   */
  void start(Consumer<ClusterEvent> events);

  /**
   * Until when, at the latest, pods may have come to their end without our seeing it: whatever
   * ended before the initial list was made left no trace in it, whatever ended later is told.
   *
   * @return a time of the feed's clock, in nanoseconds; meaningful once the feeds are synced
   */
  long podsListedNanos();

  /** How fresh the feed is. May be called from any thread at any time. */
  FeedStatus status();

  /** Stops watching; no event is told after the return. */
  @Override
  void close();
}
