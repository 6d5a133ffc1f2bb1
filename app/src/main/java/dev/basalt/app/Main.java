package dev.basalt.app;

import dev.basalt.app.cluster.ClusterCommand;
import dev.basalt.app.crds.CrdsCommand;
import dev.basalt.app.demo.DemoCommand;
import dev.basalt.app.rehearsal.RehearseCommand;
import dev.basalt.app.scheduler.SchedulerCommand;
import dev.basalt.app.simulate.SimulateCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ScopeType;

/** The entry point of {@code ./basalt}. */
@Command(
    name = "basalt",
    description = "A batch scheduler for Kubernetes.",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = Main.Version.class,
    subcommands = {
      SchedulerCommand.class,
      DemoCommand.class,
      SimulateCommand.class,
      ClusterCommand.class,
      CrdsCommand.class,
      RehearseCommand.class
    })
public final class Main implements Runnable {
  private Main() {}

  /** Runs one command and exits with its code: 0 fine, 1 failed, 2 wrong usage. */
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  /** The command line, ready to execute. */
  static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler((failure, command, parsed) -> {
          if (failure instanceof CommandFailure expected) {
            command.getErr().println("basalt: " + expected.getMessage());
          } else {
            failure.printStackTrace(command.getErr());
          }
          return command.getCommandSpec().exitCodeOnExecutionException();
        });
  }

  @Override
  public void run() {
    commandLine().usage(System.out);
  }

  /** The version of this build. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {"basalt " + (version == null ? "(from a checkout)" : version)};
    }
  }
}
