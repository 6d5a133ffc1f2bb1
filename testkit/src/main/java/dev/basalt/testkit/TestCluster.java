package dev.basalt.testkit;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A Kubernetes cluster with a real API server and nodes that only pretend to run pods.
 *
 * <p>A pod bound to such a node is Running at once and stays so, unless its annotations say more:
 * {@code basalt.dev/sim-duration} (a Go duration) is how long it runs; then it is Succeeded, or
 * Failed with {@code basalt.dev/sim-exit-code} (1 to 255), or Failed as OOMKilled with exit code
 * 137 if {@code basalt.dev/sim-peak-memory} is above its memory limit.
 */
public interface TestCluster extends AutoCloseable {
  /** The cluster's name, for messages. */
  String name();

  /** A kubeconfig file whose user may do everything. */
  Path kubeconfig();

  /** The text of {@link #kubeconfig()}. */
  default String kubeconfigText() {
    try {
      return Files.readString(kubeconfig());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + kubeconfig(), e);
    }
  }

  /** A new client configuration for the user of {@link #kubeconfig()}. */
  default Config clientConfig() {
    return Config.fromKubeconfig(kubeconfigText());
  }

  /** A new client of the user of {@link #kubeconfig()}; the caller closes it. */
  default KubernetesClient newClient() {
    return new KubernetesClientBuilder().withConfig(clientConfig()).build();
  }

  /**
   * Adds fake nodes that are ready when this returns.
   *
   * @param count how many, 1 or more
   * @return their names, never used before in this cluster
   */
  List<String> addNodes(int count, NodeShape shape);

  /** Takes the API server away without warning; its data stays. No-op if it is away already. */
  void stopApiServer();

  /** Brings the API server back at the same address; returns once it is ready. */
  void startApiServer();

  /** Stops the cluster and removes all it kept. Harmless when called twice. */
  @Override
  void close();
}
