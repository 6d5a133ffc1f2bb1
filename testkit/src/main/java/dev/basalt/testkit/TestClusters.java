package dev.basalt.testkit;

import dev.basalt.testkit.build.CacheDirectory;
import dev.basalt.testkit.build.ControlPlaneBinaries;
import dev.basalt.testkit.build.ControlPlaneUnavailableException;
import dev.basalt.testkit.build.Part;
import dev.basalt.testkit.k3s.K3sCluster;
import dev.basalt.testkit.local.LocalCluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Starts clusters of whichever provider this machine offers. */
public final class TestClusters {
  /** System property that forces a provider: {@code local}, {@code k3s} or {@code none}. */
  public static final String PROPERTY = "basalt.cluster";

  /** Environment variable of the same meaning; the property goes first. */
  public static final String VARIABLE = "BASALT_CLUSTER";

  private TestClusters() {}

  /**
   * The provider for this machine and environment.
   *
   * @throws ControlPlaneUnavailableException if there is none; the message is one line that says
   *     why
   */
  public static ClusterProvider provider() {
    return ClusterProvider.choose(wanted(), TestClusters::whyNotLocal, K3sCluster::whyNot);
  }

  /**
   * Starts a cluster of {@link #provider()}; progress goes to standard output.
   *
   * @throws ControlPlaneUnavailableException if there is no provider
   */
  public static TestCluster start(ClusterOptions options) {
    return start(provider(), options, System.out::println);
  }

  /** Starts a local cluster, whatever the environment says; progress goes to standard output. */
  public static TestCluster startLocal(ClusterOptions options) {
    return start(ClusterProvider.LOCAL, options, System.out::println);
  }

  /**
   * Starts a cluster of one provider.
   *
   * @param progress gets one line for each step of a first build
   * @throws ControlPlaneUnavailableException if this machine cannot; the message says what is
   *     missing
   */
  public static TestCluster start(
      ClusterProvider provider, ClusterOptions options, Consumer<String> progress) {
    try {
      return switch (provider) {
        case LOCAL -> {
          Path cache = CacheDirectory.locate();
          yield LocalCluster.start(options, cache, new ControlPlaneBinaries(cache, progress));
        }
        case K3S -> K3sCluster.start(options);
      };
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start the cluster " + options.name(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the cluster started", e);
    }
  }

  /**
   * The executable of a program that tests use beside a cluster, built the first time; progress
   * goes to standard output.
   *
   * @throws ControlPlaneUnavailableException if there is no Go, or clusters are switched off; the
   *     message is one line that says why
   * @throws IllegalArgumentException if there is no Go though a local cluster is asked for
   */
  public static Path program(Part part) {
    String wanted = wanted();
    if ("none".equalsIgnoreCase(wanted)) {
      throw new ControlPlaneUnavailableException("switched off by " + PROPERTY + "=none");
    }
    Optional<String> obstacle = whyNotLocal();
    if (obstacle.isPresent() && "local".equalsIgnoreCase(wanted)) {
      throw new IllegalArgumentException(
          "%s=local, but %s: %s".formatted(PROPERTY, part.program(), obstacle.get()));
    }
    if (obstacle.isPresent()) {
      throw new ControlPlaneUnavailableException(part.program() + ": " + obstacle.get());
    }
    try {
      Map<Part, Path> built =
          new ControlPlaneBinaries(CacheDirectory.locate(), System.out::println).get(Set.of(part));
      return Objects.requireNonNull(built.get(part));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot build " + part.program(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while " + part.program() + " was built", e);
    }
  }

  private static @Nullable String wanted() {
    String property = System.getProperty(PROPERTY);
    String chosen = property == null ? System.getenv(VARIABLE) : property;
    return chosen == null || chosen.isBlank() ? null : chosen;
  }

  private static Optional<String> whyNotLocal() {
    try {
      return new ControlPlaneBinaries(CacheDirectory.locate(), line -> {}).whyNot();
    } catch (ControlPlaneUnavailableException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot ask Go for its version", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking Go for its version", e);
    }
  }
}
