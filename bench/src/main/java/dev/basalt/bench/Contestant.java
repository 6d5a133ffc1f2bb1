package dev.basalt.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A scheduler that can be started as a process of its own. */
sealed interface Contestant {
  /** The name on the command line and in the table. */
  String name();

  /** The {@code schedulerName} that pods must carry. */
  String schedulerName();

  /** Whether pods are put into PodGroups. */
  boolean gangs();

  /**
   * The command that starts it against a cluster.
   *
   * @param folder where it may keep files
   */
  List<String> command(Path kubeconfig, Path folder) throws IOException;

  /**
   * Basalt.
   *
   * @param launcher {@code ./basalt} of a checkout, which becomes the scheduler's process
   */
  record Basalt(Path launcher) implements Contestant {
    @Override
    public String name() {
      return "basalt";
    }

    @Override
    public String schedulerName() {
      return "basalt";
    }

    @Override
    public boolean gangs() {
      return true;
    }

    @Override
    public List<String> command(Path kubeconfig, Path folder) {
      return List.of(
          launcher.toString(),
          "scheduler",
          "--kubeconfig",
          kubeconfig.toString(),
          "--scheduler-name",
          schedulerName(),
          "--leader-elect",
          "false",
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
    public boolean gangs() {
      return false;
    }

    @Override
    public List<String> command(Path kubeconfig, Path folder) throws IOException {
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
            leaderElect: false
          """
              .formatted(kubeconfig));
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

  /** The environment that keeps a contestant from picking up another cluster. */
  static Map<String, String> environment() {
    return Map.of("KUBECONFIG", "/dev/null");
  }
}
