package dev.basalt.sim.stories;

import static dev.basalt.sim.stories.Story.ONE_CPU;
import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.sim.cluster.ClusterSettings.NodeCheck;
import dev.basalt.sim.cluster.FaultPlan;
import dev.basalt.sim.cluster.ObjectKind;
import dev.basalt.sim.cluster.SimulatedPod;
import dev.basalt.sim.workload.Gang;
import dev.basalt.sim.workload.PodTemplate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FaultStoriesTest {
  private static final PodTemplate OWNED = ONE_CPU.replacedWhenLost();

  @Test
  void refusedBindingsUndoExactlyOneDecisionEach() {
    Story story = Story.with(settings -> settings.with(new FaultPlan(0, 0, 0.3, 0)));
    story.cluster.addNodes(10, "4", "16Gi");
    story.cluster.submit(Gang.bag("bag", "default", 40, ONE_CPU));

    story.awaitBound("bag", 40);

    assertThat(story.simulation.log().refusals()).isNotEmpty();
    assertThat(story.simulation.statistics().bindings()).hasSize(40);
    story.assertInvariants();
  }

  @Test
  void gangsWithRefusedBindingsStillEndWhole() {
    Story story = Story.with(settings -> settings.with(new FaultPlan(0, 0, 0.3, 0)));
    story.cluster.addNodes(10, "4", "16Gi");
    for (int i = 0; i < 4; i++) {
      story.cluster.submit(Gang.of("g" + i, "default", 10, ONE_CPU));
    }

    for (int i = 0; i < 4; i++) {
      story.awaitBound("g" + i, 10);
    }

    assertThat(story.simulation.log().refusals()).isNotEmpty();
    story.assertInvariants();
  }

  @Test
  void lostRepliesAndRequestsLoseNothing() {
    Story story = Story.with(settings -> settings.with(new FaultPlan(0.2, 0.2, 0, 0.2)));
    story.cluster.addNodes(10, "4", "16Gi");
    story.cluster.submit(Gang.of("g", "default", 30, ONE_CPU));

    story.awaitBound("g", 30);

    assertThat(story.simulation.statistics().bindings()).hasSize(30);
    story.assertInvariants();
  }

  @Test
  void anOutageOfThirtySecondsLosesNothing() {
    Story story = Story.standard();
    story.cluster.addNodes(20, "4", "16Gi");
    PodTemplate worker = ONE_CPU.running(Duration.ofSeconds(20));
    story.run(Duration.ofSeconds(5));
    for (int i = 0; i < 8; i++) {
      story.cluster.submit(Gang.of("g" + i, "default", 25, worker));
    }
    story.run(Duration.ofMillis(30));

    story.cluster.outage(Duration.ofSeconds(30));
    story.run(Duration.ofSeconds(200));

    assertThat(story.simulation.statistics().succeeded()).isEqualTo(200);
    assertThat(story.simulation.statistics().bindings()).hasSize(200);
    story.assertInvariants();
  }

  @Test
  void brokenWatchesLoseNothing() {
    Story story = Story.standard();
    story.cluster.addNodes(10, "4", "16Gi");
    PodTemplate worker = ONE_CPU.running(Duration.ofSeconds(5));
    for (int i = 0; i < 10; i++) {
      story.cluster.submitAfter(
          Duration.ofSeconds(3L * i), Gang.of("g" + i, "default", 15, worker));
    }
    for (int i = 0; i < 40; i++) {
      story.run(Duration.ofSeconds(1));
      story.simulation.scheduler().client().breakWatch(ObjectKind.values()[i % 5]);
    }

    story.run(Duration.ofMinutes(2));

    assertThat(story.simulation.statistics().succeeded()).isEqualTo(150);
    story.assertInvariants();
  }

  @Test
  void aNodeDeletedBetweenDecisionAndBindingIsRefusedAndItsPodsGoElsewhere() {
    nodeDeletedOnTheWay(NodeCheck.REFUSED);
  }

  @Test
  void aNodeDeletedBetweenDecisionAndBindingOrphansPodsThatAreMadeAnew() {
    nodeDeletedOnTheWay(NodeCheck.ACCEPTED);
  }

  private static void nodeDeletedOnTheWay(NodeCheck nodeCheck) {
    Story story = Story.with(settings -> settings.with(nodeCheck));
    story.cluster.addNodes(10, "4", "16Gi");
    story.run(Duration.ofSeconds(5));
    story.cluster.submit(Gang.of("g", "default", 36, OWNED));
    assertThat(story.simulation.runUntil(() -> story.bound() > 0, Duration.ofSeconds(5))).isTrue();

    story.cluster.removeNode(lastNodeUsedBy(story));
    story.run(Duration.ofMinutes(2));

    assertThat(story.bound("g")).isEqualTo(36);
    story.assertInvariants();
  }

  private static String lastNodeUsedBy(Story story) {
    for (SimulatedPod pod : story.pods("g")) {
      if (pod.nodeName() != null) {
        return pod.nodeName();
      }
    }
    throw new AssertionError("nothing is bound");
  }

  @Test
  void aNodeMadeAnewUnderItsNameIsAnotherNode() {
    Story story = Story.standard();
    story.cluster.addNodes(2, "4", "16Gi");
    story.cluster.submit(Gang.bag("bag", "default", 8, OWNED));
    story.awaitBound("bag", 8);
    story.run(Duration.ofSeconds(10));

    story.cluster.removeNode("node-0000");
    story.cluster.addNode("node-0000", "2", "16Gi");
    story.run(Duration.ofMinutes(1));
    story.cluster.addNode("node-0002", "4", "16Gi");
    story.run(Duration.ofMinutes(1));

    assertThat(story.bound("bag")).isEqualTo(8);
    assertThat(story.simulation.invariants().doubleBindings()).isEmpty();
    assertThat(story.simulation.invariants().nodeOvercommits()).isEmpty();
  }

  @Test
  void podsThatOthersBindFirstAreLeftWhereTheyAre() {
    Story story = Story.standard();
    story.cluster.addNodes(2, "4", "16Gi");
    story.cluster.addNode(
        "other", Map.of("cpu", "8", "memory", "16Gi", "pods", "20"), Map.of(), List.of());
    story.run(Duration.ofSeconds(5));
    story.cluster.submit(Gang.bag("bag", "default", 4, ONE_CPU));
    story.cluster.assignBlindly("bag-0", "other");

    story.run(Duration.ofSeconds(30));

    assertThat(story.pod("bag-0").nodeName()).isEqualTo("other");
    assertThat(story.bound("bag")).isEqualTo(4);
    story.assertInvariants();
  }
}
