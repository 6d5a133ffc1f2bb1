package dev.basalt.testkit.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.basalt.testkit.ClusterOptions;
import dev.basalt.testkit.Eventually;
import dev.basalt.testkit.NodeShape;
import dev.basalt.testkit.junit.ClusterExtension;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.PodResource;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class NodeAgentIT {
  private static final Duration SOON = Duration.ofMinutes(1);

  /** Room comes back so late that a test can look before. */
  private static final AgentSettings SLOW_RELEASE =
      new AgentSettings(Delay.none(), Delay.none(), Delay.none(), Delay.millis(3_000, 3_000), 42);

  private static int made;

  @RegisterExtension
  private static final ClusterExtension CLUSTER =
      ClusterExtension.own(ClusterOptions.named("agent-it").withoutFakeNodes());

  private KubernetesClient client;
  private NodeAgent agent;
  private String node = "";

  @BeforeEach
  void start() {
    client = CLUSTER.client();
    NodeShape shape = NodeShape.of("2", "4Gi", 10).withNamePrefix("agent-");
    agent = NodeAgent.start(client, made++, 1, shape, SLOW_RELEASE);
    node = agent.nodes().getFirst();
  }

  @AfterEach
  void stop() {
    agent.close();
  }

  private void bound(String name, String cpu, Map<String, String> annotations) {
    Pod pod =
        new PodBuilder()
            .withNewMetadata()
            .withName(name)
            .withAnnotations(annotations)
            .endMetadata()
            .withNewSpec()
            .withSchedulerName("nobody")
            .addNewContainer()
            .withName("main")
            .withImage("none")
            .withNewResources()
            .addToRequests("cpu", Quantity.parse(cpu))
            .endResources()
            .endContainer()
            .endSpec()
            .build();
    client.pods().inNamespace(CLUSTER.namespace()).resource(pod).create();
    client.raw(
        "/api/v1/namespaces/%s/pods/%s/binding".formatted(CLUSTER.namespace(), name),
        "POST",
        """
        {"apiVersion": "v1", "kind": "Binding", "metadata": {"name": "%s"},
         "target": {"apiVersion": "v1", "kind": "Node", "name": "%s"}}\
        """
            .formatted(name, node));
  }

  private Pod awaitPhase(String name, String phase) {
    return Eventually.within(SOON)
        .becomes(
            "pod " + name,
            () -> client.pods().inNamespace(CLUSTER.namespace()).withName(name).get(),
            pod -> pod != null && phase.equals(pod.getStatus().getPhase()));
  }

  @Test
  void aPodRunsAndEndsByItsAnnotations() {
    bound("fine", "1", Map.of("basalt.dev/sim-duration", "200ms"));
    bound("fails", "1", Map.of("basalt.dev/sim-duration", "1ms", "basalt.dev/sim-exit-code", "3"));
    awaitPhase("fine", "Succeeded");
    assertThat(
            awaitPhase("fails", "Failed")
                .getStatus()
                .getContainerStatuses()
                .getFirst()
                .getState()
                .getTerminated()
                .getExitCode())
        .isEqualTo(3);
    assertThat(agent.rejections()).isEmpty();
  }

  @Test
  void aPodThatDoesNotFitIsRefusedAsAKubeletDoes() {
    bound("large", "1500m", Map.of());
    awaitPhase("large", "Running");
    bound("more", "1", Map.of());
    assertThat(awaitPhase("more", "Failed").getStatus().getReason()).isEqualTo("OutOfcpu");
    assertThat(agent.rejections())
        .extracting(Rejection::pod, Rejection::node, Rejection::reason, Rejection::lingering)
        .containsExactly(tuple(CLUSTER.namespace() + "/more", node, "OutOfcpu", 0));
  }

  @Test
  void theRoomOfAPodThatEndedComesBackLater() {
    bound("first", "2", Map.of("basalt.dev/sim-duration", "1ms"));
    awaitPhase("first", "Succeeded");
    bound("early", "2", Map.of());
    awaitPhase("early", "Failed");
    assertThat(agent.rejections()).extracting(Rejection::lingering).containsExactly(1);
    Eventually.within(SOON)
        .becomes(
            "a pod that is tried again and again",
            () -> {
              String name = "late-" + made++;
              bound(name, "2", Map.of());
              return Eventually.within(SOON)
                  .becomes(
                      name,
                      () -> client.pods().inNamespace(CLUSTER.namespace()).withName(name).get(),
                      pod -> pod != null && !"Pending".equals(pod.getStatus().getPhase()))
                  .getStatus()
                  .getPhase();
            },
            "Running"::equals);
  }

  @Test
  void aDeletedPodIsStoppedAndRemoved() {
    assertThat(phasesAfterDeletion("running", 30)).last().isEqualTo("Failed");
    assertThat(phasesAfterDeletion("forced", 0)).doesNotContain("Failed");
  }

  /** What a watch shows of a running pod from its deletion until it is gone. */
  private List<String> phasesAfterDeletion(String name, long graceSeconds) {
    bound(name, "500m", Map.of());
    awaitPhase(name, "Running");
    List<String> phases = new CopyOnWriteArrayList<>();
    CountDownLatch gone = new CountDownLatch(1);
    PodResource pod = client.pods().inNamespace(CLUSTER.namespace()).withName(name);
    try (Watch _ =
        pod.watch(
            new Watcher<Pod>() {
              @Override
              public void eventReceived(Action action, Pod seen) {
                phases.add(seen.getStatus().getPhase());
                if (action == Action.DELETED) {
                  gone.countDown();
                }
              }

              @Override
              public void onClose(WatcherException cause) {
                // The pod is awaited in vain then.
              }
            })) {
      pod.withGracePeriod(graceSeconds).delete();
      assertThat(gone.await(SOON.toSeconds(), TimeUnit.SECONDS)).as(name + " is gone").isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    return phases;
  }
}
