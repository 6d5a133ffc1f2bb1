package dev.basalt.testkit.local;

import dev.basalt.testkit.ClusterOptions;
import dev.basalt.testkit.FakeNodes;
import dev.basalt.testkit.NodeShape;
import dev.basalt.testkit.TestCluster;
import dev.basalt.testkit.build.ControlPlaneBinaries;
import dev.basalt.testkit.build.Part;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A cluster of processes on this machine that ends with this JVM at the latest. */
public final class LocalCluster implements TestCluster {
  private static final Logger log = LoggerFactory.getLogger(LocalCluster.class);
  private static final int ATTEMPTS = 3;
  private static final String OWNER = "owner";

  private final ClusterOptions options;
  private final Layout layout;
  private final ControlPlane controlPlane;
  private final AtomicInteger nextNode = new AtomicInteger();

  private LocalCluster(ClusterOptions options, Layout layout, ControlPlane controlPlane) {
    this.options = options;
    this.layout = layout;
    this.controlPlane = controlPlane;
  }

  /**
   * Starts a cluster and returns once it is ready; builds what is not built yet.
   *
   * @param cache where built programs and the cluster's own files are kept
   */
  public static LocalCluster start(
      ClusterOptions options, Path cache, ControlPlaneBinaries binaries)
      throws IOException, InterruptedException {
    Map<Part, Path> programs = binaries.get(ControlPlane.parts(options));
    Path clusters = Files.createDirectories(cache.resolve("tests"));
    sweep(clusters);
    for (int attempt = 1; ; attempt++) {
      try {
        return attempt(options, clusters, programs);
      } catch (ProgramFailedException e) {
        if (!e.portTaken() || attempt == ATTEMPTS) {
          throw e;
        }
        log.debug("a port was taken, trying others", e);
      }
    }
  }

  private static LocalCluster attempt(
      ClusterOptions options, Path clusters, Map<Part, Path> programs)
      throws IOException, InterruptedException {
    Path home = Files.createTempDirectory(clusters, options.name() + "-");
    Files.writeString(home.resolve(OWNER), ProcessIdentity.of(ProcessHandle.current()).toText());
    Layout layout = Layout.create(home, new LoopbackPorts(RandomGenerator.getDefault()));
    Credentials.create(layout);
    ControlPlane controlPlane = new ControlPlane(options, layout, programs, new OwnedLauncher());
    LocalCluster cluster = new LocalCluster(options, layout, controlPlane);
    try {
      controlPlane.start();
      return cluster;
    } catch (IOException | InterruptedException | RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  /** Removes the folders of clusters whose JVM was killed before it could. */
  private static void sweep(Path clusters) throws IOException {
    try (DirectoryStream<Path> homes = Files.newDirectoryStream(clusters)) {
      for (Path home : homes) {
        Path owner = home.resolve(OWNER);
        if (Files.exists(owner)
            && ProcessIdentity.parse(Files.readString(owner))
                .flatMap(ProcessIdentity::handle)
                .isEmpty()) {
          ControlPlaneBinaries.deleteTree(home);
        }
      }
    }
  }

  @Override
  public String name() {
    return options.name();
  }

  @Override
  public Path kubeconfig() {
    return layout.kubeconfig();
  }

  @Override
  public List<String> addNodes(int count, NodeShape shape) {
    try (KubernetesClient client = newClient()) {
      return FakeNodes.create(client, nextNode.getAndAdd(count), count, shape);
    }
  }

  @Override
  public synchronized void stopApiServer() {
    controlPlane.stop(Part.API_SERVER);
  }

  @Override
  public synchronized void startApiServer() {
    try {
      controlPlane.start();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start the API server of " + name(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the API server started", e);
    }
  }

  /** The folder that holds the programs' logs, for messages. */
  public Path logs() {
    return layout.logs();
  }

  /** The numbers of the processes that run, by the program's name such as {@code etcd}. */
  public synchronized Map<String, Long> processIds() {
    Map<String, Long> ids = new TreeMap<>();
    controlPlane
        .running()
        .forEach(
            (part, program) -> program.processId().ifPresent(id -> ids.put(part.program(), id)));
    return ids;
  }

  @Override
  public synchronized void close() {
    controlPlane.stopAll();
    try {
      ControlPlaneBinaries.deleteTree(layout.home());
    } catch (IOException e) {
      log.warn("cannot remove {}: {}", layout.home(), e.toString());
    }
  }
}
