package dev.basalt.sim.cluster;

import static dev.basalt.sim.cluster.ClientWorld.SMALL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.core.event.ClusterEvent.BindingConfirmed;
import dev.basalt.core.event.ClusterEvent.BindingRefused;
import dev.basalt.core.port.Binding;
import dev.basalt.sim.cluster.ClusterSettings.NodeCheck;
import dev.basalt.sim.workload.PodTemplate;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BindingCallsTest {
  private static final Duration A_WHILE = Duration.ofMinutes(1);

  @Test
  void aBindingIsAppliedAndConfirmed() {
    ClientWorld world = ClientWorld.withoutFaults();
    world.addNode("n1");
    SimulatedPod pod = world.place("p", SMALL, "n1");

    world.run(A_WHILE);

    assertThat(world.answers()).containsExactly(new BindingConfirmed(pod.uid()));
    assertThat(pod.nodeName()).isEqualTo("n1");
  }

  @Test
  void aPodOnThatNodeAlreadyIsASuccess() {
    ClientWorld world = ClientWorld.withoutFaults();
    world.addNode("n1");
    SimulatedPod pod = world.place("p", SMALL, "n1");
    world.run(A_WHILE);

    world.bind(pod, "n1");
    world.run(A_WHILE);

    assertThat(world.answers())
        .containsExactly(new BindingConfirmed(pod.uid()), new BindingConfirmed(pod.uid()));
  }

  @Test
  void aPodOnAnotherNodeStaysThereAndTheBindingIsRefused() {
    ClientWorld world = ClientWorld.withoutFaults();
    world.addNode("n1");
    world.addNode("n2");
    SimulatedPod pod = world.place("p", SMALL, "n1");
    world.run(A_WHILE);

    world.bind(pod, "n2");
    world.run(A_WHILE);

    assertThat(world.answers().getLast())
        .isEqualTo(new BindingRefused(pod.uid(), "Conflict", "pod default/p is on node n1"));
    assertThat(pod.nodeName()).isEqualTo("n1");
  }

  @Test
  void aPodOfThatNameButAnotherUidIsNotTouched() {
    ClientWorld world = ClientWorld.withoutFaults();
    world.addNode("n1");
    SimulatedPod old = world.create("p", SMALL);
    world.cluster.deletePod("p");
    SimulatedPod young = world.create("p", SMALL);

    world.bind(old, "n1");
    world.run(A_WHILE);

    assertThat(world.answers())
        .singleElement()
        .isInstanceOfSatisfying(
            BindingRefused.class, refused -> assertThat(refused.podUid()).isEqualTo(old.uid()));
    assertThat(young.nodeName()).isNull();
  }

  @Test
  void aPodThatIsGoneIsRefused() {
    ClientWorld world = ClientWorld.withoutFaults();
    world.addNode("n1");
    world.client.binder().bind(new Binding("pod-x", "default", "p", "n1"));

    world.run(A_WHILE);

    assertThat(world.answers())
        .singleElement()
        .isInstanceOfSatisfying(
            BindingRefused.class, refused -> assertThat(refused.reason()).isEqualTo("PodGone"));
  }

  @Test
  void aLostReplyIsReadBackAndConfirmed() {
    ClientWorld world = ClientWorld.with(new FaultPlan(1, 0, 0, 0));
    world.addNode("n1");
    SimulatedPod pod = world.place("p", SMALL, "n1");
    world.run(Duration.ofSeconds(1));
    assertThat(pod.nodeName()).isEqualTo("n1");
    assertThat(world.answers()).isEmpty();

    world.client.setFaults(FaultPlan.NONE);
    world.run(A_WHILE);

    assertThat(world.answers()).containsExactly(new BindingConfirmed(pod.uid()));
  }

  @Test
  void aLostRequestIsReadBackAndSentAgain() {
    ClientWorld world = ClientWorld.with(new FaultPlan(0, 1, 0, 0));
    world.addNode("n1");
    SimulatedPod pod = world.place("p", SMALL, "n1");
    world.run(Duration.ofSeconds(7));
    assertThat(pod.nodeName()).isNull();
    assertThat(world.answers()).isEmpty();

    world.client.setFaults(FaultPlan.NONE);
    world.run(A_WHILE);

    assertThat(world.answers()).containsExactly(new BindingConfirmed(pod.uid()));
    assertThat(pod.nodeName()).isEqualTo("n1");
  }

  @Test
  void aConflictThatLeftThePodUnboundIsRefused() {
    ClientWorld world = ClientWorld.with(new FaultPlan(0, 0, 1, 0));
    world.addNode("n1");
    SimulatedPod pod = world.place("p", SMALL, "n1");

    world.run(A_WHILE);

    assertThat(world.answers())
        .containsExactly(new BindingRefused(pod.uid(), "Conflict", "the object has been modified"));
    assertThat(pod.nodeName()).isNull();
  }

  @Test
  void duringAnOutageNothingIsAnsweredAndAfterwardsEverything() {
    ClientWorld world = ClientWorld.withoutFaults();
    world.addNode("n1");
    SimulatedPod pod = world.create("p", SMALL);
    world.cluster.outage(Duration.ofSeconds(30));
    world.bind(pod, "n1");

    world.run(Duration.ofSeconds(29));
    assertThat(world.answers()).isEmpty();
    world.run(Duration.ofSeconds(10));

    assertThat(world.answers()).containsExactly(new BindingConfirmed(pod.uid()));
  }

  @Test
  void aBindingToANodeThatIsGoneIsRefusedWhereTheServerAsks() {
    ClientWorld world = new ClientWorld(ClusterSettings.standard(1).with(NodeCheck.REFUSED));
    SimulatedPod pod = world.place("p", SMALL, "n1");

    world.run(A_WHILE);

    assertThat(world.answers())
        .containsExactly(new BindingRefused(pod.uid(), "NodeGone", "nodes \"n1\" not found"));
  }

  @Test
  void aBindingToANodeThatIsGoneOrphansThePodWhereTheServerDoesNotAsk() {
    ClientWorld world = ClientWorld.withoutFaults();
    SimulatedPod pod = world.place("p", SMALL.replacedWhenLost(), "n1");

    world.run(A_WHILE);

    assertThat(world.answers()).containsExactly(new BindingConfirmed(pod.uid()));
    assertThat(world.exists("p")).isFalse();
    assertThat(world.pod("p.r1").nodeName()).isNull();
  }

  @Test
  void ofADeadProcessOnlyWhatWasSentArrives() {
    ClientWorld world = ClientWorld.withoutFaults();
    world.addNode("n1");
    for (int i = 0; i < 100; i++) {
      world.place("p" + i, PodTemplate.of("1m", "1Mi"), "n1");
    }
    world.run(Duration.ZERO);

    world.client.kill();
    world.events.clear();
    world.run(A_WHILE);

    assertThat(world.events).isEmpty();
    assertThat(world.cluster.<Long>ask(BindingCallsTest::countBound)).isEqualTo(64);
  }

  private static long countBound(SimulatedApiServer server) {
    return server.pods().stream().filter(pod -> pod.nodeName() != null).count();
  }
}
