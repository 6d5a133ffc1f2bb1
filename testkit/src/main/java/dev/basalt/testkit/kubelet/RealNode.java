package dev.basalt.testkit.kubelet;

import dev.basalt.testkit.build.CacheDirectory;
import dev.basalt.testkit.build.ControlPlaneBinaries;
import dev.basalt.testkit.build.Part;
import dev.basalt.testkit.local.OwnedLauncher;
import dev.basalt.testkit.local.RunningProgram;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A kubelet and a containerd of their own, everything they keep in one folder. Needs root, the
 * machine's containerd and runc, and plugins for the pods' network; the kubelet is built from its
 * Go module.
 *
 * <p>No registry is asked: images are imported, and the one that holds a pod's namespaces must be
 * imported before the first pod, under {@link #PAUSE}.
 */
public final class RealNode implements AutoCloseable {
  /** The image that holds the namespaces of a pod. */
  public static final String PAUSE = "basalt.test/pause:1";

  private static final List<Path> NETWORK_PLUGINS =
      List.of(Path.of("/usr/lib/cni"), Path.of("/opt/cni/bin"));
  private static final List<String> CONTROLLERS =
      List.of(
          "cpu", "cpuacct", "cpuset", "memory", "pids", "devices", "freezer", "blkio", "systemd",
          "unified");

  /** The plugins for the pods' network switch it on. */
  private static final Path FORWARDING = Path.of("/proc/sys/net/ipv4/ip_forward");

  private static final int TRIES = 100;
  private static final long PAUSE_MILLIS = 100;

  private final String name;
  private final Path folder;
  private final Path socket;
  private final List<RunningProgram> running = new ArrayList<>();
  private final List<ServiceProxy> services = new ArrayList<>();
  private final String forwarding;

  private RealNode(String name, Path folder) throws IOException {
    this.name = name;
    this.folder = folder;
    this.socket = folder.resolve("containerd.sock");
    this.forwarding = Files.readString(FORWARDING);
  }

  /** Why no such node can run here, in one line; empty if it can. */
  public static Optional<String> whyNot() throws IOException, InterruptedException {
    if (!System.getProperty("user.name").equals("root")) {
      return Optional.of("a kubelet needs root");
    }
    for (String program : List.of("containerd", "ctr", "runc")) {
      if (find(program).isEmpty()) {
        return Optional.of(
            program + " is not installed (packages containerd, runc, containernetworking-plugins)");
      }
    }
    if (NETWORK_PLUGINS.stream().noneMatch(Files::isDirectory)) {
      return Optional.of(
          "plugins for the network of pods are not installed"
              + " (package containernetworking-plugins)");
    }
    return Optional.empty();
  }

  /**
   * Starts the container runtime and the kubelet, which makes its Node object by itself.
   *
   * @param name of the node
   * @param folder empty; deleted at the end
   * @param kubeconfig of an administrator
   */
  public static RealNode start(String name, Path folder, Path kubeconfig)
      throws IOException, InterruptedException {
    Path kubelet = program(Part.KUBELET);
    RealNode node = new RealNode(name, folder);
    try {
      node.startRuntime();
      node.startKubelet(kubelet.toString(), kubeconfig);
      return node;
    } catch (IOException | InterruptedException | RuntimeException e) {
      node.close();
      throw e;
    }
  }

  /** The program of the image {@link #PAUSE}; needs nothing but the kernel. */
  public static Path pauseProgram() throws IOException, InterruptedException {
    return program(Part.PAUSE);
  }

  private static Path program(Part part) throws IOException, InterruptedException {
    ControlPlaneBinaries binaries =
        new ControlPlaneBinaries(CacheDirectory.locate(), System.out::println);
    return Objects.requireNonNull(binaries.get(Set.of(part)).get(part));
  }

  /** What pods name as their node. */
  public String name() {
    return name;
  }

  /** Makes the images of an archive known to the node. */
  public void importImages(Path archive) throws IOException, InterruptedException {
    ctr("images", "import", archive.toString());
  }

  /**
   * Lets pods reach a Service at its address, as kube-proxy does.
   *
   * @param address of the Service in the cluster
   * @param port of the Service
   * @param behind who serves
   */
  public void serve(String address, int port, InetSocketAddress behind)
      throws IOException, InterruptedException {
    services.add(ServiceProxy.start(address, port, behind));
  }

  /** The last lines of both programs' logs, for the message of a test that fails. */
  public String logs() {
    StringBuilder text = new StringBuilder();
    for (RunningProgram program : running) {
      try {
        List<String> lines = Files.readAllLines(program.log());
        text.append(program.name()).append(":\n");
        lines.stream()
            .skip(Math.max(0, lines.size() - 30L))
            .forEach(line -> text.append("  ").append(line).append('\n'));
      } catch (IOException e) {
        text.append(program.name()).append(": ").append(e.getMessage()).append('\n');
      }
    }
    return text.toString();
  }

  /** What the containers of a pod have written, as the runtime keeps it. */
  public String log(String namespace, String pod) {
    StringBuilder text = new StringBuilder();
    try (Stream<Path> files = Files.walk(folder.resolve("logs"))) {
      for (Path file :
          files
              .filter(Files::isRegularFile)
              .filter(path -> path.toString().contains("/" + namespace + "_" + pod + "_"))
              .sorted()
              .toList()) {
        text.append(Files.readString(file));
      }
    } catch (IOException e) {
      text.append(e.getMessage());
    }
    return text.toString();
  }

  private void startRuntime() throws IOException, InterruptedException {
    Path network = Files.createDirectories(folder.resolve("network"));
    Files.writeString(
        network.resolve("10-pods.conflist"),
        """
        {"cniVersion": "1.0.0", "name": "%1$s", "plugins": [{"type": "ptp", "ipam":
          {"type": "host-local", "subnet": "10.213.0.0/24",
          "routes": [{"dst": "0.0.0.0/0"}], "dataDir": "%2$s/addresses"}}]}
        """
            .formatted(name, folder));
    Path plugins = NETWORK_PLUGINS.stream().filter(Files::isDirectory).findFirst().orElseThrow();
    Path configuration = folder.resolve("containerd.toml");
    Files.writeString(
        configuration,
        """
        version = 2
        root = "%1$s/containers"
        state = "%1$s/state"
        [grpc]
          address = "%2$s"
        [plugins."io.containerd.grpc.v1.cri"]
          netns_mounts_under_state_dir = true
          restrict_oom_score_adj = true
          sandbox_image = "%3$s"
          [plugins."io.containerd.grpc.v1.cri".cni]
            bin_dir = "%4$s"
            conf_dir = "%5$s"
        """
            .formatted(folder, socket, PAUSE, plugins, network));
    launch("containerd", List.of("containerd", "--config", configuration.toString()));
    for (int i = 0; i < TRIES; i++) {
      if (Files.exists(socket)) {
        return;
      }
      Thread.sleep(PAUSE_MILLIS);
    }
    throw new IllegalStateException("containerd does not start:\n" + logs());
  }

  private void startKubelet(String program, Path kubeconfig) throws IOException {
    Path configuration = folder.resolve("kubelet.yaml");
    Files.writeString(
        configuration,
        """
        apiVersion: kubelet.config.k8s.io/v1beta1
        kind: KubeletConfiguration
        address: 127.0.0.1
        port: %3$d
        healthzPort: 0
        readOnlyPort: 0
        authentication: {anonymous: {enabled: false}, webhook: {enabled: false}}
        authorization: {mode: AlwaysAllow}
        cgroupDriver: cgroupfs
        containerRuntimeEndpoint: unix://%1$s
        enforceNodeAllocatable: [none]
        evictionHard: {memory.available: "0%%", nodefs.available: "0%%", imagefs.available: "0%%"}
        failCgroupV1: false
        failSwapOn: false
        imageGCHighThresholdPercent: 100
        localStorageCapacityIsolation: false
        nodeStatusUpdateFrequency: 2s
        oomScoreAdj: 0
        podLogsDir: %2$s/logs
        resolvConf: ""
        serializeImagePulls: true
        syncFrequency: 5s
        """
            .formatted(socket, folder, freePort()));
    launch(
        "kubelet",
        List.of(
            program,
            "--config=" + configuration,
            "--kubeconfig=" + kubeconfig,
            "--root-dir=" + folder.resolve("kubelet"),
            "--cert-dir=" + folder.resolve("certificates"),
            "--hostname-override=" + name));
  }

  private static int freePort() throws IOException {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    }
  }

  private void launch(String program, List<String> command) throws IOException {
    running.add(new OwnedLauncher().launch(program, command, folder.resolve(program + ".log")));
  }

  private String ctr(String... arguments) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of("ctr", "--address", socket.toString(), "--namespace", "k8s.io"));
    command.addAll(List.of(arguments));
    return run(command);
  }

  private static Optional<Path> find(String program) {
    return Stream.of("/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin", "/bin", "/sbin")
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  static String run(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("%s failed: %s".formatted(String.join(" ", command), output.strip()));
    }
    return output;
  }

  /** Ends every container, the kubelet and the runtime, and removes what they kept. */
  @Override
  public void close() throws IOException {
    try {
      stop("kubelet");
      if (Files.exists(socket)) {
        endContainers();
      }
      stop("containerd");
      for (ServiceProxy service : services) {
        service.close();
      }
      for (String mount : mounts()) {
        run(List.of("umount", "--lazy", mount));
      }
      removeControlGroups();
      Files.writeString(FORWARDING, forwarding);
      ControlPlaneBinaries.deleteTree(folder);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void stop(String program) {
    running.stream().filter(one -> one.name().equals(program)).forEach(RunningProgram::kill);
  }

  /**
   * The runtime removes some by itself meanwhile: what is gone when its turn comes is no failure.
   */
  private void endContainers() throws IOException, InterruptedException {
    for (int i = 0; i < TRIES; i++) {
      List<String> tasks = ctr("tasks", "list", "--quiet").lines().toList();
      if (tasks.isEmpty()) {
        return;
      }
      for (String task : tasks) {
        try {
          ctr("tasks", "delete", "--force", task);
        } catch (IOException e) {
          Thread.sleep(PAUSE_MILLIS);
        }
      }
    }
    throw new IOException("containers of the node still run: " + ctr("tasks", "list"));
  }

  /**
   * What is mounted below our folder, the innermost first: also the pods' networks, which go with
   * their routes. The next node's pods have the same addresses.
   */
  private List<String> mounts() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/mounts")).stream()
        .map(line -> line.split(" ")[1])
        .filter(path -> path.startsWith(folder + "/"))
        .sorted(java.util.Comparator.reverseOrder())
        .toList();
  }

  /** The kubelet leaves the empty groups of its pods behind. */
  private static void removeControlGroups() throws IOException {
    List<Path> roots = new ArrayList<>(List.of(Path.of("/sys/fs/cgroup/kubepods")));
    CONTROLLERS.forEach(name -> roots.add(Path.of("/sys/fs/cgroup", name, "kubepods")));
    for (Path root : roots) {
      if (Files.isDirectory(root)) {
        try (Stream<Path> paths = Files.walk(root)) {
          for (Path path :
              paths
                  .filter(Files::isDirectory)
                  .sorted(java.util.Comparator.reverseOrder())
                  .toList()) {
            path.toFile().delete();
          }
        }
      }
    }
  }
}
