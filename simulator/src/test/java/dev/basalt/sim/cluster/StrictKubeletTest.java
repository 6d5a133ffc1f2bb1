package dev.basalt.sim.cluster;

import static dev.basalt.sim.cluster.ClientWorld.SMALL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.core.event.PodPhase;
import dev.basalt.sim.time.Latency;
import dev.basalt.sim.workload.PodRun;
import dev.basalt.sim.workload.PodTemplate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StrictKubeletTest {
  private static final Duration A_WHILE = Duration.ofMinutes(1);

  @Test
  void aPodRunsForItsTimeAndSucceeds() {
    ClientWorld world = ClientWorld.withoutFaults();
    world.addNode("n1");
    SimulatedPod pod = world.place("p", SMALL.running(Duration.ofSeconds(30)), "n1");

    world.run(Duration.ofSeconds(20));
    assertThat(pod.phase()).isEqualTo(PodPhase.RUNNING);
    world.run(Duration.ofSeconds(20));

    assertThat(pod.phase()).isEqualTo(PodPhase.SUCCEEDED);
  }

  @Test
  void aPodEndsWithItsExitCodeOrIsKilledForItsMemory() {
    ClientWorld world = ClientWorld.withoutFaults();
    world.addNode("n1");
    long second = Duration.ofSeconds(1).toNanos();
    SimulatedPod failing =
        world.place("failing", SMALL.running(new PodRun(second, 3, 0, 10)), "n1");
    SimulatedPod greedy = world.place("greedy", SMALL.running(new PodRun(second, 0, 11, 10)), "n1");

    world.run(A_WHILE);

    assertThat(failing.phase()).isEqualTo(PodPhase.FAILED);
    assertThat(failing.reason()).isEqualTo("Error");
    assertThat(greedy.phase()).isEqualTo(PodPhase.FAILED);
    assertThat(greedy.reason()).isEqualTo("OOMKilled");
  }

  @Test
  void whatDoesNotFitIsTurnedAwayWithTheResourceThatIsShort() {
    ClientWorld world = ClientWorld.withoutFaults();
    world.cluster.addNode(
        "n1",
        Map.of("cpu", "4", "memory", "4Gi", "pods", "3", "nvidia.com/gpu", "1"),
        Map.of(),
        List.of());
    SimulatedPod first =
        world.place("first", SMALL.with("nvidia.com/gpu", "1").withHostPort(80), "n1");
    world.run(A_WHILE);
    SimulatedPod cpu = world.place("cpu", PodTemplate.of("3001m", "1Gi"), "n1");
    SimulatedPod memory = world.place("memory", PodTemplate.of("3", "3073Mi"), "n1");
    SimulatedPod gpu = world.place("gpu", SMALL.with("nvidia.com/gpu", "1"), "n1");
    SimulatedPod port = world.place("port", SMALL.withHostPort(80), "n1");
    world.run(A_WHILE);
    SimulatedPod second = world.place("second", SMALL, "n1");
    SimulatedPod third = world.place("third", SMALL, "n1");
    world.run(A_WHILE);
    SimulatedPod slot = world.place("slot", SMALL, "n1");
    world.run(A_WHILE);

    assertThat(List.of(first, second, third))
        .extracting(SimulatedPod::phase)
        .containsOnly(PodPhase.RUNNING);
    assertThat(List.of(cpu, memory, gpu, port, slot))
        .extracting(SimulatedPod::reason)
        .containsExactly(
            "OutOfcpu", "OutOfmemory", "OutOfnvidia.com/gpu", "NodePorts", "OutOfpods");
    assertThat(world.rejections)
        .extracting(Rejection::pod)
        .containsExactlyInAnyOrder(
            "default/cpu", "default/memory", "default/gpu", "default/port", "default/slot");
    assertThat(world.rejections)
        .extracting(Rejection::message)
        .anyMatch(message -> message.contains("cpu, requested: 3001m, used: 1, capacity: 4"));
  }

  @Test
  void anEndedPodKeepsItsRoomForAWhile() {
    ClientWorld world = withReleaseDelay(Duration.ofSeconds(10));
    world.addNode("n1");
    SimulatedPod first = world.place("first", wholeNode(), "n1");
    world.run(Duration.ofSeconds(10));
    assertThat(first.phase()).isEqualTo(PodPhase.SUCCEEDED);

    world.place("hasty", wholeNode(), "n1");
    world.run(Duration.ofSeconds(10));
    SimulatedPod patient = world.place("patient", wholeNode(), "n1");
    world.run(Duration.ofSeconds(20));

    assertThat(world.rejections)
        .singleElement()
        .satisfies(rejection -> {
          assertThat(rejection.pod()).isEqualTo("default/hasty");
          assertThat(rejection.lingering()).containsExactly("default/first");
          assertThat(rejection.longestLingerNanos()).isPositive();
        });
    assertThat(patient.phase()).isEqualTo(PodPhase.SUCCEEDED);
  }

  @Test
  void aDeletedPodStaysForAtMostItsGracePeriodAndItsRoomLonger() {
    ClientWorld world = withReleaseDelay(Duration.ofSeconds(5));
    world.addNode("n1");
    PodTemplate service = PodTemplate.of("4", "1Gi").withGracePeriod(Duration.ofSeconds(2));
    SimulatedPod pod = world.place("p", service, "n1");
    world.run(A_WHILE);

    world.cluster.deletePod("p");
    world.run(Duration.ZERO);
    assertThat(pod.deleting()).isTrue();
    world.run(Duration.ofSeconds(3));
    assertThat(world.exists("p")).isFalse();
    world.place("hasty", wholeNode(), "n1");
    world.run(A_WHILE);

    assertThat(world.rejections)
        .extracting(Rejection::lingering)
        .containsExactly(List.of("default/p"));
  }

  @Test
  void aPodThatWasNeverAdmittedIsDeletedAtOnce() {
    ClientWorld world = ClientWorld.withoutFaults();
    world.addNode("n1");
    world.place("p", PodTemplate.of("5", "1Gi").withGracePeriod(A_WHILE), "n1");
    world.run(A_WHILE);
    assertThat(world.pod("p").reason()).isEqualTo("OutOfcpu");

    world.cluster.deletePod("p");
    world.run(Duration.ofSeconds(1));

    assertThat(world.exists("p")).isFalse();
  }

  @Test
  void podsOfANodeThatIsGoneAreCollectedAndReplacedWhereTheirControllerDoes() {
    ClientWorld world = ClientWorld.withoutFaults();
    world.addNode("n1");
    world.place("bare", SMALL, "n1");
    world.place("owned", SMALL.replacedWhenLost(), "n1");
    world.run(A_WHILE);

    world.cluster.removeNode("n1");
    world.run(A_WHILE);

    assertThat(world.exists("bare")).isFalse();
    assertThat(world.exists("owned")).isFalse();
    assertThat(world.pod("owned.r1").nodeName()).isNull();
  }

  @Test
  void aNodeMadeAnewUnderItsNameAdmitsThePodsBoundToThatName() {
    ClientWorld world = ClientWorld.withoutFaults();
    world.addNode("n1");
    SimulatedPod small = world.place("small", SMALL, "n1");
    SimulatedPod large = world.place("large", PodTemplate.of("3", "1Gi"), "n1");
    world.run(A_WHILE);

    world.cluster.removeNode("n1");
    world.cluster.addNode("n1", "2", "8Gi");
    world.run(A_WHILE);

    assertThat(small.phase()).isEqualTo(PodPhase.RUNNING);
    assertThat(large.reason()).isEqualTo("OutOfcpu");
  }

  @Test
  void duringAnOutageWhatRunsEndsOnlyAfterwards() {
    ClientWorld world = ClientWorld.withoutFaults();
    world.addNode("n1");
    SimulatedPod pod = world.place("p", SMALL.running(Duration.ofSeconds(10)), "n1");
    world.run(Duration.ofSeconds(5));

    world.cluster.outage(Duration.ofSeconds(30));
    world.run(Duration.ofSeconds(29));
    assertThat(pod.phase()).isEqualTo(PodPhase.RUNNING);
    world.run(Duration.ofSeconds(2));

    assertThat(pod.phase()).isEqualTo(PodPhase.SUCCEEDED);
  }

  private static PodTemplate wholeNode() {
    return PodTemplate.of("4", "1Gi").running(Duration.ofSeconds(1));
  }

  private static ClientWorld withReleaseDelay(Duration delay) {
    return new ClientWorld(
        ClusterSettings.standard(1)
            .with(KubeletSettings.standard().withReleaseDelay(Latency.fixed(delay))));
  }
}
