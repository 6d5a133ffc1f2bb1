package dev.basalt.app.scheduler;

import dev.basalt.app.ApiOptions;
import dev.basalt.app.LeaseOptions;
import dev.basalt.app.UntilStopped;
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

  @Option(
      names = "--metrics-port",
      paramLabel = "PORT",
      defaultValue = "8080",
      description = "Port of /metrics, /healthz and /readyz; 0 for any free one.")
  private int metricsPort = 8080;

  @Option(
      names = "--bind-address",
      paramLabel = "ADDRESS",
      defaultValue = "0.0.0.0",
      description = "Address that these listen on.")
  private String bindAddress = "0.0.0.0";

  @Option(names = "--print-conf", description = "Print the standard configuration and exit.")
  private boolean printConfiguration;

  @Override
  public Integer call() throws InterruptedException {
    if (printConfiguration) {
      System.out.print(SchedulerConfiguration.STANDARD);
      return 0;
    }
    SchedulerProcess process =
        new SchedulerProcess(api.access(), flags.options(lease, bindAddress, metricsPort));
    return UntilStopped.run(process::close);
  }
}
