package dev.basalt.app.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.basalt.api.names.BasaltNames;
import dev.basalt.api.scheduling.PodGroupSpec;
import dev.basalt.api.scheduling.QueueSpec;
import dev.basalt.app.CommandFailure;
import dev.basalt.app.scheduler.SchedulerOptions;
import dev.basalt.testkit.NodeShape;
import dev.basalt.testkit.junit.ClusterExtension;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two schedulers of a zone each on one cluster. */
class ZonesIT {
  private static final int NODES = 4;
  private static final int WAVES = 12;
  private static final int WAVE = 12;

  @RegisterExtension static final ClusterExtension CLUSTER = ClusterExtension.shared();
  @RegisterExtension final Scene scene = new Scene(CLUSTER);

  @Test
  void nodesChangeZoneUnderLoadAndTheNodesOfAKilledSchedulerAreTakenOver() throws Exception {
    PodJournal journal = scene.journal();
    List<String> left = nodes("a");
    nodes("b");
    SchedulerSubprocess first =
        scene.closing(
            SchedulerSubprocess.start(
                scene.cluster().kubeconfig(),
                "--zone",
                "a",
                "--lease-namespace",
                scene.namespace()));
    scene.scheduler(serving("b"));
    for (int wave = 0; wave < WAVES; wave++) {
      pods("a" + wave, "a", WAVE).lasting("2s").create(scene.client(), scene.namespace());
      pods("b" + wave, "b", WAVE).lasting("2s").create(scene.client(), scene.namespace());
      relabel(left.get(wave % 2), wave % 4 < 2 ? "b" : "a");
      Observed.assertNoNodeOvercommitted(scene.client());
      TimeUnit.MILLISECONDS.sleep(700);
      Observed.assertNoNodeOvercommitted(scene.client());
    }
    left.forEach(node -> relabel(node, "a"));
    journal.awaitBound(2 * WAVES * WAVE, Scene.SOON);

    first.kill();

    relabel(left.get(0), "b");
    relabel(left.get(1), "b");
    int late = 4 * NODES + 4;
    pods("late", "b", late).create(scene.client(), scene.namespace());
    journal.awaitBound(2 * WAVES * WAVE + late, Scene.SOON);
    journal.assertEachBoundOnce(2 * WAVES * WAVE + late);
    Observed.assertNoNodeOvercommitted(scene.client());
    assertThat(left.subList(0, 2))
        .extracting(this::owner)
        .contains(scene.namespace() + "/basalt.zone.b");
  }

  /** Gangs that name no zone are seen by both, and each is started by one. */
  @Test
  void aGangOfAnyZoneIsNotSplit() {
    PodJournal journal = scene.journal();
    Set<String> left = new HashSet<>(nodes("a"));
    nodes("b");
    scene.scheduler(serving("a"));
    scene.scheduler(serving("b"));
    String queue = scene.queue("any", QueueSpec.ofWeight(1));
    int gangs = 8;
    int size = 4;
    for (int gang = 0; gang < gangs; gang++) {
      scene.group("gang-" + gang, PodGroupSpec.ofGang(queue, size));
      scene.create(Workload.of("gang-" + gang, size, "1", "64Mi").inGroup("gang-" + gang));
    }
    journal.awaitBound(gangs * size, Scene.SOON);
    journal.assertEachBoundOnce(gangs * size);
    Map<String, Set<Boolean>> zones = new HashMap<>();
    for (Pod pod : Observed.pods(scene.client(), scene.namespace())) {
      String name = pod.getMetadata().getName();
      zones
          .computeIfAbsent(name.substring(0, name.lastIndexOf('-')), first -> new HashSet<>())
          .add(left.contains(pod.getSpec().getNodeName()));
    }
    assertThat(zones).hasSize(gangs);
    assertThat(zones).allSatisfy((gang, sides) -> assertThat(sides).as(gang).hasSize(1));
    Observed.assertNoNodeOvercommitted(scene.client());
  }

  @Test
  void aZoneThatCannotBeServedEndsTheStartWithTheRemedy() {
    assertThatThrownBy(() -> scene.scheduler(serving("Zone_1")))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("--zone \"Zone_1\"");
    assertThatThrownBy(() -> scene.scheduler(Scene.options().withZones(Set.of("a"))))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("--leader-elect=false");
  }

  private List<String> nodes(String zone) {
    return scene.nodes(
        NODES,
        NodeShape.of("4", "16Gi", 110)
            .withNamePrefix(zone + "-")
            .withLabel(BasaltNames.ZONE, zone));
  }

  private SchedulerOptions serving(String zone) {
    return Scene.options().withLeaseIn(scene.namespace()).withZones(Set.of(zone));
  }

  private static Workload pods(String name, String zone, int count) {
    return Workload.of(name, count, "1", "64Mi").annotated(BasaltNames.ZONE, zone);
  }

  private void relabel(String node, String zone) {
    scene
        .client()
        .nodes()
        .withName(node)
        .edit(before ->
            new NodeBuilder(before)
                .editMetadata()
                .addToLabels(BasaltNames.ZONE, zone)
                .endMetadata()
                .build());
  }

  private @Nullable String owner(String name) {
    Node node = scene.client().nodes().withName(name).require();
    return node.getMetadata().getAnnotations().get(BasaltNames.OWNER);
  }
}
