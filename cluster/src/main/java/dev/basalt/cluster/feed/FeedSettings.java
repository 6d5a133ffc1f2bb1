package dev.basalt.cluster.feed;

import dev.basalt.core.event.UserSource;
import java.time.Duration;

/**
 * How a feed watches.
 *
 * @param podsAndNodes how the two kinds that are many are watched
 * @param silenceLimit a watch of which nothing is heard for this long is not healthy
 * @param pageSize objects a page where lists are paged
 * @param firstRetry pause after a first failure; doubled with each further one
 * @param lastRetry longest pause between tries
 * @param user the label or annotation that says whose pods and groups are
 */
public record FeedSettings(
    Adapter podsAndNodes,
    Duration silenceLimit,
    int pageSize,
    Duration firstRetry,
    Duration lastRetry,
    UserSource user) {

  /** The ways to watch pods and nodes. */
  public enum Adapter {
    /** The API server's protobuf encoding, informers where it is refused. */
    PROTOBUF,
    /** Fabric8 informers over JSON. */
    INFORMERS
  }

  /** Protobuf; silent for at most 90 s; pages of 500; retries after 100 ms to 10 s. */
  public static FeedSettings standard() {
    return new FeedSettings(
        Adapter.PROTOBUF,
        Duration.ofSeconds(90),
        500,
        Duration.ofMillis(100),
        Duration.ofSeconds(10),
        UserSource.USER_ANNOTATION);
  }

  /**
   * When a silent watch is started again: a little before it counts as unhealthy. Bookmarks come
   * once a minute where an object of the kind was ever written since the API server started; where
   * none was, nothing comes at all, and only the answer to a new watch shows that all is well.
   */
  public Duration restartAfter() {
    return silenceLimit.multipliedBy(5).dividedBy(6);
  }

  /** The same with another adapter. */
  public FeedSettings with(Adapter adapter) {
    return new FeedSettings(adapter, silenceLimit, pageSize, firstRetry, lastRetry, user);
  }

  /** The same with another limit of silence. */
  public FeedSettings withSilenceLimit(Duration limit) {
    return new FeedSettings(podsAndNodes, limit, pageSize, firstRetry, lastRetry, user);
  }

  /** The same with users read from another label or annotation. */
  public FeedSettings withUser(UserSource from) {
    return new FeedSettings(podsAndNodes, silenceLimit, pageSize, firstRetry, lastRetry, from);
  }
}
