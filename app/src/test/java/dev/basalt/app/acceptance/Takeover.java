package dev.basalt.app.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.api.batch.Job;
import dev.basalt.api.batch.JobPhase;
import dev.basalt.testkit.Eventually;
import dev.basalt.testkit.TestCluster;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * The way of docs/takeover.md, there and back, with the chart's rights: on a cluster with nodes,
 * definitions and a default queue, but without a release of the chart.
 */
final class Takeover implements AutoCloseable {
  /** Several sessions and looks at all objects long. */
  private static final Duration A_WHILE = Duration.ofSeconds(3);

  private final KubernetesClient client;
  private final TestCluster cluster;
  private final Chart chart;
  private final String namespace;
  private final Path folder;
  private final List<ChartRole> roles = new ArrayList<>();
  private final VolcanoStandIn volcano;

  /**
   * @param namespace of the jobs
   * @param folder where kubeconfigs are kept
   */
  Takeover(
      KubernetesClient client, TestCluster cluster, Chart chart, String namespace, Path folder) {
    this.client = client;
    this.cluster = cluster;
    this.chart = chart;
    this.namespace = namespace;
    this.folder = folder;
    this.volcano = new VolcanoStandIn(client, namespace);
  }

  void thereAndBack() throws IOException, InterruptedException {
    Map<String, String> before = volcanoWorks();
    basaltStaysAway(before);
    Map<String, String> taken = basaltTakesVolcanosPlace(before);
    volcanoComesBack(taken);
    assertThat(roles)
        .allSatisfy(role -> assertThat(role.log()).doesNotContainIgnoringCase("forbidden"));
  }

  private Map<String, String> volcanoWorks() {
    definitionsAreOfVolcanosRelease();
    String node = client.nodes().list().getItems().getFirst().getMetadata().getName();
    volcano.work();
    volcano.runningJob("running", node);
    volcano.waitingJob("waiting");
    volcano.job("fresh", 2);
    Map<String, String> before = bound();
    assertThat(before).hasSize(2);
    return before;
  }

  private void definitionsAreOfVolcanosRelease() {
    client.apiextensions().v1().customResourceDefinitions().list().getItems().stream()
        .filter(definition -> definition.getMetadata().getName().endsWith("volcano.sh"))
        .forEach(definition ->
            client
                .resource(definition)
                .edit(found -> {
                  found.getMetadata().setLabels(Map.of("app.kubernetes.io/managed-by", "Helm"));
                  found
                      .getMetadata()
                      .setAnnotations(
                          Map.of(
                              "meta.helm.sh/release-name", "volcano",
                              "meta.helm.sh/release-namespace", VolcanoStandIn.NAMESPACE,
                              "helm.sh/resource-policy", "keep"));
                  return found;
                }));
  }

  private void basaltStaysAway(Map<String, String> before)
      throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(Chart.values("drop-in"));
    // The definitions are Volcano's; the hook changes them.
    arguments.add("--skip-crds");
    chart.install(cluster.kubeconfig(), arguments);
    assertThat(Rights.otherwise(client, Rights.NEEDED_BY_DROP_IN, true)).as("lacks").isEmpty();
    assertThat(Rights.otherwise(client, Rights.REFUSED_TO_DROP_IN, false)).as("has").isEmpty();
    start();
    // Nothing can be waited for: it is there that nothing happens.
    Thread.sleep(A_WHILE);
    assertThat(bound()).isEqualTo(before);
    assertThat(pods("fresh-")).isEmpty();
    assertThat(VolcanoStandIn.leases())
        .allSatisfy(lease -> assertThat(volcano.holder(lease)).isEqualTo(VolcanoStandIn.HOLDER));
  }

  private Map<String, String> basaltTakesVolcanosPlace(Map<String, String> before) {
    volcano.end();
    Eventually.within(Scene.SOON)
        .passes(() -> {
          assertThat(bound()).hasSize(6).containsAllEntriesOf(before);
          for (String job : List.of("running", "waiting", "fresh")) {
            assertThat(phase(job)).as(job).isEqualTo(JobPhase.RUNNING);
          }
        });
    for (String job : List.of("running-", "waiting-", "fresh-")) {
      assertThat(pods(job)).as(job).hasSize(2);
    }
    assertThat(VolcanoStandIn.leases())
        .allSatisfy(lease ->
            assertThat(volcano.holder(lease)).isNotEmpty().isNotEqualTo(VolcanoStandIn.HOLDER));
    return bound();
  }

  private void volcanoComesBack(Map<String, String> taken) throws InterruptedException {
    roles.forEach(ChartRole::end);
    volcano.work();
    volcano.waitingJob("later");
    Thread.sleep(A_WHILE);

    assertThat(bound()).isEqualTo(taken);
    assertThat(pods("later-")).hasSize(2).noneMatch(Observed::bound);
  }

  private void start() throws IOException {
    for (Deployment deployment :
        client.apps().deployments().inNamespace(Chart.NAMESPACE).list().getItems()) {
      if (List.of("basalt-scheduler", "basalt-controllers")
          .contains(deployment.getMetadata().getName())) {
        roles.add(ChartRole.start(cluster, client, deployment, folder));
      }
    }
    assertThat(roles).hasSize(2);
    roles.forEach(ChartRole::awaitReady);
  }

  /** Nodes of bound pods, by the pods' UIDs. */
  private Map<String, String> bound() {
    Map<String, String> nodes = new TreeMap<>();
    for (Pod pod : pods("")) {
      if (Observed.bound(pod)) {
        nodes.put(pod.getMetadata().getUid(), pod.getSpec().getNodeName());
      }
    }
    return nodes;
  }

  private List<Pod> pods(String prefix) {
    return Observed.pods(client, namespace).stream()
        .filter(pod -> pod.getMetadata().getName().startsWith(prefix))
        .toList();
  }

  private JobPhase phase(String job) {
    Job found = client.resources(Job.class).inNamespace(namespace).withName(job).require();
    return Objects.requireNonNull(
        Objects.requireNonNull(Objects.requireNonNull(found.getStatus()).state()).phase());
  }

  @Override
  public void close() throws IOException {
    for (ChartRole role : roles) {
      role.close();
    }
    volcano.close();
  }
}
