package dev.basalt.jobctl.follow;

import dev.basalt.jobctl.api.Paths;
import org.jspecify.annotations.Nullable;

/**
 * What of a log is asked for.
 *
 * @param container null for the only one
 * @param tail how many lines from the end; -1 for all
 * @param sinceSeconds of the last so many seconds; -1 for all
 * @param timestamps whether each line begins with its time
 * @param previous of the container that was restarted
 * @param raw whether the lines are there that bring results of Python functions out of the pod
 */
public record LogOptions(
    @Nullable String container,
    int tail,
    long sinceSeconds,
    boolean timestamps,
    boolean previous,
    boolean raw) {
  /** All of it. */
  public static final LogOptions ALL = new LogOptions(null, -1, -1, false, false, false);

  /** The same of the last lines alone. */
  public LogOptions last(int lines) {
    return new LogOptions(container, lines, sinceSeconds, timestamps, previous, raw);
  }

  /** As the API server is asked. */
  String query() {
    StringBuilder query = new StringBuilder("pretty=false");
    if (container != null) {
      query.append("&container=").append(Paths.encode(container));
    }
    if (tail >= 0) {
      query.append("&tailLines=").append(tail);
    }
    if (sinceSeconds >= 0) {
      query.append("&sinceSeconds=").append(Math.max(1, sinceSeconds));
    }
    if (timestamps) {
      query.append("&timestamps=true");
    }
    if (previous) {
      query.append("&previous=true");
    }
    return query.toString();
  }
}
