package dev.basalt.app.scheduler;

import dev.basalt.app.CommandFailure;
import dev.basalt.app.LeaseOptions;
import dev.basalt.app.scheduler.SchedulerOptions.InspectorEndpoint;
import dev.basalt.cluster.feed.FeedSettings;
import dev.basalt.core.resource.Durations;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a scheduler works, for each command that runs one. */
public final class SchedulerFlags {
  @Option(
      names = "--scheduler-name",
      paramLabel = "NAME",
      description =
          "Schedule pods with this schedulerName; repeatable. Without it: basalt and, while"
              + " Volcano's own scheduler is not at work, volcano.")
  private Set<String> names = new LinkedHashSet<>();

  @Option(
      names = "--scheduler-conf",
      paramLabel = "FILE",
      description =
          "Actions and plugins; a file, or configmap:NAMESPACE/NAME[:KEY]. Taken again when it"
              + " changes.")
  private @Nullable String configuration;

  @Option(
      names = "--schedule-period",
      paramLabel = "DURATION",
      defaultValue = "1s",
      description = "A session runs at least this often while something waits.")
  private String schedulePeriod = "1s";

  @Option(
      names = "--feed",
      paramLabel = "protobuf|informers",
      defaultValue = "protobuf",
      description = "How pods and nodes are watched.")
  private FeedSettings.Adapter feed = FeedSettings.Adapter.PROTOBUF;

  @Option(
      names = "--gang-completion-timeout",
      paramLabel = "DURATION",
      defaultValue = "60s",
      description =
          "A gang that is part-bound, after a crash say, and cannot be completed in this time is"
              + " evicted whole.")
  private String gangCompletionTimeout = "60s";

  @Option(
      names = "--release-delay",
      paramLabel = "DURATION",
      defaultValue = "1s",
      description =
          "How long the room of a pod that ended stays taken: its node may count it for as long."
              + " With 0, pods may be refused with OutOfcpu.")
  private String releaseDelay = "1s";

  @Option(
      names = "--volume-bind-timeout",
      paramLabel = "DURATION",
      defaultValue = "10m",
      description =
          "A pod whose volumes are not made and bound in this time gives its room back and is"
              + " placed anew.")
  private String volumeBindTimeout = "10m";

  @Option(
      names = "--zone",
      paramLabel = "ZONE",
      description =
          "Serve this zone only; repeatable. Nodes without label basalt.dev/zone are of zone"
              + " default. Without it: all zones.")
  private Set<String> zones = new LinkedHashSet<>();

  @Option(
      names = "--inspector-port",
      paramLabel = "PORT",
      description = "Serve the inspector (gRPC over TLS) here; without it, there is none.")
  private @Nullable Integer inspectorPort;

  @Option(
      names = "--inspector-tls",
      paramLabel = "FOLDER",
      defaultValue = "/etc/basalt/inspector-tls",
      description = "Folder of the inspector's tls.crt and tls.key.")
  private Path inspectorCertificates = Path.of("/etc/basalt/inspector-tls");

  /**
   * What they say, with what a command has beside them.
   *
   * @param bindAddress address that the inspector listens on
   * @throws CommandFailure if a value cannot be read
   */
  public SchedulerOptions options(LeaseOptions lease, String bindAddress) {
    SchedulerOptions standard = SchedulerOptions.standard();
    return standard.toBuilder()
        .schedulerNames(names.isEmpty() ? standard.schedulerNames() : names)
        .configuration(configuration)
        .schedulePeriod(duration("--schedule-period", schedulePeriod))
        .leaderElect(lease.leaderElect())
        .leaseNamespace(lease.leaseNamespace())
        .feed(feed)
        .gangCompletionTimeout(duration("--gang-completion-timeout", gangCompletionTimeout))
        .releaseDelay(duration("--release-delay", releaseDelay))
        .volumeBindTimeout(duration("--volume-bind-timeout", volumeBindTimeout))
        .inspector(
            inspectorPort == null
                ? null
                : new InspectorEndpoint(bindAddress, inspectorPort, inspectorCertificates))
        .zones(zones)
        .volcanoNamespace(lease.volcanoNamespace())
        .build();
  }

  private static Duration duration(String option, String value) {
    try {
      return Duration.ofNanos(Durations.parseNanos(value));
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(option + ": " + e.getMessage(), e);
    }
  }
}
