package dev.basalt.core.engine;

import static dev.basalt.core.testing.Sample.group;
import static dev.basalt.core.testing.Sample.node;
import static dev.basalt.core.testing.Sample.pod;
import static dev.basalt.core.testing.Sample.queue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.basalt.core.event.GroupPhase;
import dev.basalt.core.model.WaitReason;
import dev.basalt.core.port.StatusUpdate.ObjectProblem;
import dev.basalt.core.port.StatusUpdate.PodWaiting;
import dev.basalt.core.testing.FakePlugin;
import dev.basalt.core.testing.Sample;
import dev.basalt.core.testing.World;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class EngineInputTest {

  @Test
  void anInvalidPodGroupWaitsWithItsProblemAndHarmsNobody() {
    World world = new World(FakePlugin.gang()).started().node(node("n1", "cpu=4"));
    String problem = "spec.minMember: -1 is negative; use 0 or more";
    world.group(group("bad", -1, "default", null, GroupPhase.PENDING, problem));
    world.pod(pod("bad-0").of("bad")).pod(pod("good")).run();

    assertThat(world.bound()).containsExactly("good>n1");
    assertThat(world.lastCondition("bad").reason()).isEqualTo("Misconfigured");
    assertThat(world.lastCondition("bad").message()).isEqualTo(problem);
    assertThat(world.said(ObjectProblem.class))
        .extracting(ObjectProblem::name, ObjectProblem::problem)
        .containsExactly(tuple("bad", problem));

    world.group(group("bad", 1)).run();
    assertThat(world.boundPods()).contains("bad-0");
    assertThat(world.said(ObjectProblem.class).getLast().problem()).isNull();
  }

  @Test
  void aJobOfAQueueThatDoesNotExistWaitsUntilItDoes() {
    World world = new World(FakePlugin.gang()).started().node(node("n1", "cpu=4"));
    world.group(group("g", 1, "nowhere", null, GroupPhase.PENDING, null));
    world.pod(pod("g-0").of("g")).pod(pod("bare").in("nowhere")).pod(pod("good")).run();

    assertThat(world.bound()).containsExactly("good>n1");
    assertThat(world.lastCondition("g").reason()).isEqualTo("QueueNotFound");
    assertThat(world.lastCondition("g").message()).contains("nowhere", "create it");
    assertThat(world.said(PodWaiting.class))
        .extracting(PodWaiting::podName, PodWaiting::reason)
        .contains(tuple("bare", "QueueNotFound"));

    world.queue(queue("nowhere")).run();
    assertThat(world.boundPods()).containsExactlyInAnyOrder("good", "g-0", "bare");
  }

  @Test
  void anInvalidQueueHoldsBackItsOwnJobsOnly() {
    World world = new World().started().node(node("n1", "cpu=4"));
    world.queue(queue("bad", true, "spec.weight: 0 is too small; use 1 to 65535"));
    world.pod(pod("waits").in("bad")).pod(pod("good")).run();

    assertThat(world.bound()).containsExactly("good>n1");
    assertThat(world.said(ObjectProblem.class).getFirst().kind()).isEqualTo("Queue");
    assertThat(world.engine.summary().waitingByReason()).containsEntry(WaitReason.MISCONFIGURED, 1);
  }

  @Test
  void aClosedQueueLetsNothingInButGoesOnWithWhatWasLetIn() {
    World world = new World(FakePlugin.gang()).started();
    world.queue(queue("q")).group(group("early", 1, "q", null, GroupPhase.PENDING, null)).run();
    assertThat(world.lastStatus("early").phase()).isEqualTo(GroupPhase.INQUEUE);

    world.queue(queue("q", false, null)).node(node("n1", "cpu=4"));
    world.pod(pod("early-0").of("early")).pod(pod("late").in("q")).run();

    assertThat(world.bound()).containsExactly("early-0>n1");
    world.pass(Duration.ofSeconds(1));
    assertThat(world.engine.summary().waitingByReason()).containsEntry(WaitReason.QUEUE_CLOSED, 1);
  }

  @Test
  void podsWaitForThePodGroupTheyName() {
    World world = new World(FakePlugin.gang()).started().node(node("n1", "cpu=4"));
    world.pod(pod("g-0").of("g")).run();
    assertThat(world.bindings).isEmpty();
    assertThat(world.said(PodWaiting.class).getFirst().reason()).isEqualTo("PodGroupNotFound");

    world.group(group("g", 1)).run();
    assertThat(world.bound()).containsExactly("g-0>n1");
  }

  @Test
  void podsWithWhatWeCannotHonourWaitWithAReasonThatNamesIt() {
    World world = new World().started().node(node("n1", "cpu=4"));
    world.pod(pod("p1").shaped(Sample.unsupported("cpu=1", "spec.resourceClaims")));
    world.pod(pod("p2").problem("metadata.annotations[x]: \"1y\" is no number")).run();

    assertThat(world.bindings).isEmpty();
    assertThat(world.said(PodWaiting.class))
        .extracting(PodWaiting::podName, PodWaiting::reason)
        .containsExactlyInAnyOrder(tuple("p1", "Unsupported"), tuple("p2", "Misconfigured"));
    assertThat(world.said(PodWaiting.class).getFirst().message()).contains("spec.resourceClaims");
  }

  @Test
  void aGatedPodIsBoundOnceItsGatesAreGone() {
    World world = new World().started().node(node("n1", "cpu=4")).pod(pod("p1").gated(true)).run();
    assertThat(world.bindings).isEmpty();

    world.pod(pod("p1").gated(false)).run();
    assertThat(world.bound()).containsExactly("p1>n1");
  }
}
