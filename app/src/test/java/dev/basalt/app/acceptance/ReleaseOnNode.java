package dev.basalt.app.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.testkit.Eventually;
import dev.basalt.testkit.TestCluster;
import dev.basalt.testkit.kubelet.RealNode;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/** The chart with all five roles on a real node that has their image. */
final class ReleaseOnNode implements AutoCloseable {
  private static final Duration IN_TIME = Duration.ofMinutes(6);
  private static final Pattern ANSWERED =
      Pattern.compile(
          "^apiserver_admission_webhook_request_total\\{code=\"200\".* (\\S+)$", Pattern.MULTILINE);
  private static final Pattern UNANSWERED =
      Pattern.compile(
          "^apiserver_admission_webhook_fail_open_count\\{.* (\\S+)$", Pattern.MULTILINE);

  private final TestCluster cluster;
  private final KubernetesClient client;
  private final RealNode node;
  private final List<String> values;
  private final Chart chart = new Chart();
  private final OnlyNode scheduler;
  private final ContainerJournal containers;
  private double unansweredAtFirst;

  /**
   * @param image that the node has, with its tag
   */
  ReleaseOnNode(TestCluster cluster, KubernetesClient client, RealNode node, String image)
      throws IOException, InterruptedException {
    this.cluster = cluster;
    this.client = client;
    this.node = node;
    int colon = image.lastIndexOf(':');
    this.values =
        List.of(
            "--set",
            "image.repository=%s,image.tag=%s,image.pullPolicy=Never"
                .formatted(image.substring(0, colon), image.substring(colon + 1)),
            // All of it, and one more of each during an upgrade, on two cores.
            "--set",
            "scheduler.resources.requests.cpu=100m,controllers.resources.requests.cpu=100m");
    URI server = URI.create(cluster.clientConfig().getMasterUrl());
    var service = client.services().inNamespace("default").withName("kubernetes").require();
    node.serve(
        service.getSpec().getClusterIP(),
        service.getSpec().getPorts().getFirst().getPort(),
        new InetSocketAddress(server.getHost(), server.getPort()));
    client
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withName(Chart.NAMESPACE)
                .addToLabels("pod-security.kubernetes.io/enforce", "restricted")
                .endMetadata()
                .build())
        .create();
    this.scheduler = new OnlyNode(client, Chart.NAMESPACE, node.name());
    this.containers = new ContainerJournal(client, Chart.NAMESPACE);
  }

  /** Installs it and waits until all pods are ready. */
  void install() {
    long start = System.nanoTime();
    chart.upgrade(cluster.kubeconfig(), values);
    awaitRolledOut();
    assertThat(deployments()).hasSize(5);
    // It registers before the first of its pods is ready, and is asked about the others.
    unansweredAtFirst = sum(UNANSWERED, client.raw("/metrics"));
    System.out.printf(
        "kubelet: the chart's %d pods are ready %d s after the installation began%n",
        pods().size(), Duration.ofNanos(System.nanoTime() - start).toSeconds());
  }

  /** An upgrade that changes no more than that all pods are made anew; waits for its end. */
  void rollAll() {
    List<String> before = pods();
    long start = System.nanoTime();
    List<String> arguments = new ArrayList<>(values);
    arguments.addAll(List.of("--set-string", "podAnnotations.round=2"));
    chart.upgrade(cluster.kubeconfig(), arguments);
    awaitRolledOut();
    assertThat(pods()).doesNotContainAnyElementsOf(before).hasSameSizeAs(before);
    System.out.printf(
        "kubelet: %d pods replaced in %d s, the Job of the definitions included%n",
        before.size(), Duration.ofNanos(System.nanoTime() - start).toSeconds());
    assertThat(containers.ends().keySet()).containsAll(before);
  }

  /**
   * No container was restarted, killed for want of memory, or ended otherwise than as told; nothing
   * was refused for want of rights; and since the installation the webhook answered whenever the
   * API server asked it.
   */
  void assertUndisturbed() {
    assertThat(containers.troubles()).as(this::state).isEmpty();
    assertThat(state()).doesNotContainIgnoringCase("forbidden");
    String metrics = client.raw("/metrics");
    assertThat(sum(ANSWERED, metrics)).as("calls that the webhook answered").isPositive();
    assertThat(sum(UNANSWERED, metrics))
        .as("calls that nobody answered")
        .isEqualTo(unansweredAtFirst);
  }

  private static double sum(Pattern series, String metrics) {
    return series
        .matcher(metrics)
        .results()
        .mapToDouble(match -> Double.parseDouble(match.group(1)))
        .sum();
  }

  /** Of all Deployments: the new pods are ready and the old ones are gone. */
  private void awaitRolledOut() {
    try {
      Eventually.within(IN_TIME).passes(this::assertRolledOut);
    } catch (AssertionError e) {
      throw new AssertionError(node.logs() + state(), e);
    }
  }

  private void assertRolledOut() {
    List<Deployment> deployments = deployments();
    assertThat(deployments)
        .isNotEmpty()
        .allSatisfy(deployment -> {
          int replicas = deployment.getSpec().getReplicas();
          DeploymentStatus status = deployment.getStatus();
          assertThat(status.getObservedGeneration())
              .isEqualTo(deployment.getMetadata().getGeneration());
          assertThat(status.getUpdatedReplicas()).isEqualTo(replicas);
          assertThat(status.getAvailableReplicas()).isEqualTo(replicas);
          assertThat(status.getReplicas()).isEqualTo(replicas);
        });
    assertThat(pods())
        .hasSize(
            deployments.stream().mapToInt(deployment -> deployment.getSpec().getReplicas()).sum());
  }

  private List<Deployment> deployments() {
    return client.apps().deployments().inNamespace(Chart.NAMESPACE).list().getItems();
  }

  /** The pods of the Deployments. */
  private List<String> pods() {
    return Observed.pods(client, Chart.NAMESPACE).stream()
        .filter(
            pod -> pod.getMetadata().getOwnerReferences().getFirst().getKind().equals("ReplicaSet"))
        .map(pod -> pod.getMetadata().getName())
        .toList();
  }

  /** For the message of a test that fails. */
  String state() {
    StringBuilder text = new StringBuilder();
    for (Pod pod : Observed.pods(client, Chart.NAMESPACE)) {
      String name = Objects.requireNonNull(pod.getMetadata().getName());
      text.append(name).append(": ").append(pod.getStatus()).append('\n');
      text.append(node.log(Chart.NAMESPACE, name)).append('\n');
    }
    return text.toString();
  }

  @Override
  public void close() {
    containers.close();
    scheduler.close();
    chart.close();
  }
}
