package dev.basalt.app.scheduler;

import dev.basalt.cluster.feed.FeedSettings;
import dev.basalt.core.engine.EngineSettings;
import java.nio.file.Path;
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
 * @param gangCompletionTimeout a gang that stays part-bound for longer is evicted whole
 * @param releaseDelay how long the room of a pod that ended stays taken
 * @param inspector where the inspector listens, null for none
 */
public record SchedulerOptions(
    Set<String> schedulerNames,
    @Nullable String configuration,
    Duration schedulePeriod,
    boolean leaderElect,
    String leaseNamespace,
    String bindAddress,
    int metricsPort,
    FeedSettings.Adapter feed,
    Duration gangCompletionTimeout,
    Duration releaseDelay,
    Duration volumeBindTimeout,
    @Nullable InspectorEndpoint inspector) {

  /**
   * Where the inspector listens.
   *
   * @param port 0 for any free one
   * @param certificates folder of its {@code tls.crt} and {@code tls.key}
   */
  public record InspectorEndpoint(int port, Path certificates) {}

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
        FeedSettings.Adapter.PROTOBUF,
        EngineSettings.standard().gangCompletionTimeout(),
        EngineSettings.standard().releaseDelay(),
        EngineSettings.standard().volumeBindTimeout(),
        null);
  }

  /** The same for pods that name other schedulers. */
  public SchedulerOptions withSchedulerNames(Set<String> names) {
    return new SchedulerOptions(
        names,
        configuration,
        schedulePeriod,
        leaderElect,
        leaseNamespace,
        bindAddress,
        metricsPort,
        feed,
        gangCompletionTimeout,
        releaseDelay,
        volumeBindTimeout,
        inspector);
  }

  /** The same with a configuration from somewhere. */
  public SchedulerOptions withConfiguration(String location) {
    return new SchedulerOptions(
        schedulerNames,
        location,
        schedulePeriod,
        leaderElect,
        leaseNamespace,
        bindAddress,
        metricsPort,
        feed,
        gangCompletionTimeout,
        releaseDelay,
        volumeBindTimeout,
        inspector);
  }

  /** The same without leader election: for a scheduler that is alone. */
  public SchedulerOptions withoutLeaderElection() {
    return new SchedulerOptions(
        schedulerNames,
        configuration,
        schedulePeriod,
        false,
        leaseNamespace,
        bindAddress,
        metricsPort,
        feed,
        gangCompletionTimeout,
        releaseDelay,
        volumeBindTimeout,
        inspector);
  }

  /** The same with its Lease in a namespace. */
  public SchedulerOptions withLeaseIn(String namespace) {
    return new SchedulerOptions(
        schedulerNames,
        configuration,
        schedulePeriod,
        true,
        namespace,
        bindAddress,
        metricsPort,
        feed,
        gangCompletionTimeout,
        releaseDelay,
        volumeBindTimeout,
        inspector);
  }

  /** The same with its endpoints elsewhere. */
  public SchedulerOptions withEndpoints(String address, int port) {
    return new SchedulerOptions(
        schedulerNames,
        configuration,
        schedulePeriod,
        leaderElect,
        leaseNamespace,
        address,
        port,
        feed,
        gangCompletionTimeout,
        releaseDelay,
        volumeBindTimeout,
        inspector);
  }

  /** The same with another patience for part-bound gangs. */
  public SchedulerOptions withGangCompletionTimeout(Duration timeout) {
    return new SchedulerOptions(
        schedulerNames,
        configuration,
        schedulePeriod,
        leaderElect,
        leaseNamespace,
        bindAddress,
        metricsPort,
        feed,
        timeout,
        releaseDelay,
        volumeBindTimeout,
        inspector);
  }

  /** The same with nodes that take longer, or no time at all, to let go of room. */
  public SchedulerOptions withReleaseDelay(Duration delay) {
    return new SchedulerOptions(
        schedulerNames,
        configuration,
        schedulePeriod,
        leaderElect,
        leaseNamespace,
        bindAddress,
        metricsPort,
        feed,
        gangCompletionTimeout,
        delay,
        volumeBindTimeout,
        inspector);
  }

  /** The same with an inspector. */
  public SchedulerOptions withInspector(InspectorEndpoint endpoint) {
    return new SchedulerOptions(
        schedulerNames,
        configuration,
        schedulePeriod,
        leaderElect,
        leaseNamespace,
        bindAddress,
        metricsPort,
        feed,
        gangCompletionTimeout,
        releaseDelay,
        volumeBindTimeout,
        endpoint);
  }
}
