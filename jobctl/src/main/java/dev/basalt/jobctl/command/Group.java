package dev.basalt.jobctl.command;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that has commands of its own and does nothing without one. */
abstract class Group implements Runnable {
  @Spec private @Nullable CommandSpec spec;

  @Override
  public void run() {
    CommandSpec command = spec;
    if (command != null) {
      throw new CommandLine.ParameterException(
          command.commandLine(), "say what: " + String.join(", ", command.subcommands().keySet()));
    }
  }
}
