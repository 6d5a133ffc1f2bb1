package dev.basalt.bench.race;

import dev.basalt.app.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A scheduler that can be started as a process of its own. */
sealed interface Contestant {
  /** The name in the report. */
  String name();

  /** The {@code schedulerName} that pods must carry. */
  String schedulerName();

  /** Whether pods are put into PodGroups. */
  boolean knowsGroups();

  /** Namespace and name of the Lease that it takes when it is told to elect a leader. */
  Lease lease();

  /** Custom resources that it insists on besides Basalt's. */
  default List<OpenDefinition> definitions() {
    return List.of();
  }

  /** Queues that somebody else must have made and opened for it: a controller of its own, say. */
  default List<String> openQueues() {
    return List.of();
  }

  /** Namespaces that it takes for granted. */
  default List<String> namespaces() {
    return List.of();
  }

  /**
   * The command that starts it against a cluster.
   *
   * @param folder where it may keep files
   * @param elect whether it takes a Lease before it decides
   */
  List<String> command(Path kubeconfig, Path folder, boolean elect) throws IOException;

  /** Where a Lease lies. */
  record Lease(String namespace, String name) {
    String path() {
      return "/apis/coordination.k8s.io/v1/namespaces/" + namespace + "/leases/" + name;
    }
  }

  /**
   * Reads one entry of {@code --contestants}.
   *
   * @param launcher {@code ./basalt} of this checkout
   * @param kubeScheduler gives kube-scheduler's executable, built if it must be
   * @throws CommandFailure if there is no such contestant
   */
  static Contestant parse(String entry, Path launcher, Supplier<Path> kubeScheduler) {
    if (entry.equals("basalt")) {
      return new Basalt(launcher, "");
    }
    if (entry.startsWith("basalt=-")) {
      return new Basalt(launcher, entry.substring("basalt=".length()));
    }
    if (entry.equals("kube-scheduler")) {
      return new KubeScheduler(kubeScheduler.get());
    }
    if (entry.equals("volcano") || entry.startsWith("volcano=") || entry.startsWith("volcano@")) {
      return Volcano.parse(entry);
    }
    throw new CommandFailure(
        "--contestants: unknown \""
            + entry
            + "\"; valid: basalt[=JVM_OPTIONS], kube-scheduler, volcano[@PERIOD]=BINARY[:CONF]");
  }

  /**
   * Basalt.
   *
   * @param launcher {@code ./basalt} of a checkout, which becomes the scheduler's process
   * @param options of the JVM besides the launcher's, separated by spaces; empty for none
   */
  record Basalt(Path launcher, String options) implements Contestant {
    @Override
    public String name() {
      return options.isEmpty() ? "basalt" : "basalt, " + options;
    }

    @Override
    public String schedulerName() {
      return "basalt";
    }

    @Override
    public boolean knowsGroups() {
      return true;
    }

    @Override
    public Lease lease() {
      return new Lease("basalt-system", "basalt");
    }

    @Override
    public List<String> command(Path kubeconfig, Path folder, boolean elect) {
      return List.of(
          "/usr/bin/env",
          "BASALT_JAVA_OPTIONS=" + options,
          launcher.toString(),
          "scheduler",
          "--kubeconfig",
          kubeconfig.toString(),
          "--scheduler-name",
          schedulerName(),
          "--leader-elect",
          Boolean.toString(elect),
          "--bind-address",
          "127.0.0.1",
          "--metrics-port",
          "0");
    }
  }

  /** Kubernetes' own scheduler, with its client's limits lifted. */
  record KubeScheduler(Path binary) implements Contestant {
    @Override
    public String name() {
      return "kube-scheduler";
    }

    @Override
    public String schedulerName() {
      return "default-scheduler";
    }

    @Override
    public boolean knowsGroups() {
      return false;
    }

    @Override
    public Lease lease() {
      return new Lease("kube-system", "kube-scheduler");
    }

    @Override
    public List<String> command(Path kubeconfig, Path folder, boolean elect) throws IOException {
      Path configuration = folder.resolve("kube-scheduler.yaml");
      Files.writeString(
          configuration,
          """
          apiVersion: kubescheduler.config.k8s.io/v1
          kind: KubeSchedulerConfiguration
          clientConnection:
            kubeconfig: %s
            qps: 5000
            burst: 10000
          leaderElection:
            leaderElect: %s
          """
              .formatted(kubeconfig, elect));
      return List.of(
          binary.toString(),
          "--config",
          configuration.toString(),
          "--bind-address",
          "127.0.0.1",
          "--secure-port",
          "0");
    }
  }

  /**
   * Volcano's scheduler, with its client's limits lifted.
   *
   * @param binary its executable
   * @param configuration its configuration file, null for the one that is built in
   * @param period between its sessions, empty for its default
   */
  record Volcano(Path binary, @Nullable Path configuration, String period) implements Contestant {
    /** Reads {@code volcano[@PERIOD]=BINARY[:CONF]}. */
    static Volcano parse(String entry) {
      int equals = entry.indexOf('=');
      if (equals < 0) {
        throw new CommandFailure(
            "--contestants: \"" + entry + "\" names no program; write volcano=BINARY[:CONF]");
      }
      String period = equals > "volcano@".length() ? entry.substring(8, equals) : "";
      String[] files = entry.substring(equals + 1).split(":", 2);
      Path binary = Path.of(files[0]).toAbsolutePath();
      if (!Files.isExecutable(binary)) {
        throw new CommandFailure(
            "--contestants: "
                + files[0]
                + " of volcano is no program; name its scheduler's binary");
      }
      Path configuration = files.length == 2 ? Path.of(files[1]).toAbsolutePath() : null;
      if (configuration != null && !Files.isReadable(configuration)) {
        throw new CommandFailure(
            "--contestants: volcano's configuration " + files[1] + " cannot be read");
      }
      return new Volcano(binary, configuration, period);
    }

    @Override
    public String name() {
      return period.isEmpty() ? "volcano" : "volcano, " + period;
    }

    @Override
    public String schedulerName() {
      return "volcano";
    }

    @Override
    public boolean knowsGroups() {
      return true;
    }

    @Override
    public Lease lease() {
      return new Lease("volcano-system", "volcano");
    }

    @Override
    public List<OpenDefinition> definitions() {
      return List.of(
          new OpenDefinition("nodeinfo.volcano.sh", "v1alpha1", "Numatopology", "numatopologies"),
          new OpenDefinition("topology.volcano.sh", "v1alpha1", "HyperNode", "hypernodes"));
    }

    @Override
    public List<String> openQueues() {
      return List.of("root", "default");
    }

    @Override
    public List<String> namespaces() {
      return List.of(lease().namespace());
    }

    @Override
    public List<String> command(Path kubeconfig, Path folder, boolean elect) {
      List<String> line = new ArrayList<>();
      line.add(binary.toString());
      line.add("--kubeconfig=" + kubeconfig);
      line.add("--scheduler-name=" + schedulerName());
      line.add("--kube-api-qps=5000");
      line.add("--kube-api-burst=10000");
      line.add("--leader-elect=" + elect);
      line.add("--leader-elect-resource-namespace=" + lease().namespace());
      line.add("--cache-dumper=false");
      if (configuration != null) {
        line.add("--scheduler-conf=" + configuration);
      }
      if (!period.isEmpty()) {
        line.add("--schedule-period=" + period);
      }
      return line;
    }
  }
}
