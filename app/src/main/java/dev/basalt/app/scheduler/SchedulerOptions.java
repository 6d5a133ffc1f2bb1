package dev.basalt.app.scheduler;

import dev.basalt.cluster.feed.FeedSettings;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a scheduler process runs.
 *
 * @param schedulerNames pods that name one of these are ours
 * @param configuration where the configuration comes from, null for the standard one
 * @param schedulePeriod a session runs at least this often while something waits
 * @param leaderElect whether to take a Lease before deciding
 * @param leaseNamespace where the Lease lies
 * @param bindAddress where the endpoints listen
 * @param metricsPort their port, 0 for any free one
 * @param feed how pods and nodes are watched
 */
public record SchedulerOptions(
    Set<String> schedulerNames,
    @Nullable String configuration,
    Duration schedulePeriod,
    boolean leaderElect,
    String leaseNamespace,
    String bindAddress,
    int metricsPort,
    FeedSettings.Adapter feed) {

  /** The defaults of the command line. */
  public static SchedulerOptions standard() {
    return new SchedulerOptions(
        Set.of("basalt", "volcano"),
        null,
        Duration.ofSeconds(1),
        true,
        "basalt-system",
        "0.0.0.0",
        8080,
        FeedSettings.Adapter.PROTOBUF);
  }
}
