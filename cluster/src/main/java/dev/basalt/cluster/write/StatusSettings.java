package dev.basalt.cluster.write;

import java.time.Duration;

/**
 * How status and events are written.
 *
 * @param requestTimeout for each request
 * @param component who speaks in events
 */
public record StatusSettings(
    OutboxSettings groups,
    OutboxSettings queues,
    OutboxSettings pods,
    OutboxSettings events,
    Duration requestTimeout,
    String component) {

  /** The standard of each kind, 10 s for a request. */
  public static StatusSettings standard(String component) {
    return new StatusSettings(
        OutboxSettings.groups(),
        OutboxSettings.queues(),
        OutboxSettings.pods(),
        OutboxSettings.events(),
        Duration.ofSeconds(10),
        component);
  }
}
