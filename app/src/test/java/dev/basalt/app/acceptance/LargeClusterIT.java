package dev.basalt.app.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.api.scheduling.PodGroupSpec;
import dev.basalt.api.scheduling.QueueSpec;
import dev.basalt.testkit.ClusterOptions;
import dev.basalt.testkit.NodeShape;
import dev.basalt.testkit.fault.ApiRequest;
import dev.basalt.testkit.fault.Fault;
import dev.basalt.testkit.fault.FaultProxy;
import dev.basalt.testkit.junit.ClusterExtension;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * 1,000 nodes, and 10 gangs of 500 pods for each test. The cluster is thrown away at the end; one
 * test's pods stay where they are, beside those of the other.
 */
class LargeClusterIT {
  private static final int NODES = 1_000;
  private static final int GANGS = 10;
  private static final int GANG = 500;
  private static final int PODS = GANGS * GANG;
  private static final Duration ENOUGH = Duration.ofMinutes(3);

  @RegisterExtension
  static final ClusterExtension CLUSTER = ClusterExtension.own(ClusterOptions.named("large"));

  @RegisterExtension final Scene scene = Scene.leftBehind(CLUSTER);

  @BeforeAll
  static void nodes() {
    CLUSTER.cluster().addNodes(NODES, NodeShape.of("8", "32Gi", 110));
  }

  /** The other one shows the same, and more; without the kill it is for the long runs. */
  @Tag("soak")
  @Test
  void tenGangsOfFiveHundredAreBoundWholeAndNoNodeIsOverItsAllocatable() {
    PodJournal journal = scene.journal();
    gangs();

    scene.scheduler();

    journal.awaitBound(PODS, ENOUGH);
    journal.assertEachBoundOnce(PODS);
    assertGangsWholeAndNoNodeOvercommitted();
  }

  /** A proxy makes bindings slow enough for the kill to come in their midst. */
  @Test
  void aSchedulerKilledInTheMidstOfFiveThousandBindingsIsSucceededByOneThatFinishesThem() {
    PodJournal journal = scene.journal();
    gangs();
    FaultProxy proxy = scene.proxy();
    proxy.always(ApiRequest.bindings(), Fault.delay(Duration.ofMillis(40), Duration.ofMillis(80)));
    SchedulerSubprocess first =
        scene.closing(
            SchedulerSubprocess.start(scene.kubeconfig(proxy), "--leader-elect", "false"));
    journal.awaitBound(1_000, ENOUGH);

    first.kill();

    assertThat(journal.bound()).as("bound when it was killed").isLessThan(PODS - 500);
    scene.closing(
        SchedulerSubprocess.start(scene.cluster().kubeconfig(), "--leader-elect", "false"));
    journal.awaitBound(PODS, ENOUGH);
    journal.assertEachBoundOnce(PODS);
    assertGangsWholeAndNoNodeOvercommitted();
  }

  private void gangs() {
    String queue = scene.queue("q", QueueSpec.ofWeight(1));
    for (int i = 0; i < GANGS; i++) {
      String name = "gang" + i;
      scene.group(name, PodGroupSpec.ofGang(queue, GANG));
      scene.create(Workload.of(name, GANG, "100m", "128Mi").inGroup(name));
    }
  }

  private void assertGangsWholeAndNoNodeOvercommitted() {
    List<Pod> pods = Observed.allPods(scene.client());
    Map<String, Long> bound =
        pods.stream()
            .filter(pod -> pod.getMetadata().getNamespace().equals(scene.namespace()))
            .filter(Observed::bound)
            .collect(
                Collectors.groupingBy(
                    pod -> pod.getMetadata().getName().replaceFirst("-.*", ""),
                    Collectors.counting()));
    assertThat(bound).hasSize(GANGS).allSatisfy((gang, size) -> assertThat(size).isEqualTo(GANG));
    Observed.assertNoNodeOvercommitted(scene.client(), pods);
  }
}
