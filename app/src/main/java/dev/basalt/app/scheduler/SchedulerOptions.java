package dev.basalt.app.scheduler;

import dev.basalt.cluster.feed.FeedSettings;
import dev.basalt.core.engine.EngineSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a scheduler runs.
 *
 * @param schedulerNames pods that name one of these are ours
 * @param configuration where the configuration comes from, null for the standard one
 * @param schedulePeriod a session runs at least this often while something waits
 * @param leaderElect whether to take a Lease before deciding
 * @param leaseNamespace where the Lease lies
 * @param feed how pods and nodes are watched
 * @param gangCompletionTimeout a gang that stays part-bound for longer is evicted whole
 * @param releaseDelay how long the room of a pod that ended stays taken
 * @param inspector where the inspector listens, null for none
 * @param zones the zones that are served, empty for all
 * @param volcanoNamespace where Volcano's Lease lies, which is taken in place of ours; null for
 *     ours
 */
public record SchedulerOptions(
    Set<String> schedulerNames,
    @Nullable String configuration,
    Duration schedulePeriod,
    boolean leaderElect,
    String leaseNamespace,
    FeedSettings.Adapter feed,
    Duration gangCompletionTimeout,
    Duration releaseDelay,
    Duration volumeBindTimeout,
    @Nullable InspectorEndpoint inspector,
    Set<String> zones,
    @Nullable String volcanoNamespace) {

  public SchedulerOptions {
    schedulerNames = Set.copyOf(schedulerNames);
    zones = Set.copyOf(zones);
  }

  /**
   * Where the inspector listens.
   *
   * @param bindAddress address that it listens on
   * @param port 0 for any free one
   * @param certificates folder of its {@code tls.crt} and {@code tls.key}
   */
  public record InspectorEndpoint(String bindAddress, int port, Path certificates) {}

  /** The defaults of the command line. */
  public static SchedulerOptions standard() {
    return new Builder().build();
  }

  /** A builder that holds all that this says. */
  public Builder toBuilder() {
    return new Builder()
        .schedulerNames(schedulerNames)
        .configuration(configuration)
        .schedulePeriod(schedulePeriod)
        .leaderElect(leaderElect)
        .leaseNamespace(leaseNamespace)
        .feed(feed)
        .gangCompletionTimeout(gangCompletionTimeout)
        .releaseDelay(releaseDelay)
        .volumeBindTimeout(volumeBindTimeout)
        .inspector(inspector)
        .zones(zones)
        .volcanoNamespace(volcanoNamespace);
  }

  /** The same for pods that name other schedulers. */
  public SchedulerOptions withSchedulerNames(Set<String> names) {
    return toBuilder().schedulerNames(names).build();
  }

  /** The same with a configuration from somewhere. */
  public SchedulerOptions withConfiguration(String location) {
    return toBuilder().configuration(location).build();
  }

  /** The same without leader election: for a scheduler that is alone. */
  public SchedulerOptions withoutLeaderElection() {
    return toBuilder().leaderElect(false).build();
  }

  /** The same with its Lease in a namespace. */
  public SchedulerOptions withLeaseIn(String namespace) {
    return toBuilder().leaderElect(true).leaseNamespace(namespace).build();
  }

  /** The same with another patience for part-bound gangs. */
  public SchedulerOptions withGangCompletionTimeout(Duration timeout) {
    return toBuilder().gangCompletionTimeout(timeout).build();
  }

  /** The same with nodes that take longer, or no time at all, to let go of room. */
  public SchedulerOptions withReleaseDelay(Duration delay) {
    return toBuilder().releaseDelay(delay).build();
  }

  /** The same with an inspector. */
  public SchedulerOptions withInspector(InspectorEndpoint endpoint) {
    return toBuilder().inspector(endpoint).build();
  }

  /** The same for some zones. */
  public SchedulerOptions withZones(Set<String> names) {
    return toBuilder().zones(names).build();
  }

  /** Describes one, option by option, from the defaults of the command line. */
  public static final class Builder {
    private Set<String> schedulerNames = Set.of("basalt", "volcano");
    private @Nullable String configuration;
    private Duration schedulePeriod = EngineSettings.standard().schedulePeriod();
    private boolean leaderElect = true;
    private String leaseNamespace = "basalt-system";
    private FeedSettings.Adapter feed = FeedSettings.Adapter.PROTOBUF;
    private Duration gangCompletionTimeout = EngineSettings.standard().gangCompletionTimeout();
    private Duration releaseDelay = EngineSettings.standard().releaseDelay();
    private Duration volumeBindTimeout = EngineSettings.standard().volumeBindTimeout();
    private @Nullable InspectorEndpoint inspector;
    private Set<String> zones = Set.of();
    private @Nullable String volcanoNamespace;

    public Builder schedulerNames(Set<String> value) {
      schedulerNames = value;
      return this;
    }

    public Builder configuration(@Nullable String value) {
      configuration = value;
      return this;
    }

    public Builder schedulePeriod(Duration value) {
      schedulePeriod = value;
      return this;
    }

    public Builder leaderElect(boolean value) {
      leaderElect = value;
      return this;
    }

    public Builder leaseNamespace(String value) {
      leaseNamespace = value;
      return this;
    }

    public Builder feed(FeedSettings.Adapter value) {
      feed = value;
      return this;
    }

    public Builder gangCompletionTimeout(Duration value) {
      gangCompletionTimeout = value;
      return this;
    }

    public Builder releaseDelay(Duration value) {
      releaseDelay = value;
      return this;
    }

    public Builder volumeBindTimeout(Duration value) {
      volumeBindTimeout = value;
      return this;
    }

    public Builder inspector(@Nullable InspectorEndpoint value) {
      inspector = value;
      return this;
    }

    public Builder zones(Set<String> value) {
      zones = value;
      return this;
    }

    public Builder volcanoNamespace(@Nullable String value) {
      volcanoNamespace = value;
      return this;
    }

    public SchedulerOptions build() {
      return new SchedulerOptions(
          schedulerNames,
          configuration,
          schedulePeriod,
          leaderElect,
          leaseNamespace,
          feed,
          gangCompletionTimeout,
          releaseDelay,
          volumeBindTimeout,
          inspector,
          zones,
          volcanoNamespace);
    }
  }
}
