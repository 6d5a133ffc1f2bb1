package dev.basalt.app.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.api.batch.Job;
import dev.basalt.api.batch.JobPhase;
import dev.basalt.api.crd.CustomResourceDefinitions;
import dev.basalt.api.scheduling.Queue;
import dev.basalt.api.scheduling.QueueSpec;
import dev.basalt.app.crds.CrdsCommand;
import dev.basalt.testkit.ClusterOptions;
import dev.basalt.testkit.Eventually;
import dev.basalt.testkit.NodeShape;
import dev.basalt.testkit.junit.ClusterExtension;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The way of docs/takeover.md, there and back, with the chart's rights. */
class TakeoverIT {
  /** Several sessions and looks at all objects long. */
  private static final Duration A_WHILE = Duration.ofSeconds(3);

  @RegisterExtension
  static final ClusterExtension CLUSTER = ClusterExtension.own(ClusterOptions.named("takeover"));

  @TempDir private Path folder = Path.of("");
  private final List<ChartRole> roles = new ArrayList<>();
  private final Chart chart = new Chart();
  private VolcanoStandIn volcano;
  private KubernetesClient client;
  private String node = "";

  @BeforeEach
  void volcanoWorks() {
    client = CLUSTER.client();
    for (String name : List.of(Chart.NAMESPACE, VolcanoStandIn.NAMESPACE)) {
      client
          .resource(new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build())
          .create();
    }
    CustomResourceDefinitions.all().forEach(manifest -> CrdsCommand.apply(client, manifest));
    labelledAsVolcanosChartDoes();
    client.resource(Queue.of("default", QueueSpec.ofWeight(1))).create();
    node = CLUSTER.cluster().addNodes(1, NodeShape.of("8", "16Gi", 110)).getFirst();
    volcano = new VolcanoStandIn(client, CLUSTER.namespace());
    volcano.work();
    volcano.runningJob("running", node);
    volcano.waitingJob("waiting");
    volcano.job("fresh", 2);
  }

  @AfterEach
  void end() throws Exception {
    for (ChartRole role : roles) {
      role.close();
    }
    volcano.close();
    chart.close();
  }

  private void labelledAsVolcanosChartDoes() {
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

  @Test
  void basaltTakesVolcanosPlaceAndGivesItBack() throws Exception {
    Map<String, String> before = bound();
    assertThat(before).hasSize(2);

    List<String> arguments = new ArrayList<>(Chart.values("drop-in"));
    // The definitions are Volcano's; the hook changes them.
    arguments.add("--skip-crds");
    chart.install(CLUSTER.cluster().kubeconfig(), arguments);
    start();
    // Nothing can be waited for: it is there that nothing happens.
    Thread.sleep(A_WHILE);
    assertThat(bound()).isEqualTo(before);
    assertThat(pods("fresh-")).isEmpty();
    assertThat(volcano.holder("volcano")).startsWith("volcano-");

    volcano.end();
    Eventually.within(Scene.SOON)
        .passes(() -> {
          assertThat(bound()).hasSize(6).containsAllEntriesOf(before);
          for (String job : List.of("running", "waiting", "fresh")) {
            assertThat(phase(job)).as(job).isEqualTo(JobPhase.RUNNING);
          }
        });
    assertThat(pods("running-")).hasSize(2);
    assertThat(pods("waiting-")).hasSize(2);
    assertThat(pods("fresh-")).hasSize(2);
    assertThat(VolcanoStandIn.leases())
        .allSatisfy(lease ->
            assertThat(volcano.holder(lease)).isNotEmpty().doesNotStartWith("volcano-"));
    Map<String, String> taken = bound();

    roles.forEach(ChartRole::end);
    VolcanoStandIn again = new VolcanoStandIn(client, CLUSTER.namespace());
    again.work();
    volcano = again;
    again.waitingJob("later");
    Thread.sleep(A_WHILE);

    assertThat(bound()).isEqualTo(taken);
    assertThat(pods("later-")).hasSize(2).noneMatch(Observed::bound);
    assertThat(roles)
        .allSatisfy(role -> assertThat(role.log()).doesNotContainIgnoringCase("forbidden"));
  }

  private void start() throws IOException {
    for (Deployment deployment :
        client.apps().deployments().inNamespace(Chart.NAMESPACE).list().getItems()) {
      if (List.of("basalt-scheduler", "basalt-controllers")
          .contains(deployment.getMetadata().getName())) {
        roles.add(ChartRole.start(CLUSTER.cluster(), client, deployment, folder));
      }
    }
    assertThat(roles).hasSize(2);
    for (ChartRole role : roles) {
      Eventually.within(Scene.SOON)
          .passes(() -> assertThat(role.ready()).as(role.log()).isTrue());
    }
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
    return Observed.pods(client, CLUSTER.namespace()).stream()
        .filter(pod -> pod.getMetadata().getName().startsWith(prefix))
        .toList();
  }

  private JobPhase phase(String job) {
    Job found =
        client.resources(Job.class).inNamespace(CLUSTER.namespace()).withName(job).require();
    return Objects.requireNonNull(
        Objects.requireNonNull(Objects.requireNonNull(found.getStatus()).state()).phase());
  }
}
