package dev.basalt.app.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.api.scheduling.PodGroupSpec;
import dev.basalt.api.scheduling.QueueSpec;
import dev.basalt.testkit.Eventually;
import dev.basalt.testkit.fault.ApiRequest;
import dev.basalt.testkit.fault.Fault;
import dev.basalt.testkit.fault.FaultProxy;
import dev.basalt.testkit.fault.FaultRule;
import dev.basalt.testkit.junit.ClusterExtension;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whatever happens on the way to the API server: nothing lost, nothing bound twice. */
class FaultsIT {
  private static final int GANGS = 10;
  private static final int GANG = 50;
  private static final Duration AFTERWARDS = Duration.ofMinutes(2);

  @RegisterExtension static final ClusterExtension CLUSTER = ClusterExtension.shared();
  @RegisterExtension final Scene scene = new Scene(CLUSTER);

  @Test
  void everyWatchExpiresAndIsRefusedWithGoneWhileGangsAreBound() {
    PodJournal journal = scene.journal();
    FaultProxy proxy = scene.proxy();
    FaultRule slow = proxy.always(ApiRequest.bindings(), Fault.delay(millis(100), millis(200)));
    scene.scheduler(proxy);
    Eventually.within(Scene.SOON)
        .becomes("open watches", () -> proxy.openWatches(ApiRequest::watch), n -> n >= 4);
    FaultRule gone = proxy.times(6, ApiRequest::watch, Fault.gone());
    gangs();
    journal.awaitBound(50, Scene.SOON);

    int expired = proxy.disturbOpenWatches(ApiRequest::watch, Fault.expireWatch(0));

    slow.remove();
    assertThat(expired).isGreaterThanOrEqualTo(4);
    assertAllBoundOnce(journal);
    assertThat(gone.hits()).as("watches answered 410").isEqualTo(6);
  }

  @Test
  void bindingsAreAnsweredWithConflictsThatAreNone() {
    PodJournal journal = scene.journal();
    FaultProxy proxy = scene.proxy();
    FaultRule conflicts = proxy.times(40, ApiRequest.bindings(), Fault.conflict());
    scene.scheduler(proxy);

    gangs();

    assertAllBoundOnce(journal);
    assertThat(conflicts.hits()).isEqualTo(40);
  }

  /** The room that the pod takes elsewhere counts there, and the room meant for it is free. */
  @Test
  void somebodyElseBindsAPodFirst() {
    List<String> nodes = scene.nodes(2, "2", "4Gi");
    PodJournal journal = scene.journal();
    FaultProxy proxy = scene.proxy();
    FaultRule slow = proxy.once(ApiRequest.bindings(), Fault.delay(seconds(2), seconds(2)));
    scene.scheduler(proxy);
    scene.create(Workload.of("contested", 1, "2", "1Gi"));
    Eventually.within(Scene.SOON).becomes("bindings", slow::hits, n -> n == 1);

    // One of the two is not where the scheduler wants it.
    String taken = nodes.getFirst();
    bind("contested-0", taken);
    scene.create(Workload.of("other", 1, "2", "1Gi"));

    journal.awaitBound(2, Scene.SOON);
    journal.assertEachBoundOnce(2);
    assertThat(nodeOf("contested-0")).isEqualTo(taken);
    Observed.assertNoNodeOvercommitted(scene.client());
  }

  @Test
  void repliesAreLostAfterTheWrite() {
    PodJournal journal = scene.journal();
    FaultProxy proxy = scene.proxy();
    FaultRule lost = proxy.times(100, ApiRequest.bindings(), Fault.loseReply());
    scene.scheduler(proxy);

    gangs();

    assertAllBoundOnce(journal);
    assertThat(lost.hits()).isEqualTo(100);
  }

  /**
   * The API server binds pods to nodes that are no more. The test does what the controller manager
   * does after a minute: it deletes them, so that their Deployment makes new ones.
   */
  @Test
  void aNodeIsDeletedBetweenDecisionAndBinding() {
    List<String> doomed = scene.nodes(1, "4", "8Gi");
    FaultProxy proxy = scene.proxy();
    FaultRule slow = proxy.always(ApiRequest.bindings(), Fault.delay(seconds(2), seconds(2)));
    scene.scheduler(proxy);
    Deployment deployment = scene.client().resource(deployment(4)).create();
    Eventually.within(Scene.SOON).becomes("bindings", slow::hits, n -> n == 4);

    scene.client().nodes().withName(doomed.getFirst()).delete();
    String heir = scene.nodes(1, "4", "8Gi").getFirst();
    slow.remove();

    Eventually.within(AFTERWARDS)
        .passes(() -> {
          orphans(doomed.getFirst())
              .forEach(pod -> scene.client().resource(pod).withGracePeriod(0).delete());
          assertThat(Observed.pods(scene.client(), scene.namespace()))
              .hasSize(4)
              .allSatisfy(pod -> assertThat(pod.getSpec().getNodeName()).isEqualTo(heir));
        });
    Observed.assertNoNodeOvercommitted(scene.client());
    scene.client().resource(deployment).delete();
  }

  private void gangs() {
    scene.nodes(10, "8", "16Gi");
    String queue = scene.queue("q", QueueSpec.ofWeight(1));
    for (int i = 0; i < GANGS; i++) {
      scene.group("gang-" + i, PodGroupSpec.ofGang(queue, GANG));
      scene.create(Workload.of("gang-" + i, GANG, "100m", "128Mi").inGroup("gang-" + i));
    }
  }

  private void assertAllBoundOnce(PodJournal journal) {
    journal.awaitBound(GANGS * GANG, AFTERWARDS);
    journal.assertEachBoundOnce(GANGS * GANG);
    Observed.assertNoNodeOvercommitted(scene.client());
  }

  private void bind(String pod, String node) {
    scene
        .client()
        .raw(
            "/api/v1/namespaces/%s/pods/%s/binding".formatted(scene.namespace(), pod),
            "POST",
            Map.of(
                "apiVersion",
                "v1",
                "kind",
                "Binding",
                "metadata",
                Map.of("name", pod),
                "target",
                Map.of("apiVersion", "v1", "kind", "Node", "name", node)));
  }

  private String nodeOf(String pod) {
    return scene
        .client()
        .pods()
        .inNamespace(scene.namespace())
        .withName(pod)
        .require()
        .getSpec()
        .getNodeName();
  }

  private List<Pod> orphans(String node) {
    return Observed.pods(scene.client(), scene.namespace()).stream()
        .filter(pod -> node.equals(pod.getSpec().getNodeName()))
        .toList();
  }

  private Deployment deployment(int replicas) {
    return new DeploymentBuilder()
        .withNewMetadata()
        .withNamespace(scene.namespace())
        .withName("web")
        .endMetadata()
        .withNewSpec()
        .withReplicas(replicas)
        .withNewSelector()
        .addToMatchLabels("app", "web")
        .endSelector()
        .withNewTemplate()
        .withNewMetadata()
        .addToLabels("app", "web")
        .endMetadata()
        .withSpec(Workload.of("web", replicas, "1", "1Gi").spec("Always"))
        .endTemplate()
        .endSpec()
        .build();
  }

  private static Duration millis(int millis) {
    return Duration.ofMillis(millis);
  }

  private static Duration seconds(int seconds) {
    return Duration.ofSeconds(seconds);
  }
}
