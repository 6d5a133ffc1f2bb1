package dev.basalt.app.demo;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.basalt.app.CommandFailure;
import dev.basalt.cluster.http.ApiAccess;
import dev.basalt.core.port.Clock;
import dev.basalt.core.resource.Durations;
import dev.basalt.testkit.ClusterOptions;
import dev.basalt.testkit.ClusterProvider;
import dev.basalt.testkit.TestCluster;
import dev.basalt.testkit.TestClusters;
import dev.basalt.testkit.build.ControlPlaneUnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code basalt demo}. */
@Command(
    name = "demo",
    description = {
      "A busy cluster to look at: three queues, gangs and bursts of pods, more work than room.",
      "On local and k3s also jobs that the controllers carry out.",
      "Exits with 1 if a gang held room in part, a node was given too much or turned a pod away, or a"
          + " job did not complete."
    })
public final class DemoCommand implements Callable<Integer> {
  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration DRAIN_LIMIT = Duration.ofMinutes(3);
  private static final int NODES = 200;
  private static final int INTERRUPTED = 130;

  /** Clusters that a demo brings itself. */
  enum Cluster {
    EMBEDDED,
    LOCAL,
    K3S
  }

  @Option(
      names = "--cluster",
      paramLabel = "KIND",
      description = {
        "embedded: simulated in this process (the default).",
        "local: a real API server, built from Go modules the first time.",
        "k3s: a real API server in a container; needs a Docker engine."
      })
  private @Nullable Cluster cluster;

  @Option(
      names = "--kubeconfig",
      paramLabel = "FILE",
      description = {
        "Runs on the cluster of this file's current context, in namespace "
            + ApiObjects.NAMESPACE
            + ",",
        "after it has said what it will create; takes it away at the end."
      })
  private @Nullable Path kubeconfig;

  @Option(
      names = "--keep",
      description = "With --kubeconfig: leaves what was created there at the end.")
  private boolean keep;

  @Option(
      names = "--nodes",
      paramLabel = "N",
      description = "How many nodes (default " + NODES + "); work grows with the cluster.")
  private @Nullable Integer nodes;

  @Option(
      names = "--duration",
      paramLabel = "D",
      defaultValue = "30s",
      description = "How long work comes in; then it runs out (default ${DEFAULT-VALUE}).")
  private String duration = "30s";

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "The same seed gives the same work (default ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = {
        "Writes the figures there. Times are of this machine's monotonic clock;",
        "docs/demo.md says what each key means."
      })
  private @Nullable Path json;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    Duration length = length();
    check();
    if (System.getenv("BASALT_LOG_LEVEL") == null) {
      ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.WARN);
    }
    Interruption interruption = new Interruption();
    try (interruption) {
      return run(length);
    } catch (InterruptedException | RuntimeException e) {
      if (interruption.requested()) {
        return INTERRUPTED;
      }
      throw e;
    }
  }

  private int run(Duration length) throws InterruptedException {
    Clock clock = Clock.system();
    ClusterLedger ledger = new ClusterLedger(clock);
    try (DemoWorld world = world(ledger)) {
      world.open();
      DemoRun run = new DemoRun(world, ledger, clock, seed, length, DRAIN_LIMIT);
      DemoRun.Outcome outcome;
      try (DisplayChoice choice = DisplayChoice.forThisTerminal()) {
        outcome = run.run(choice.display());
      }
      System.out.println();
      new ClosingSummary(outcome).lines().forEach(System.out::println);
      write(new DemoFigures(world.kind(), outcome));
      return outcome.broken() ? 1 : 0;
    }
  }

  private DemoWorld world(ClusterLedger ledger) {
    if (kubeconfig != null) {
      return own(kubeconfig, ledger);
    }
    int count = nodes == null ? NODES : nodes;
    return switch (cluster == null ? Cluster.EMBEDDED : cluster) {
      case EMBEDDED -> new EmbeddedWorld(count, seed, ledger);
      case LOCAL -> started(ClusterProvider.LOCAL, count, ledger);
      case K3S -> started(ClusterProvider.K3S, count, ledger);
    };
  }

  private DemoWorld own(Path file, ClusterLedger ledger) {
    ApiAccess access;
    try {
      access = ApiAccess.kubeconfig(file);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure("--kubeconfig: " + e.getMessage(), e);
    }
    System.out.println("On " + access.server() + " the demo creates");
    ApiObjects.plan(ApiWorld.OWN_QUEUE_PREFIX).forEach(line -> System.out.println("  " + line));
    System.out.println(keep ? "and leaves it there." : "and deletes it at the end.");
    return ApiWorld.own(access, keep, ledger);
  }

  private static DemoWorld started(ClusterProvider provider, int count, ClusterLedger ledger) {
    String kind = provider.name().toLowerCase(Locale.ROOT);
    System.out.println(
        "starting a " + kind + " cluster with " + Words.count(count, "node") + " ...");
    TestCluster cluster;
    try {
      cluster = TestClusters.start(provider, ClusterOptions.named("demo"), System.out::println);
    } catch (ControlPlaneUnavailableException e) {
      throw new CommandFailure("--cluster " + kind + ": " + e.getMessage(), e);
    }
    return ApiWorld.started(kind, cluster, count, ledger);
  }

  private void check() {
    if (kubeconfig != null && (cluster != null || nodes != null)) {
      throw usage("--kubeconfig names a cluster with nodes: leave out --cluster and --nodes");
    }
    if (keep && kubeconfig == null) {
      throw usage("--keep goes with --kubeconfig: other clusters end with the demo");
    }
    if (nodes != null && nodes < 1) {
      throw usage("--nodes must be 1 or more, not " + nodes);
    }
  }

  private Duration length() {
    long nanos;
    try {
      nanos = Durations.parseNanos(duration);
    } catch (IllegalArgumentException e) {
      throw usage("--duration: " + e.getMessage());
    }
    if (nanos < SHORTEST.toNanos()) {
      throw usage("--duration must be 1s or more, not " + duration);
    }
    return Duration.ofNanos(nanos);
  }

  private void write(DemoFigures figures) {
    if (json == null) {
      return;
    }
    try {
      Files.writeString(json, figures.json());
    } catch (IOException e) {
      throw new CommandFailure("--json " + json + " cannot be written: " + e, e);
    }
  }

  private ParameterException usage(String message) {
    return new ParameterException(
        Objects.requireNonNull(spec, "picocli sets it").commandLine(), message);
  }
}
