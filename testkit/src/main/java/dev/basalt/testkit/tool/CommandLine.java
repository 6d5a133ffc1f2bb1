package dev.basalt.testkit.tool;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs an executable to its end. */
record CommandLine(Path executable, Path folder, Map<String, String> variables) {
  private static final Duration LIMIT = Duration.ofMinutes(5);

  CommandLine {
    variables = Map.copyOf(variables);
  }

  /**
   * @throws AssertionError if it has not ended after five minutes; it is killed then
   */
  ToolRun run(List<String> arguments) {
    List<String> line = new ArrayList<>(List.of(executable.toString()));
    line.addAll(arguments);
    List<String> shown = new ArrayList<>(List.of(String.valueOf(executable.getFileName())));
    shown.addAll(arguments);
    try {
      // Files, not pipes: a full pipe would stop the tool.
      Path output = Files.createTempFile("tool-", ".out");
      Path errors = Files.createTempFile("tool-", ".err");
      try {
        ProcessBuilder builder =
            new ProcessBuilder(line)
                .directory(folder.toFile())
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile());
        builder.environment().putAll(variables);
        Process process = builder.start();
        process.getOutputStream().close();
        boolean ended = process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        if (!ended) {
          process.destroyForcibly().waitFor();
          throw new AssertionError(
              "%s had not ended after %s%n%s"
                  .formatted(String.join(" ", shown), LIMIT, Files.readString(errors)));
        }
        return new ToolRun(
            shown, process.exitValue(), Files.readString(output), Files.readString(errors));
      } finally {
        Files.deleteIfExists(output);
        Files.deleteIfExists(errors);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot run " + executable, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while " + executable + " ran", e);
    }
  }
}
