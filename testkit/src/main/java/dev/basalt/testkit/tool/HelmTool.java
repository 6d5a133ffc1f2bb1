package dev.basalt.testkit.tool;

import dev.basalt.testkit.TestClusters;
import dev.basalt.testkit.build.ControlPlaneBinaries;
import dev.basalt.testkit.build.ControlPlaneUnavailableException;
import dev.basalt.testkit.build.Part;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Helm with settings of its own: nothing that this machine's user configured is read or changed.
 */
public final class HelmTool implements AutoCloseable {
  private final Path executable;
  private final Path home;

  private HelmTool(Path executable, Path home) {
    this.executable = executable;
    this.home = home;
  }

  /**
   * Builds Helm where it is not there yet (some two minutes).
   *
   * @throws ControlPlaneUnavailableException if it cannot be had on this machine; the message is
   *     one line
   */
  public static HelmTool open() {
    Path executable = TestClusters.program(Part.HELM);
    try {
      return new HelmTool(executable, Files.createTempDirectory("helm-"));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make a folder for Helm", e);
    }
  }

  /** Runs it without a cluster: {@code template}, {@code lint}, {@code package}. */
  public ToolRun run(String... arguments) {
    // A file that is not there: no cluster, rather than whichever this machine's user works with.
    return run(home.resolve("no-kubeconfig"), arguments);
  }

  /** Runs it against a cluster: {@code install}, {@code upgrade}, {@code uninstall}. */
  public ToolRun run(Path kubeconfig, String... arguments) {
    Map<String, String> variables =
        Map.of(
            "HELM_CACHE_HOME", home.resolve("cache").toString(),
            "HELM_CONFIG_HOME", home.resolve("config").toString(),
            "HELM_DATA_HOME", home.resolve("data").toString(),
            "KUBECONFIG", kubeconfig.toAbsolutePath().toString());
    return new CommandLine(executable, Path.of(System.getProperty("user.dir")), variables)
        .run(List.of(arguments));
  }

  @Override
  public void close() {
    try {
      ControlPlaneBinaries.deleteTree(home);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + home, e);
    }
  }
}
