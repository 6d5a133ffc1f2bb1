package dev.basalt.testkit.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.testkit.Eventually;
import dev.basalt.testkit.NodeShape;
import dev.basalt.testkit.junit.ClusterExtension;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.LogWatch;
import io.fabric8.kubernetes.client.dsl.PodResource;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Commands that really run, as the API server shows them. */
class CommandsIT {
  private static final Duration SOON = Duration.ofMinutes(1);
  private static final AgentSettings SETTINGS =
      new AgentSettings(Delay.none(), Delay.none(), Delay.none(), Delay.none(), 42)
          .withCommands(RunCommands.ANNOTATED);

  @RegisterExtension private static final ClusterExtension CLUSTER = ClusterExtension.shared();

  private static KubernetesClient client;
  private static NodeAgent agent;

  @BeforeAll
  static void start() {
    client = CLUSTER.client();
    NodeShape shape = NodeShape.of("8", "8Gi", 50).withNamePrefix("commands-");
    agent = NodeAgent.start(client, 0, 1, shape, SETTINGS);
  }

  @AfterAll
  static void stop() {
    agent.nodes().forEach(node -> client.nodes().withName(node).delete());
    agent.close();
  }

  private static PodBuilder pod(String name, String script) {
    return new PodBuilder()
        .withNewMetadata()
        .withName(name)
        .addToAnnotations(RunCommands.ANNOTATION, "true")
        .endMetadata()
        .withNewSpec()
        .withNodeName(agent.nodes().getFirst())
        .withRestartPolicy("Never")
        .addNewContainer()
        .withName("main")
        .withImage("none")
        .withCommand("sh", "-c", script)
        .endContainer()
        .endSpec();
  }

  private static PodResource create(Pod pod) {
    client.pods().inNamespace(CLUSTER.namespace()).resource(pod).create();
    return client.pods().inNamespace(CLUSTER.namespace()).withName(pod.getMetadata().getName());
  }

  private static Pod await(PodResource pod, String phase) {
    return Eventually.within(SOON)
        .becomes("the pod", pod::get, seen -> phase.equals(seen.getStatus().getPhase()));
  }

  private static ContainerStateTerminated exit(Pod pod) {
    return pod.getStatus().getContainerStatuses().getFirst().getState().getTerminated();
  }

  @Test
  void exitCodeAndLogCanBeRead() {
    PodResource pod = create(pod("fails", "echo one; echo two >&2; exit 3").build());
    assertThat(exit(await(pod, "Failed")).getExitCode()).isEqualTo(3);
    assertThat(pod.getLog()).isEqualTo("one\ntwo\n");
    assertThat(pod.tailingLines(1).getLog()).isEqualTo("two\n");
  }

  @Test
  void aConfigMapAndTheServiceAccountAreThere() {
    client
        .configMaps()
        .inNamespace(CLUSTER.namespace())
        .resource(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withName("settings")
                .endMetadata()
                .withData(Map.of("GREETING", "hello"))
                .build())
        .create();
    PodResource pod =
        create(
            pod(
                    "configured",
                    "echo $GREETING $(cat /etc/settings/GREETING);"
                        + " cd /var/run/secrets/kubernetes.io/serviceaccount; cat namespace; echo;"
                        + " test -s token && test -s ca.crt")
                .editSpec()
                .editFirstContainer()
                .addNewEnvFrom()
                .withNewConfigMapRef("settings", false)
                .endEnvFrom()
                .addNewVolumeMount()
                .withName("settings")
                .withMountPath("/etc/settings")
                .endVolumeMount()
                .endContainer()
                .addNewVolume()
                .withName("settings")
                .withNewConfigMap()
                .withName("settings")
                .endConfigMap()
                .endVolume()
                .endSpec()
                .build());
    await(pod, "Succeeded");
    assertThat(pod.getLog()).isEqualTo("hello hello\n" + CLUSTER.namespace() + "\n");
  }

  @Test
  void aContainerThatNeedsMoreMemoryThanItsLimitIsKilled() {
    PodResource pod =
        create(
            pod("greedy", "head -c 300M /dev/zero | tail | wc -c")
                .editSpec()
                .editFirstContainer()
                .withNewResources()
                .addToLimits("memory", Quantity.parse("64Mi"))
                .endResources()
                .endContainer()
                .endSpec()
                .build());
    assertThat(exit(await(pod, "Failed")).getReason()).isEqualTo("OOMKilled");
  }

  @Test
  void aDeletedPodEndsInItsOwnWayWhileItsLogIsFollowed() throws Exception {
    PodResource pod =
        create(
            pod("up", "trap 'echo bye; exit 0' TERM; echo up; while :; do sleep 0.05; done")
                .build());
    await(pod, "Running");
    try (LogWatch log = pod.watchLog();
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(log.getOutput(), StandardCharsets.UTF_8))) {
      assertThat(lines.readLine()).isEqualTo("up");
      pod.delete();
      assertThat(lines.readLine()).isEqualTo("bye");
    }
    Eventually.within(SOON).becomes("the pod", () -> pod.get() == null, Boolean.TRUE::equals);
  }

  @Test
  void aPodThatDoesNotAskForItOnlyPlays() {
    Pod asked = pod("plays", "exit 3").build();
    asked.getMetadata().setAnnotations(Map.of("basalt.dev/sim-duration", "1ms"));
    await(create(asked), "Succeeded");
  }
}
