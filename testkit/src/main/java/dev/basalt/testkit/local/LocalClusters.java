package dev.basalt.testkit.local;

import dev.basalt.testkit.ClusterOptions;
import dev.basalt.testkit.FakeNodes;
import dev.basalt.testkit.NodeShape;
import dev.basalt.testkit.build.CacheDirectory;
import dev.basalt.testkit.build.ControlPlaneBinaries;
import dev.basalt.testkit.build.ControlPlaneUnavailableException;
import dev.basalt.testkit.build.FileMutex;
import dev.basalt.testkit.build.Part;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Clusters for people: they stay up when the process that started them ends, and any later process
 * of the same user finds them by name.
 */
public final class LocalClusters {
  private static final Logger log = LoggerFactory.getLogger(LocalClusters.class);

  private final Path cache;
  private final Consumer<String> progress;

  /**
   * @param cache where clusters and built programs are kept
   * @param progress gets one line for each longer step
   */
  public LocalClusters(Path cache, Consumer<String> progress) {
    this.cache = cache;
    this.progress = progress;
  }

  /** The clusters of this user. */
  public static LocalClusters ofThisUser(Consumer<String> progress) {
    return new LocalClusters(CacheDirectory.locate(), progress);
  }

  /**
   * How a cluster is.
   *
   * @param url the API server's address
   * @param programs the control plane's programs by name, and whether each runs
   * @param ready whether the API server answers
   * @param nodes how many nodes there are; 0 while it does not answer
   */
  public record Status(
      String name,
      String url,
      Path kubeconfig,
      Map<String, Boolean> programs,
      boolean ready,
      int nodes) {
    public Status {
      programs = Map.copyOf(programs);
    }
  }

  /**
   * Starts a cluster, or whatever of it does not run, and adds nodes up to a number. Called again,
   * it changes nothing; it never removes nodes.
   *
   * @param name see {@link ClusterOptions#name()}
   * @param nodes how many nodes there shall be at least, 0 or more
   * @throws ControlPlaneUnavailableException if this machine cannot; the message says what is
   *     missing
   */
  public Status up(String name, int nodes, NodeShape shape)
      throws IOException, InterruptedException {
    ClusterOptions options = ClusterOptions.named(name);
    if (nodes < 0) {
      throw new IllegalArgumentException("the number of nodes must be 0 or more, not " + nodes);
    }
    Map<Part, Path> programs =
        new ControlPlaneBinaries(cache, progress).get(ControlPlane.parts(options));
    try (FileMutex _ = lock(name)) {
      Path home = home(name);
      boolean fresh = !Layout.existsIn(home);
      Layout layout = fresh ? create(home) : Layout.load(home);
      ControlPlane controlPlane = controlPlane(options, layout, programs);
      progress.accept("cluster %s: starting".formatted(name));
      try {
        controlPlane.start();
      } catch (IOException | InterruptedException | RuntimeException e) {
        if (fresh) {
          controlPlane.stopAll();
          ControlPlaneBinaries.deleteTree(home);
        }
        throw e;
      }
      addNodes(layout, nodes, shape);
      return read(name, layout);
    }
  }

  /** How a cluster is; empty if there is none of that name. */
  public Optional<Status> status(String name) throws IOException {
    Path home = home(name);
    return Layout.existsIn(home) ? Optional.of(read(name, Layout.load(home))) : Optional.empty();
  }

  /** The kubeconfig file of a cluster; empty if there is no cluster of that name. */
  public Optional<Path> kubeconfig(String name) throws IOException {
    return status(name).map(Status::kubeconfig).filter(Files::exists);
  }

  /**
   * Stops a cluster and removes all that it kept.
   *
   * @return false if there was none of that name
   */
  public boolean down(String name) throws IOException, InterruptedException {
    try (FileMutex _ = lock(name)) {
      Path home = home(name);
      if (!Layout.existsIn(home)) {
        return false;
      }
      progress.accept("cluster %s: stopping".formatted(name));
      controlPlane(ClusterOptions.named(name), Layout.load(home), Map.of()).stopAll();
      ControlPlaneBinaries.deleteTree(home);
      return true;
    }
  }

  private FileMutex lock(String name) throws IOException, InterruptedException {
    Path folder = Files.createDirectories(cache.resolve("clusters"));
    return FileMutex.acquire(
        folder.resolve(name + ".lock"),
        "cluster %s: another process is starting or stopping it, waiting for that".formatted(name),
        progress);
  }

  private Path home(String name) {
    return cache.resolve("clusters").resolve(ClusterOptions.named(name).name());
  }

  private static Layout create(Path home) throws IOException {
    Files.createDirectories(home);
    Layout layout = Layout.create(home, new LoopbackPorts(RandomGenerator.getDefault()));
    Credentials.create(layout);
    return layout;
  }

  private static ControlPlane controlPlane(
      ClusterOptions options, Layout layout, Map<Part, Path> programs) throws IOException {
    DetachedLauncher launcher = new DetachedLauncher(layout.home().resolve("processes"));
    ControlPlane controlPlane = new ControlPlane(options, layout, programs, launcher);
    for (Part part : ControlPlane.parts(options)) {
      launcher
          .find(part.program(), layout.log(part.program()))
          .ifPresent(program -> controlPlane.adopt(part, program));
    }
    return controlPlane;
  }

  private void addNodes(Layout layout, int wanted, NodeShape shape) throws IOException {
    try (KubernetesClient client = client(layout)) {
      List<Node> there = client.nodes().list().getItems();
      int missing = wanted - there.size();
      if (missing > 0) {
        progress.accept("adding %d nodes to the %d there are".formatted(missing, there.size()));
        FakeNodes.create(client, firstFree(there, shape.namePrefix()), missing, shape);
      }
    }
  }

  private static int firstFree(List<Node> nodes, String prefix) {
    return nodes.stream()
            .map(node -> node.getMetadata().getName())
            .filter(name -> name.startsWith(prefix))
            .map(name -> name.substring(prefix.length()))
            .filter(number -> number.matches("\\d{1,9}"))
            .mapToInt(Integer::parseInt)
            .max()
            .orElse(-1)
        + 1;
  }

  private static Status read(String name, Layout layout) throws IOException {
    ClusterOptions options = ClusterOptions.named(name);
    Map<Part, RunningProgram> found = controlPlane(options, layout, Map.of()).running();
    Map<String, Boolean> programs = new TreeMap<>();
    for (Part part : ControlPlane.parts(options)) {
      RunningProgram program = found.get(part);
      programs.put(part.program(), program != null && program.isAlive());
    }
    boolean ready = false;
    int nodes = 0;
    if (Files.exists(layout.kubeconfig())) {
      try (KubernetesClient client = client(layout)) {
        nodes = client.nodes().list().getItems().size();
        ready = true;
      } catch (KubernetesClientException e) {
        log.debug("the API server of {} does not answer", name, e);
      }
    }
    return new Status(name, layout.apiUrl(), layout.kubeconfig(), programs, ready, nodes);
  }

  private static KubernetesClient client(Layout layout) throws IOException {
    Config config = Config.fromKubeconfig(Files.readString(layout.kubeconfig()));
    config.setRequestRetryBackoffLimit(0);
    return new KubernetesClientBuilder().withConfig(config).build();
  }
}
