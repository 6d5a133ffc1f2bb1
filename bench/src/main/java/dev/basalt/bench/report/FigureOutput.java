package dev.basalt.bench.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Where a benchmark's figures go: always to the terminal, and to files where they are named. */
public final class FigureOutput {
  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec command;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the figures as JSON.")
  private @Nullable Path json;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "Replace this benchmark's section of a Markdown document.")
  private @Nullable Path report;

  /** Writes the figures. */
  public void write(Figures figures) throws IOException {
    figures.print();
    if (json != null) {
      figures.writeJson(json);
    }
    if (report != null) {
      CommandSpec spec = Objects.requireNonNull(command, "picocli sets it");
      String title = spec.usageMessage().description()[0];
      MarkedSections.write(
          report,
          "bench:" + spec.name(),
          "### bench " + spec.name() + ": " + title + "\n\n" + figures.markdown());
    }
  }
}
