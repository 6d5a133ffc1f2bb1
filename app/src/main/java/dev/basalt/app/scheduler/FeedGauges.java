package dev.basalt.app.scheduler;

import dev.basalt.cluster.feed.ClusterFeed;
import dev.basalt.cluster.feed.FeedStatus;
import dev.basalt.cluster.zone.ZoneKeeper;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;

/** What is published of a scheduler's view of the cluster. */
final class FeedGauges {
  private static final double NANOS_PER_SECOND = 1e9;

  private FeedGauges() {}

  /**
   * Publishes it.
   *
   * @param keeper of its nodes, null for a scheduler without zones
   */
  static void register(MeterRegistry registry, ClusterFeed feed, @Nullable ZoneKeeper keeper) {
    Gauge.builder("basalt.feed.silence.seconds", feed, FeedGauges::silence)
        .description("Longest time since a watch gave a sign of life")
        .register(registry);
    if (keeper != null) {
      Gauge.builder("basalt.zone.nodes", keeper, ZoneKeeper::owned)
          .description("Nodes that this scheduler owns and uses")
          .register(registry);
      Gauge.builder("basalt.zone.conflicts", keeper, k -> k.conflicts().size())
          .description("Nodes of its zones that another scheduler keeps")
          .register(registry);
    }
  }

  private static double silence(ClusterFeed feed) {
    return feed.status().kinds().values().stream()
            .mapToLong(FeedStatus.KindStatus::silentNanos)
            .max()
            .orElse(0)
        / NANOS_PER_SECOND;
  }
}
