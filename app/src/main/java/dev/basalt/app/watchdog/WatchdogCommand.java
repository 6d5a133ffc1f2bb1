package dev.basalt.app.watchdog;

import dev.basalt.api.names.BasaltNames;
import dev.basalt.api.names.VolcanoNames;
import dev.basalt.app.ApiOptions;
import dev.basalt.app.LeaseOptions;
import dev.basalt.app.UntilStopped;
import dev.basalt.app.UserOptions;
import dev.basalt.app.role.EndpointFlags;
import dev.basalt.app.role.RoleProcess;
import dev.basalt.watchdog.config.WatchdogRules;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs the watchdog until it is told to stop. */
@Command(
    name = "watchdog",
    description = "Tell Alertmanagers and webhooks when jobs fail, wait for long or waste room.",
    showDefaultValues = true)
public final class WatchdogCommand implements Callable<Integer> {
  private static final Set<String> SCHEDULERS =
      Set.of(BasaltNames.SCHEDULER, VolcanoNames.SCHEDULER);

  @Mixin private ApiOptions api = new ApiOptions();

  @Mixin private WatchdogFlags flags = new WatchdogFlags();

  @Mixin private UserOptions user = new UserOptions();

  @Mixin private LeaseOptions lease = new LeaseOptions();

  @Mixin private EndpointFlags endpoints = new EndpointFlags(8084);

  @Option(
      names = "--scheduler-name",
      paramLabel = "NAME",
      description =
          "Pods with this schedulerName must be decided about; repeatable. Without it: basalt and"
              + " volcano.")
  private Set<String> schedulerNames = new LinkedHashSet<>();

  @Option(names = "--print-rules", description = "Print the standard rules and exit.")
  private boolean printRules;

  @Override
  public Integer call() throws InterruptedException {
    if (printRules) {
      System.out.print(WatchdogRules.standardText());
      return 0;
    }
    RoleProcess<WatchdogRole> process =
        WatchdogRole.process(
            api.access(),
            flags.options(
                lease, schedulerNames.isEmpty() ? SCHEDULERS : schedulerNames, user.source()),
            endpoints.settings());
    return UntilStopped.run(process::close);
  }
}
