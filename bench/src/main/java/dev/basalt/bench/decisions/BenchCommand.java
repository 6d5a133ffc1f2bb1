package dev.basalt.bench.decisions;

import dev.basalt.bench.bindings.BindingsCommand;
import dev.basalt.bench.exporter.ExporterCommand;
import dev.basalt.bench.jobs.JobsCommand;
import dev.basalt.bench.watch.WatchCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code ./basalt bench}: measures the engine in this process. */
@Command(
    name = "basalt bench",
    mixinStandardHelpOptions = true,
    description = "Measure the engine in this process; for races on real clusters: bench/race.",
    subcommands = {
      DecisionsCommand.class,
      CyclesCommand.class,
      WaitingCommand.class,
      WatchCommand.class,
      JobsCommand.class,
      BindingsCommand.class,
      ExporterCommand.class,
      JmhCommand.class
    })
public final class BenchCommand implements Runnable {
  private BenchCommand() {}

  /** Runs one command and exits with its code. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new BenchCommand()).execute(args));
  }

  @Override
  public void run() {
    new CommandLine(this).usage(System.out);
  }
}
