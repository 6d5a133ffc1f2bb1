package dev.basalt.testkit;

import dev.basalt.testkit.build.CacheDirectory;
import dev.basalt.testkit.build.ControlPlaneBinaries;
import dev.basalt.testkit.build.ControlPlaneUnavailableException;
import dev.basalt.testkit.local.LocalCluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Starts clusters of whichever provider this machine offers. */
public final class TestClusters {
  private TestClusters() {}

  /**
   * Starts a cluster of processes on this machine; progress goes to standard output.
   *
   * @throws ControlPlaneUnavailableException if this machine cannot; the message says what is
   *     missing
   */
  public static TestCluster startLocal(ClusterOptions options) {
    return startLocal(options, System.out::println);
  }

  /**
   * Starts a cluster of processes on this machine.
   *
   * @param progress gets one line for each step of a first build
   * @throws ControlPlaneUnavailableException if this machine cannot; the message says what is
   *     missing
   */
  public static TestCluster startLocal(ClusterOptions options, Consumer<String> progress) {
    try {
      Path cache = CacheDirectory.locate();
      return LocalCluster.start(options, cache, new ControlPlaneBinaries(cache, progress));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start the cluster " + options.name(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the cluster started", e);
    }
  }
}
