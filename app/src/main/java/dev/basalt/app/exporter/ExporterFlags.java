package dev.basalt.app.exporter;

import dev.basalt.app.CommandFailure;
import dev.basalt.core.event.UserSource;
import dev.basalt.core.resource.Durations;
import dev.basalt.exporter.ExporterSettings;
import dev.basalt.exporter.series.Limits;
import java.time.Duration;
import java.util.Set;
import picocli.CommandLine.Option;

/** What an exporter is told, whether it is alone or beside other roles. */
public final class ExporterFlags {
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  @Option(
      names = "--max-pods-series",
      paramLabel = "COUNT",
      defaultValue = "200000",
      description = "Pods that have a series of their own.")
  private int maxPods = 200_000;

  @Option(
      names = "--max-jobs",
      paramLabel = "COUNT",
      defaultValue = "10000",
      description = "Jobs that have series of their own.")
  private int maxJobs = 10_000;

  @Option(
      names = "--job-series-life",
      paramLabel = "DURATION",
      defaultValue = "1h",
      description = "How long a job's series stay after its end.")
  private String jobLife = "1h";

  @Option(
      names = "--max-users",
      paramLabel = "COUNT",
      defaultValue = "1000",
      description = "Users of queues that have series of their own.")
  private int maxUsers = 1_000;

  @Option(
      names = "--max-nodes",
      paramLabel = "COUNT",
      defaultValue = "5000",
      description = "Nodes that have series of their own; zones count all nodes.")
  private int maxNodes = 5_000;

  @Option(
      names = "--max-queues",
      paramLabel = "COUNT",
      defaultValue = "1000",
      description = "Queues that have series.")
  private int maxQueues = 1_000;

  @Option(
      names = "--max-quotas",
      paramLabel = "COUNT",
      defaultValue = "1000",
      description = "Quotas that have series.")
  private int maxQuotas = 1_000;

  @Option(
      names = "--max-tasks",
      paramLabel = "COUNT",
      defaultValue = "100",
      description =
          "Tasks of each job that have series of their own; the others are told together.")
  private int maxTasks = 100;

  @Option(
      names = "--usage-period",
      paramLabel = "DURATION",
      defaultValue = "30s",
      description = "How often metrics.k8s.io, where it is served, is asked what pods use.")
  private String usagePeriod = "30s";

  /**
   * What they say.
   *
   * @param schedulerNames names of the schedulers whose pods are ours
   * @param user where it is read whose a pod or job is
   * @throws CommandFailure if a value cannot be read
   */
  public ExporterSettings settings(Set<String> schedulerNames, UserSource user) {
    return new ExporterSettings(
        schedulerNames,
        user,
        new Limits(
            count("--max-pods-series", maxPods),
            count("--max-jobs", maxJobs),
            duration("--job-series-life", jobLife),
            count("--max-users", maxUsers),
            count("--max-nodes", maxNodes),
            count("--max-queues", maxQueues),
            count("--max-quotas", maxQuotas),
            count("--max-tasks", maxTasks)),
        duration("--usage-period", usagePeriod),
        PATIENCE);
  }

  private static int count(String option, int value) {
    if (value < 0) {
      throw new CommandFailure(option + ": " + value + " is negative; give 0 or more");
    }
    return value;
  }

  private static Duration duration(String option, String value) {
    try {
      return Duration.ofNanos(Durations.parseNanos(value));
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(option + ": " + e.getMessage(), e);
    }
  }
}
