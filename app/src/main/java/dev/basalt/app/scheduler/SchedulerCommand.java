package dev.basalt.app.scheduler;

import dev.basalt.app.ApiOptions;
import dev.basalt.app.LeaseOptions;
import dev.basalt.app.UntilStopped;
import dev.basalt.app.role.EndpointFlags;
import dev.basalt.app.role.RoleProcess;
import dev.basalt.core.config.SchedulerConfiguration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs the scheduler until it is told to stop. */
@Command(
    name = "scheduler",
    description = "Run the scheduler against a Kubernetes API server.",
    showDefaultValues = true)
public final class SchedulerCommand implements Callable<Integer> {
  @Mixin private ApiOptions api = new ApiOptions();

  @Mixin private SchedulerFlags flags = new SchedulerFlags();

  @Mixin private LeaseOptions lease = new LeaseOptions();

  @Mixin private EndpointFlags endpoints = new EndpointFlags(8080);

  @Option(names = "--print-conf", description = "Print the standard configuration and exit.")
  private boolean printConfiguration;

  @Override
  public Integer call() throws InterruptedException {
    if (printConfiguration) {
      System.out.print(SchedulerConfiguration.STANDARD);
      return 0;
    }
    RoleProcess<SchedulerRole> process =
        SchedulerRole.process(
            api.access(), flags.options(lease, endpoints.bindAddress()), endpoints.settings());
    return UntilStopped.run(process::close);
  }
}
