package dev.basalt.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.basalt.testkit.junit.ClusterExtension;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class LocalClusterIT {
  private static final Duration SOON = Duration.ofMinutes(1);

  @RegisterExtension
  private static final ClusterExtension CLUSTER =
      ClusterExtension.own(ClusterOptions.named("local-it"));

  private static List<String> nodes = List.of();

  @BeforeAll
  static void addNodes() {
    nodes = CLUSTER.cluster().addNodes(20, NodeShape.of("8", "32Gi", 110).withLabel("zone", "a"));
  }

  private Pod runToItsEnd(Map<String, String> annotations, String phase) {
    KubernetesClient client = CLUSTER.client();
    String namespace = CLUSTER.namespace();
    client.pods().inNamespace(namespace).resource(Pods.pod("p", annotations)).create();
    Pods.bind(client, namespace, "p", nodes.getFirst());
    return Pods.awaitPhase(client, namespace, "p", phase);
  }

  private static ContainerStateTerminated terminated(Pod pod) {
    return pod.getStatus().getContainerStatuses().getFirst().getState().getTerminated();
  }

  @Test
  void nodesAreReadyWithoutTaintsAndOfTheirShape() {
    assertThat(CLUSTER.client().nodes().withLabel("zone", "a").list().getItems())
        .hasSize(20)
        .allSatisfy(node -> {
          assertThat(node.getSpec().getTaints()).isEmpty();
          assertThat(node.getStatus().getAllocatable().get("memory")).hasToString("32Gi");
          assertThat(node.getStatus().getConditions())
              .filteredOn(condition -> condition.getType().equals("Ready"))
              .extracting(NodeCondition::getStatus)
              .containsExactly("True");
        });
  }

  @Test
  void moreNodesGetNamesThatWereNeverUsed() {
    List<String> more =
        CLUSTER
            .cluster()
            .addNodes(2, NodeShape.of("1", "1Gi", 10).withResource("example.com/gpu", "4"));

    assertThat(more).hasSize(2).doesNotContainAnyElementsOf(nodes);
    assertThat(
            CLUSTER.client().nodes().withName(more.getFirst()).get().getStatus().getAllocatable())
        .hasEntrySatisfying("example.com/gpu", gpus -> assertThat(gpus).hasToString("4"));
  }

  @Test
  void aPodWithoutAnnotationsRunsUntilItIsDeleted() {
    runToItsEnd(Map.of(), "Running");

    CLUSTER.client().pods().inNamespace(CLUSTER.namespace()).withName("p").delete();

    Eventually.within(SOON)
        .passes(() ->
            assertThat(CLUSTER.client().pods().inNamespace(CLUSTER.namespace()).list().getItems())
                .isEmpty());
  }

  @Test
  void aPodWithADurationSucceeds() {
    Pod pod = runToItsEnd(Map.of("basalt.dev/sim-duration", "1.2s"), "Succeeded");

    assertThat(terminated(pod).getExitCode()).isZero();
    assertThat(terminated(pod).getReason()).isEqualTo("Completed");
  }

  @Test
  void aPodWithAnExitCodeFails() {
    Pod pod =
        runToItsEnd(
            Map.of("basalt.dev/sim-duration", "100ms", "basalt.dev/sim-exit-code", "3"), "Failed");

    assertThat(terminated(pod).getExitCode()).isEqualTo(3);
    assertThat(terminated(pod).getReason()).isEqualTo("Error");
  }

  @Test
  void aPodAboveItsMemoryLimitIsKilled() {
    Pod pod =
        runToItsEnd(
            Map.of("basalt.dev/sim-duration", "100ms", "basalt.dev/sim-peak-memory", "257Mi"),
            "Failed");

    assertThat(terminated(pod).getExitCode()).isEqualTo(137);
    assertThat(terminated(pod).getReason()).isEqualTo("OOMKilled");
  }

  @Test
  void aPodAtItsMemoryLimitIsNot() {
    runToItsEnd(
        Map.of("basalt.dev/sim-duration", "100ms", "basalt.dev/sim-peak-memory", "262144Ki"),
        "Succeeded");
  }

  @Test
  void aMalformedAnnotationIsNamed() {
    Pod pod = runToItsEnd(Map.of("basalt.dev/sim-duration", "soon"), "Failed");

    assertThat(pod.getStatus().getReason()).isEqualTo("InvalidAnnotation");
    assertThat(pod.getStatus().getMessage())
        .contains("basalt.dev/sim-duration")
        .contains("\"soon\"")
        .contains("1m30s");
  }

  @Test
  void aBatchJobCompletesAndItsPodsGoWithIt() {
    KubernetesClient client = CLUSTER.client();
    String namespace = CLUSTER.namespace();
    Pod template = Pods.pod("p", Map.of("basalt.dev/sim-duration", "100ms"));
    template.getSpec().setRestartPolicy("Never");
    template.getSpec().setNodeName(nodes.get(1));
    client
        .batch()
        .v1()
        .jobs()
        .inNamespace(namespace)
        .resource(
            new JobBuilder()
                .withNewMetadata()
                .withName("job")
                .endMetadata()
                .withNewSpec()
                .withCompletions(3)
                .withParallelism(3)
                .withNewTemplate()
                .withNewMetadata()
                .withAnnotations(template.getMetadata().getAnnotations())
                .endMetadata()
                .withSpec(template.getSpec())
                .endTemplate()
                .endSpec()
                .build())
        .create();

    Eventually.within(SOON)
        .becomes(
            "succeeded pods",
            () ->
                client
                    .batch()
                    .v1()
                    .jobs()
                    .inNamespace(namespace)
                    .withName("job")
                    .get()
                    .getStatus()
                    .getSucceeded(),
            succeeded -> succeeded != null && succeeded == 3);
    client.batch().v1().jobs().inNamespace(namespace).withName("job").delete();
    Eventually.within(SOON)
        .passes(() -> assertThat(client.pods().inNamespace(namespace).list().getItems()).isEmpty());
  }

  @Test
  void theApiServerComesBackWithItsDataAndPodsRunAgain() {
    CLUSTER
        .client()
        .pods()
        .inNamespace(CLUSTER.namespace())
        .resource(Pods.pod("before", Map.of()))
        .create();

    CLUSTER.cluster().stopApiServer();
    CLUSTER.cluster().stopApiServer();
    try (KubernetesClient impatient = impatientClient()) {
      assertThatThrownBy(() -> impatient.nodes().list())
          .isInstanceOf(KubernetesClientException.class);
    }
    CLUSTER.cluster().startApiServer();

    assertThat(CLUSTER.client().pods().inNamespace(CLUSTER.namespace()).withName("before").get())
        .isNotNull();
    runToItsEnd(Map.of("basalt.dev/sim-duration", "100ms"), "Succeeded");
  }

  private static KubernetesClient impatientClient() {
    Config config = CLUSTER.cluster().clientConfig();
    config.setRequestRetryBackoffLimit(0);
    return new KubernetesClientBuilder().withConfig(config).build();
  }

  @Test
  void aSecondClusterBesideItKnowsNothingOfTheFirst() {
    ClusterOptions bare = ClusterOptions.named("bare").withoutControllers().withoutFakeNodes();
    try (TestCluster second = TestClusters.start(bare);
        KubernetesClient client = second.newClient()) {
      assertThat(client.nodes().list().getItems()).isEmpty();
      List<String> names = second.addNodes(1, NodeShape.of("1", "1Gi", 10));

      client.pods().inNamespace("default").resource(Pods.pod("p", Map.of())).create();
      Pods.bind(client, "default", "p", names.getFirst());

      Pod pod = client.pods().inNamespace("default").withName("p").get();
      assertThat(pod.getSpec().getNodeName()).isEqualTo(names.getFirst());
      assertThat(pod.getStatus().getPhase()).isEqualTo("Pending");
      assertThat(CLUSTER.client().nodes().withLabel("zone", "a").list().getItems()).hasSize(20);
    }
  }

  /** A JVM that starts a cluster, says where it is, and waits to be killed. */
  static final class Owner {
    public static void main(String[] arguments) throws Exception {
      TestCluster cluster = TestClusters.startLocal(ClusterOptions.named("orphan"));
      Path said = Path.of(arguments[0]);
      Files.writeString(said.resolveSibling("new"), cluster.kubeconfig().toString());
      Files.move(said.resolveSibling("new"), said);
      Thread.sleep(Duration.ofMinutes(10));
    }
  }

  @Test
  void nothingOfAClusterOutlivesKillNineOfItsOwner(@TempDir Path folder) throws Exception {
    assumeLocal();
    Path said = folder.resolve("said");
    Process owner =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElse("java"),
                "-cp",
                System.getProperty("java.class.path"),
                Owner.class.getName(),
                said.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("owner.log").toFile())
            .start();
    Eventually.within(Duration.ofMinutes(3)).passes(() -> assertThat(said).exists());
    List<ProcessHandle> programs = owner.descendants().toList();
    assertThat(programs).hasSizeGreaterThanOrEqualTo(4);

    owner.destroyForcibly();

    Eventually.within(SOON).passes(() -> assertThat(programs).noneMatch(ProcessHandle::isAlive));
    Path home = Path.of(Files.readString(said)).getParent();
    TestClusters.startLocal(ClusterOptions.named("next").withoutControllers().withoutFakeNodes())
        .close();
    assertThat(home).doesNotExist();
  }

  private static void assumeLocal() {
    Assumptions.assumeTrue(
        TestClusters.provider() == ClusterProvider.LOCAL, "this is about local clusters");
  }

  @Test
  void aProgramThatCannotStartIsNamedWithTheEndOfItsLog() {
    assumeLocal();
    ClusterOptions broken =
        ClusterOptions.named("broken").withApiServerArguments("--no-such-flag=1");

    assertThatThrownBy(() -> TestClusters.startLocal(broken))
        .hasMessageContaining("kube-apiserver ended")
        .hasMessageContaining("unknown flag: --no-such-flag");
  }
}
