package dev.basalt.app.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.basalt.api.names.VolcanoNames;
import dev.basalt.api.scheduling.PodGroupSpec;
import dev.basalt.api.scheduling.Queue;
import dev.basalt.api.scheduling.QueueSpec;
import dev.basalt.testkit.Eventually;
import dev.basalt.testkit.junit.ClusterExtension;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is wrong with one object is said there, and everything else goes on. */
class BadInputIT {
  @RegisterExtension static final ClusterExtension CLUSTER = ClusterExtension.shared();
  @RegisterExtension final Scene scene = new Scene(CLUSTER);

  @BeforeEach
  void start() {
    scene.nodes(1, "8", "16Gi");
  }

  @Test
  void aGroupThatNamesAnUnknownQueueWaitsForTheQueueAndHoldsNobodyUp() {
    scene.scheduler();
    String missing = scene.namespace() + "-missing";
    scene.group("lost", PodGroupSpec.ofGang(missing, 2));
    scene.create(Workload.of("lost", 2, "1", "1Gi").inGroup("lost"));

    Eventually.within(Scene.SOON)
        .passes(() ->
            assertThat(Observed.waitsFor(scene.group("lost")))
                .startsWith("QueueNotFound: ")
                .contains(missing));
    theRestGoesOn();
    assertThat(bound("lost")).isZero();

    assertThat(scene.queue("missing", QueueSpec.ofWeight(1))).isEqualTo(missing);
    Eventually.within(Scene.SOON).passes(() -> assertThat(bound("lost")).isEqualTo(2));
  }

  @Test
  void aMalformedQuantityInAnAnnotationIsNamedAndHoldsNobodyUp() {
    scene.scheduler();
    scene.create(
        Workload.of("odd", 1, "1", "1Gi")
            .annotated(VolcanoNames.GROUP_MIN_RESOURCES, "{\"cpu\": \"2 cores\"}"));

    Eventually.within(Scene.SOON)
        .passes(() ->
            assertThat(Observed.pods(scene.client(), scene.namespace()))
                .singleElement()
                .satisfies(pod ->
                    assertThat(Observed.scheduled(pod))
                        .hasValueSatisfying(condition -> {
                          assertThat(condition.getStatus()).isEqualTo("False");
                          assertThat(condition.getMessage())
                              .contains(VolcanoNames.GROUP_MIN_RESOURCES, "2 cores");
                        })));
    theRestGoesOn();
    assertThat(bound("odd")).isZero();
  }

  @Test
  void aNegativeMinMemberIsRefusedByTheApiServer() {
    assertThatThrownBy(() -> scene.group("negative", PodGroupSpec.ofGang("default", -1)))
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContaining("spec.minMember")
        .hasMessageContaining("greater than or equal to 0");
    assertThatThrownBy(() -> scene.queue("weightless", QueueSpec.ofWeight(0)))
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContaining("spec.weight")
        .hasMessageContaining("greater than or equal to 1");
    assertThat(scene.client().resources(Queue.class).withName("weightless").get()).isNull();
  }

  private void theRestGoesOn() {
    String queue = scene.queue("fine", QueueSpec.ofWeight(1));
    scene.group("fine", PodGroupSpec.ofGang(queue, 3));
    scene.create(Workload.of("fine", 3, "1", "1Gi").inGroup("fine"));
    Eventually.within(Scene.SOON).passes(() -> assertThat(bound("fine")).isEqualTo(3));
  }

  private long bound(String prefix) {
    return Observed.bound(scene.client(), scene.namespace(), prefix);
  }
}
