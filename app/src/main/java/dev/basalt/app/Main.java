package dev.basalt.app;

import dev.basalt.app.allinone.AllInOneCommand;
import dev.basalt.app.cluster.ClusterCommand;
import dev.basalt.app.controllers.ControllersCommand;
import dev.basalt.app.crds.CrdsCommand;
import dev.basalt.app.demo.DemoCommand;
import dev.basalt.app.exporter.ExporterCommand;
import dev.basalt.app.image.ImageCommand;
import dev.basalt.app.inspect.ExplainCommand;
import dev.basalt.app.inspect.QueuesCommand;
import dev.basalt.app.rehearsal.RehearseCommand;
import dev.basalt.app.scheduler.SchedulerCommand;
import dev.basalt.app.simulate.SimulateCommand;
import dev.basalt.app.watchdog.WatchdogCommand;
import dev.basalt.app.webhook.WebhookCommand;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ScopeType;

/** The entry point of {@code ./basalt}. */
@Command(
    name = "basalt",
    description = "A batch scheduler for Kubernetes.",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = Main.Version.class)
public final class Main implements Runnable {
  private static final Map<String, Supplier<Object>> COMMANDS = commands();

  private Main() {}

  private static Map<String, Supplier<Object>> commands() {
    Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
    commands.put("scheduler", SchedulerCommand::new);
    commands.put("explain", ExplainCommand::new);
    commands.put("queues", QueuesCommand::new);
    commands.put("demo", DemoCommand::new);
    commands.put("simulate", SimulateCommand::new);
    commands.put("cluster", ClusterCommand::new);
    commands.put("crds", CrdsCommand::new);
    commands.put("webhook", WebhookCommand::new);
    commands.put("rehearse", RehearseCommand::new);
    commands.put("controllers", ControllersCommand::new);
    commands.put("exporter", ExporterCommand::new);
    commands.put("watchdog", WatchdogCommand::new);
    commands.put("all-in-one", AllInOneCommand::new);
    commands.put("image", ImageCommand::new);
    return commands;
  }

  /** Runs one command and exits with its code: 0 fine, 1 failed, 2 wrong usage. */
  public static void main(String[] args) {
    System.exit(commandLine(args.length == 0 ? null : args[0]).execute(args));
  }

  /**
   * The command line, ready to execute. Reading the options of a command takes 50 ms when a JVM
   * starts: a command that is named pays for its own only.
   *
   * @param named the first argument; null for none
   */
  public static CommandLine commandLine(@Nullable String named) {
    CommandLine line = new CommandLine(new Main());
    Supplier<Object> only = named == null ? null : COMMANDS.get(named);
    if (only != null) {
      line.addSubcommand(named, only.get());
    } else {
      COMMANDS.forEach((name, command) -> line.addSubcommand(name, command.get()));
    }
    return line.setCaseInsensitiveEnumValuesAllowed(true)
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
    commandLine(null).usage(System.out);
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
