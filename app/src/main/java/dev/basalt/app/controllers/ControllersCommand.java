package dev.basalt.app.controllers;

import dev.basalt.app.ApiOptions;
import dev.basalt.app.CommandFailure;
import dev.basalt.app.LeaseOptions;
import dev.basalt.app.UntilStopped;
import dev.basalt.app.role.EndpointFlags;
import dev.basalt.app.role.RoleProcess;
import dev.basalt.core.resource.Durations;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs the controllers until they are told to stop. */
@Command(
    name = "controllers",
    description =
        "Run the controllers of jobs, CronJobs, flows, groups and queues against a Kubernetes API"
            + " server.",
    showDefaultValues = true)
public final class ControllersCommand implements Callable<Integer> {
  @Mixin private ApiOptions api = new ApiOptions();

  @Mixin private LeaseOptions lease = new LeaseOptions();

  @Mixin private EndpointFlags endpoints = new EndpointFlags(8081);

  @Option(
      names = "--workers",
      paramLabel = "COUNT",
      defaultValue = "8",
      description = "Jobs that are worked on at once; and as many CronJobs and flows.")
  private int workers = 8;

  @Option(
      names = "--scheduler-name",
      paramLabel = "NAME",
      description =
          "Pods with this schedulerName get PodGroups; repeatable. Without it: basalt and volcano,"
              + " the latter unless Volcano's own scheduler is at work.")
  private Set<String> schedulerNames = new LinkedHashSet<>();

  @Option(
      names = "--pod-group-life",
      paramLabel = "DURATION",
      defaultValue = "24h",
      description =
          "How long a PodGroup that has neither owner nor pods is kept after it is Completed; 0s"
              + " for ever.")
  private String groupLife = "24h";

  @Override
  public Integer call() throws InterruptedException {
    RoleProcess<ControllersRole> process =
        ControllersRole.process(
            api.access(),
            new ControllersOptions(
                lease.leaderElect(),
                lease.leaseNamespace(),
                Math.max(1, workers),
                schedulerNames.isEmpty() ? ControllersOptions.SCHEDULERS : schedulerNames,
                life(),
                lease.volcanoNamespace()),
            endpoints.settings());
    return UntilStopped.run(process::close);
  }

  private Duration life() {
    try {
      return Duration.ofNanos(Durations.parseNanos(groupLife));
    } catch (IllegalArgumentException e) {
      throw new CommandFailure("--pod-group-life: " + e.getMessage(), e);
    }
  }
}
