package dev.basalt.testkit.k3s;

import dev.basalt.testkit.ClusterOptions;
import dev.basalt.testkit.FakeNodes;
import dev.basalt.testkit.NodeShape;
import dev.basalt.testkit.Stages;
import dev.basalt.testkit.TestCluster;
import dev.basalt.testkit.build.ControlPlaneBinaries;
import dev.basalt.testkit.build.ControlPlaneUnavailableException;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.ContainerFetchException;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.k3s.K3sContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * K3s without its node agent, and KWOK beside it, as containers. {@link #stopApiServer} freezes the
 * server: its port is a new one after a real restart, so requests hang rather than being refused.
 */
public final class K3sCluster implements TestCluster {
  private static final Logger log = LoggerFactory.getLogger(K3sCluster.class);
  private static final String KWOK_IMAGE = "registry.k8s.io/kwok/kwok:v0.8.0";
  private static final String ALIAS = "k3s";

  private final ClusterOptions options;
  private final Network network;
  private final K3sContainer server;
  private final Optional<GenericContainer<?>> kwok;
  private final Path kubeconfig;
  private final AtomicInteger nextNode = new AtomicInteger();
  private boolean frozen;

  private K3sCluster(
      ClusterOptions options,
      Network network,
      K3sContainer server,
      Optional<GenericContainer<?>> kwok,
      Path kubeconfig) {
    this.options = options;
    this.network = network;
    this.server = server;
    this.kwok = kwok;
    this.kubeconfig = kubeconfig;
  }

  /** Why there can be no such cluster here; empty if a Docker engine answers. */
  public static Optional<String> whyNot() {
    return DockerClientFactory.instance().isDockerAvailable()
        ? Optional.empty()
        : Optional.of("no Docker engine answers");
  }

  /**
   * Starts a cluster and returns once it is ready.
   *
   * @throws ControlPlaneUnavailableException if there is no Docker engine or an image cannot be had
   */
  public static K3sCluster start(ClusterOptions options) throws IOException {
    Optional<String> obstacle = whyNot();
    if (obstacle.isPresent()) {
      throw new ControlPlaneUnavailableException(obstacle.get());
    }
    String image = "rancher/k3s:" + ControlPlaneBinaries.kubernetesVersion() + "-k3s1";
    Network network = Network.newNetwork();
    K3sContainer server = new K3sContainer(DockerImageName.parse(image));
    try {
      server
          .withNetwork(network)
          .withNetworkAliases(ALIAS)
          .withCommand(command(server.getHost(), options))
          .waitingFor(Wait.forLogMessage(".*k3s is up and running.*", 1));
      server.start();
      Optional<GenericContainer<?>> kwok =
          options.fakeNodes() ? Optional.of(startKwok(server, network)) : Optional.empty();
      Path kubeconfig = Files.createTempFile("basalt-k3s-", ".kubeconfig");
      Files.writeString(kubeconfig, server.getKubeConfigYaml());
      return new K3sCluster(options, network, server, kwok, kubeconfig);
    } catch (ContainerFetchException e) {
      server.stop();
      network.close();
      throw new ControlPlaneUnavailableException(
          "the Docker engine cannot get an image (%s): %s".formatted(image, e.getMessage()), e);
    } catch (IOException | RuntimeException e) {
      server.stop();
      network.close();
      throw e;
    }
  }

  private static String[] command(String host, ClusterOptions options) {
    List<String> words = new ArrayList<>();
    words.add("server");
    // Without an agent there is no real node for pods to land on.
    words.add("--disable-agent");
    words.add("--disable=coredns,local-storage,metrics-server,servicelb,traefik");
    words.add("--tls-san=" + host);
    words.add("--tls-san=" + ALIAS);
    words.add("--kube-apiserver-arg=disable-admission-plugins=TaintNodesByCondition");
    words.add("--kube-apiserver-arg=enable-priority-and-fairness=false");
    words.add("--kube-controller-manager-arg=node-monitor-grace-period=600s");
    if (!options.controllers()) {
      words.add("--disable-controller-manager");
    }
    for (String argument : options.apiServerArguments()) {
      words.add("--kube-apiserver-arg=" + argument.replaceFirst("^--", ""));
    }
    return words.toArray(String[]::new);
  }

  private static GenericContainer<?> startKwok(K3sContainer server, Network network) {
    GenericContainer<?> kwok =
        new GenericContainer<>(DockerImageName.parse(KWOK_IMAGE))
            .withNetwork(network)
            .withCopyToContainer(
                Transferable.of(server.generateInternalKubeConfigYaml(ALIAS)), "/kubeconfig")
            .withCopyToContainer(Transferable.of(Stages.text()), "/stages.yaml")
            .withCommand(
                Stages.kwokArguments("/kubeconfig", "/stages.yaml").toArray(String[]::new));
    kwok.start();
    return kwok;
  }

  @Override
  public String name() {
    return options.name();
  }

  @Override
  public Path kubeconfig() {
    return kubeconfig;
  }

  @Override
  public List<String> addNodes(int count, NodeShape shape) {
    try (KubernetesClient client = newClient()) {
      return FakeNodes.create(client, nextNode.getAndAdd(count), count, shape);
    }
  }

  @Override
  public synchronized void stopApiServer() {
    if (!frozen) {
      server.getDockerClient().pauseContainerCmd(server.getContainerId()).exec();
      frozen = true;
    }
  }

  @Override
  public synchronized void startApiServer() {
    if (frozen) {
      server.getDockerClient().unpauseContainerCmd(server.getContainerId()).exec();
      frozen = false;
    }
  }

  @Override
  public synchronized void close() {
    startApiServer();
    kwok.ifPresent(GenericContainer::stop);
    server.stop();
    network.close();
    try {
      Files.deleteIfExists(kubeconfig);
    } catch (IOException e) {
      log.warn("cannot remove {}: {}", kubeconfig, e.toString());
    }
  }
}
