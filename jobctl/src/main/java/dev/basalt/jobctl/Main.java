package dev.basalt.jobctl;

import dev.basalt.jobctl.api.ApiException;
import dev.basalt.jobctl.command.CancelCommand;
import dev.basalt.jobctl.command.CompletionCommand;
import dev.basalt.jobctl.command.CronCommand;
import dev.basalt.jobctl.command.DescribeCommand;
import dev.basalt.jobctl.command.ExplainCommand;
import dev.basalt.jobctl.command.FlowCommand;
import dev.basalt.jobctl.command.ListCommand;
import dev.basalt.jobctl.command.LogsCommand;
import dev.basalt.jobctl.command.QueueCommand;
import dev.basalt.jobctl.command.ResumeCommand;
import dev.basalt.jobctl.command.RetryCommand;
import dev.basalt.jobctl.command.RunCommand;
import dev.basalt.jobctl.command.ScaleCommand;
import dev.basalt.jobctl.command.SubmitCommand;
import dev.basalt.jobctl.command.SuspendCommand;
import dev.basalt.jobctl.command.TopCommand;
import dev.basalt.jobctl.command.TreeCommand;
import dev.basalt.jobctl.command.WaitCommand;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ScopeType;

/** The entry point of {@code jobctl}. */
@Command(
    name = "jobctl",
    description = "Hand in jobs, follow them, and get their results.",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = Main.Version.class)
public final class Main implements Runnable {
  /** What follows the first word that is no option belongs to the user's own command. */
  private static final Set<String> END_AT_COMMAND = Set.of("submit", "run");

  private Main() {}

  private static Map<String, Supplier<Object>> commands() {
    Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
    commands.put("submit", SubmitCommand::new);
    commands.put("run", RunCommand::new);
    commands.put("list", ListCommand::new);
    commands.put("describe", DescribeCommand::new);
    commands.put("logs", LogsCommand::new);
    commands.put("wait", WaitCommand::new);
    commands.put("cancel", CancelCommand::new);
    commands.put("suspend", SuspendCommand::new);
    commands.put("resume", ResumeCommand::new);
    commands.put("retry", RetryCommand::new);
    commands.put("scale", ScaleCommand::new);
    commands.put("tree", TreeCommand::new);
    commands.put("explain", ExplainCommand::new);
    commands.put("top", TopCommand::new);
    commands.put("queue", QueueCommand::new);
    commands.put("flow", FlowCommand::new);
    commands.put("cron", CronCommand::new);
    commands.put("completion", () -> new CompletionCommand(() -> commandLine(null)));
    return commands;
  }

  /**
   * Runs one command and exits with its code: 0 fine, 1 failed, 2 wrong usage, 3 no such object;
   * run and wait: that of the job, 124 if it took too long, 130 if interrupted.
   */
  public static void main(String[] args) {
    System.exit(run(System.out, args));
  }

  /** Runs one command. All that it has printed is out when this returns. */
  static int run(PrintStream stream, String... args) {
    PrintWriter out = new PrintWriter(stream, true, stream.charset());
    int code = commandLine(args.length == 0 ? null : args[0]).setOut(out).execute(args);
    out.flush();
    return code;
  }

  /**
   * The command line, ready to execute. A command that is named pays for its own options only.
   *
   * @param named the first argument; null for none
   */
  public static CommandLine commandLine(@Nullable String named) {
    CommandLine line = new CommandLine(new Main());
    Map<String, Supplier<Object>> commands = commands();
    Supplier<Object> only = named == null ? null : commands.get(named);
    if (only != null) {
      line.addSubcommand(named, only.get());
    } else if (!"--version".equals(named) && !"-V".equals(named)) {
      commands.forEach((name, command) -> line.addSubcommand(name, command.get()));
    }
    line.getSubcommands()
        .forEach((name, command) -> command.setStopAtPositional(END_AT_COMMAND.contains(name)));
    return line.setCaseInsensitiveEnumValuesAllowed(true)
        .setExpandAtFiles(false)
        .setExecutionExceptionHandler((failure, command, parsed) -> failed(failure, command));
  }

  private static int failed(Exception failure, CommandLine command) {
    if (failure instanceof Failure expected) {
      expected.getMessage().lines().forEach(line -> command.getErr().println("jobctl: " + line));
      return expected.exitCode();
    }
    if (failure instanceof ApiException refusal) {
      command.getErr().println("jobctl: " + Remedies.of(refusal));
    } else {
      failure.printStackTrace(command.getErr());
    }
    return command.getCommandSpec().exitCodeOnExecutionException();
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
      return new String[] {"jobctl " + (version == null ? "(from a checkout)" : version)};
    }
  }
}
