package dev.basalt.testkit.tool;

import dev.basalt.testkit.TestClusters;
import dev.basalt.testkit.build.ControlPlaneUnavailableException;
import dev.basalt.testkit.build.Part;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Prometheus' tool that checks and tests rules. */
public final class Promtool {
  private final Path executable;

  private Promtool(Path executable) {
    this.executable = executable;
  }

  /**
   * Builds it where it is not there yet (some minutes).
   *
   * @throws ControlPlaneUnavailableException if it cannot be had on this machine; the message is
   *     one line
   */
  public static Promtool open() {
    return new Promtool(TestClusters.program(Part.PROMTOOL));
  }

  /**
   * Runs it.
   *
   * @param folder where it runs; paths may be relative to it
   * @param arguments such as {@code check rules basalt.rules.yaml}
   */
  public ToolRun run(Path folder, String... arguments) {
    return new CommandLine(executable, folder, Map.of()).run(List.of(arguments));
  }
}
