package dev.basalt.app.exporter;

import dev.basalt.api.names.BasaltNames;
import dev.basalt.api.names.VolcanoNames;
import dev.basalt.app.ApiOptions;
import dev.basalt.app.UntilStopped;
import dev.basalt.app.UserOptions;
import dev.basalt.app.role.EndpointFlags;
import dev.basalt.app.role.RoleProcess;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs the exporter until it is told to stop. */
@Command(
    name = "exporter",
    description = "Publish what is in the cluster as series for Prometheus. It only reads.",
    showDefaultValues = true)
public final class ExporterCommand implements Callable<Integer> {
  private static final Set<String> SCHEDULERS =
      Set.of(BasaltNames.SCHEDULER, VolcanoNames.SCHEDULER);

  @Mixin private ApiOptions api = new ApiOptions();

  @Option(
      names = "--scheduler-name",
      paramLabel = "NAME",
      description =
          "Pods with this schedulerName are ours; repeatable. Without it: basalt and volcano.")
  private Set<String> schedulerNames = new LinkedHashSet<>();

  @Mixin private ExporterFlags flags = new ExporterFlags();

  @Mixin private UserOptions user = new UserOptions();

  @Mixin private EndpointFlags endpoints = new EndpointFlags(8083);

  @Override
  public Integer call() throws InterruptedException {
    RoleProcess<ExporterRole> process =
        ExporterRole.process(
            api.access(),
            flags.settings(schedulerNames.isEmpty() ? SCHEDULERS : schedulerNames, user.source()),
            endpoints.settings());
    return UntilStopped.run(process::close);
  }
}
