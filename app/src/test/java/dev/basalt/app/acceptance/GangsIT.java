package dev.basalt.app.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.api.scheduling.PodGroupCondition;
import dev.basalt.api.scheduling.PodGroupPhase;
import dev.basalt.api.scheduling.PodGroupSpec;
import dev.basalt.api.scheduling.QueueSpec;
import dev.basalt.testkit.Eventually;
import dev.basalt.testkit.junit.ClusterExtension;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class GangsIT {
  @RegisterExtension static final ClusterExtension CLUSTER = ClusterExtension.shared();
  @RegisterExtension final Scene scene = new Scene(CLUSTER);

  @Test
  void aGangOnePodTooLargeBindsNothingSaysWhatIsShortAndBindsWhenANodeIsAdded() {
    scene.nodes(2, "4", "16Gi");
    String queue = scene.queue("q", QueueSpec.ofWeight(1));
    scene.group("gang", PodGroupSpec.ofGang(queue, 9));
    scene.create(Workload.of("gang", 9, "1", "1Gi").inGroup("gang"));
    scene.scheduler();

    Eventually.within(Scene.SOON)
        .passes(() ->
            assertThat(Observed.waitsFor(scene.group("gang")))
                .startsWith("NotEnoughResources: 0 of 9 pods are placed, 8 more would fit")
                .contains("short of 1 cpu"));
    Eventually.within(Scene.SOON)
        .passes(() ->
            assertThat(Observed.pods(scene.client(), scene.namespace()))
                .hasSize(9)
                .allSatisfy(pod -> {
                  assertThat(Observed.bound(pod)).isFalse();
                  assertThat(Observed.scheduled(pod))
                      .hasValueSatisfying(condition -> {
                        assertThat(condition.getStatus()).isEqualTo("False");
                        assertThat(condition.getReason()).isEqualTo("Unschedulable");
                        assertThat(condition.getMessage()).contains("short of 1 cpu");
                      });
                }));

    scene.nodes(1, "1", "2Gi");

    Eventually.within(Scene.SOON)
        .passes(() -> {
          assertThat(Observed.bound(scene.client(), scene.namespace(), "gang")).isEqualTo(9);
          assertThat(Observed.waitsFor(scene.group("gang"))).isNull();
          assertThat(Observed.condition(scene.group("gang"), PodGroupCondition.SCHEDULED))
              .isPresent();
        });
    Observed.assertNoNodeOvercommitted(scene.client());
  }

  @Test
  void aGroupGoesFromPendingToInqueueToRunningToCompleted() {
    try (GroupJournal journal = new GroupJournal(scene.client(), scene.namespace())) {
      String queue = scene.queue("q", QueueSpec.ofWeight(1));
      scene.nodes(1, "2", "4Gi");
      scene.scheduler();
      scene.group(
          "gang",
          PodGroupSpec.ofGang(queue, 4)
              .withMinResources(
                  Map.of("cpu", Quantity.parse("4"), "memory", Quantity.parse("4Gi"))));
      Eventually.within(Scene.SOON)
          .passes(() ->
              assertThat(Observed.waitsFor(scene.group("gang")))
                  .startsWith("NotEnoughResources: ")
                  .contains("4 cpu asked, 2400m cpu available"));
      assertThat(phase("gang")).isEqualTo(PodGroupPhase.PENDING);

      scene.nodes(1, "2", "4Gi");
      awaitPhase("gang", PodGroupPhase.INQUEUE);
      scene.create(Workload.of("gang", 4, "1", "1Gi").inGroup("gang").lasting("2s"));
      awaitPhase("gang", PodGroupPhase.COMPLETED);

      assertThat(journal.phases("gang"))
          .containsExactly(
              PodGroupPhase.PENDING,
              PodGroupPhase.INQUEUE,
              PodGroupPhase.RUNNING,
              PodGroupPhase.COMPLETED);
      assertThat(scene.group("gang").getStatus().succeeded()).isEqualTo(4);
      Eventually.within(Scene.SOON)
          .passes(() ->
              assertThat(
                      scene.client().v1().events().inNamespace(scene.namespace()).list().getItems())
                  .filteredOn(e -> e.getInvolvedObject().getKind().equals("PodGroup"))
                  .extracting(e -> e.getType() + " " + e.getReason())
                  .contains("Warning Unschedulable", "Normal Scheduled"));
    }
  }

  @Test
  void aBarePodIsScheduledAlone() {
    scene.nodes(1, "1", "2Gi");
    scene.scheduler();
    scene.create(Workload.of("alone", 1, "500m", "1Gi"));

    Eventually.within(Scene.SOON)
        .passes(() ->
            assertThat(Observed.pods(scene.client(), scene.namespace()))
                .singleElement()
                .satisfies(pod -> assertThat(pod.getStatus().getPhase()).isEqualTo("Running")));
  }

  /** Both want all that the cluster promises; the first has no pods left that could use it. */
  @Test
  void aGroupWhosePodsHaveAllGoneKeepsNoRoomFromAnother() {
    scene.nodes(1, "4", "8Gi");
    String queue = scene.queue("q", QueueSpec.ofWeight(1));
    PodGroupSpec all =
        PodGroupSpec.ofGang(queue, 4)
            .withMinResources(Map.of("cpu", Quantity.parse("4"), "memory", Quantity.parse("4Gi")));
    scene.scheduler();
    scene.group("first", all);
    scene.create(Workload.of("first", 4, "1", "1Gi").inGroup("first"));
    awaitPhase("first", PodGroupPhase.RUNNING);
    scene.group("second", all);
    Eventually.within(Scene.SOON)
        .passes(() ->
            assertThat(Observed.waitsFor(scene.group("second")))
                .startsWith("WaitingForAdmission: "));

    scene.client().pods().inNamespace(scene.namespace()).withGracePeriod(0).delete();

    awaitPhase("second", PodGroupPhase.INQUEUE);
    scene.create(Workload.of("second", 4, "1", "1Gi").inGroup("second"));
    awaitPhase("second", PodGroupPhase.RUNNING);
  }

  private PodGroupPhase phase(String group) {
    var status = scene.group(group).getStatus();
    return status == null || status.phase() == null ? PodGroupPhase.PENDING : status.phase();
  }

  private void awaitPhase(String group, PodGroupPhase wanted) {
    Eventually.within(Scene.SOON)
        .becomes("the phase of " + group, () -> phase(group), wanted::equals);
  }
}
