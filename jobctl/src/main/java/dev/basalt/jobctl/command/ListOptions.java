package dev.basalt.jobctl.command;

import dev.basalt.jobctl.view.Output;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What lists of objects have in common: whose they show, and how. */
final class ListOptions {
  @Option(
      names = {"-A", "--all-namespaces"},
      description = "Of all namespaces.")
  private boolean all;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "table|json|yaml",
      defaultValue = "table",
      description = "How to print them.")
  private Output output = Output.TABLE;

  Output output() {
    return output;
  }

  /** The namespace to look in, null for all. */
  @Nullable String namespace(Connection connection) {
    return all ? null : connection.namespace();
  }
}
