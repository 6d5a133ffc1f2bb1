package dev.basalt.core.engine;

import static dev.basalt.core.testing.Sample.group;
import static dev.basalt.core.testing.Sample.node;
import static dev.basalt.core.testing.Sample.pod;
import static dev.basalt.core.testing.Sample.queue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.basalt.core.event.ClusterEvent;
import dev.basalt.core.event.GroupPhase;
import dev.basalt.core.event.PodPhase;
import dev.basalt.core.model.Wait;
import dev.basalt.core.model.WaitReason;
import dev.basalt.core.port.StatusUpdate.GroupStatus;
import dev.basalt.core.port.StatusUpdate.ObjectProblem;
import dev.basalt.core.port.StatusUpdate.PodWaiting;
import dev.basalt.core.port.StatusUpdate.QueueStatus;
import dev.basalt.core.testing.FakePlugin;
import dev.basalt.core.testing.Sample;
import dev.basalt.core.testing.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EngineTest {

  @Test
  void decidesNothingBeforeEveryFeedIsSynced() {
    World world = new World().node(node("n1", "cpu=4")).pod(pod("p1"));
    world.offer(new ClusterEvent.LeadershipChanged(true)).run();
    assertThat(world.bindings).isEmpty();

    world.offer(new ClusterEvent.FeedsSynced()).run();

    assertThat(world.bound()).containsExactly("p1>n1");
  }

  @Test
  void decidesNothingUnlessLeading() {
    World world = new World().node(node("n1", "cpu=4")).pod(pod("p1"));
    world.offer(new ClusterEvent.FeedsSynced()).run();
    assertThat(world.bindings).isEmpty();

    world.offer(new ClusterEvent.LeadershipChanged(true)).run();
    assertThat(world.bound()).containsExactly("p1>n1");

    world.offer(new ClusterEvent.LeadershipChanged(false)).pod(pod("p2")).run();
    assertThat(world.bound()).containsExactly("p1>n1");
  }

  @Test
  void aPodOfAnotherSchedulerOnlyTakesRoom() {
    World world = new World().started().node(node("n1", "cpu=2"));
    world.pod(pod("theirs").foreign().asking("cpu=1500m").on("n1").running());

    world.pod(pod("unbound").foreign()).pod(pod("ours")).run();
    assertThat(world.bindings).isEmpty();

    world.gone(pod("theirs").foreign()).pass(Duration.ofSeconds(40));
    assertThat(world.bound()).containsExactly("ours>n1");
  }

  @Test
  void aBareDiesAndItsRoomIsUsedAgainOnlyAfterTheReleaseDelay() {
    World world = new World().started().node(node("n1", "cpu=1")).pod(pod("p1")).run().confirmAll();
    world.pod(pod("p1").on("n1").running()).pod(pod("p2").created(2000)).run();
    assertThat(world.bound()).containsExactly("p1>n1");

    world.pod(pod("p1").on("n1").ended(PodPhase.SUCCEEDED)).run().pass(Duration.ofMillis(999));
    assertThat(world.bound()).containsExactly("p1>n1");

    world.pass(Duration.ofMillis(2));
    assertThat(world.bound()).containsExactly("p1>n1", "p2>n1");
  }

  @Test
  void aGangThatDoesNotFitBindsNothingAndSaysWhatIsShort() {
    World world = new World(FakePlugin.gang()).started().node(node("n1", "cpu=3"));
    world.group(group("g", 4));
    for (int i = 0; i < 4; i++) {
      world.pod(pod("g-" + i).of("g"));
    }
    world.run();

    assertThat(world.bindings).isEmpty();
    GroupStatus status = world.lastStatus("g");
    assertThat(status.phase()).isEqualTo(GroupPhase.INQUEUE);
    assertThat(world.lastCondition("g").reason()).isEqualTo("NotEnoughResources");
    assertThat(world.lastCondition("g").message())
        .contains("0 of 4 pods are placed, 3 more would fit")
        .contains("short of 1 cpu: 1 cpu needed, 0 cpu free");

    world.node(node("n2", "cpu=1")).run();
    assertThat(world.boundPods()).containsExactlyInAnyOrder("g-0", "g-1", "g-2", "g-3");
    world.confirmAll();
    assertThat(world.lastStatus("g").phase()).isEqualTo(GroupPhase.RUNNING);
    assertThat(world.lastCondition("g").scheduled()).isTrue();
  }

  @Test
  void aRefusedBindingIsTriedAgainAfterPausesThatGrow() {
    World world = new World().started().node(node("n1", "cpu=4")).pod(pod("p1")).run();
    List<Long> pauses = new ArrayList<>();
    for (int refusals = 1; refusals <= 9; refusals++) {
      long refusedAt = world.clock.nanos();
      world.refuse("p1").run();
      assertThat(world.bindings).as("not at once").hasSize(refusals);
      while (world.bindings.size() == refusals) {
        world.pass(Duration.ofMillis(10));
        assertThat(world.clock.nanos() - refusedAt).isLessThan(60_000_000_000L);
      }
      pauses.add((world.clock.nanos() - refusedAt) / 1_000_000);
    }
    assertThat(pauses).containsExactly(100L, 200L, 400L, 800L, 1600L, 3200L, 6400L, 12800L, 12800L);
    assertThat(world.heard.refused).hasSize(9).contains("p1-uid Conflict");
  }

  @Test
  void refusingOneBindingUndoesThatOneOnly() {
    World world = new World().started().node(node("n1", "cpu=2"));
    world.pod(pod("p1")).pod(pod("p2")).run();
    assertThat(world.boundPods()).containsExactlyInAnyOrder("p1", "p2");

    world.refuse("p1").pod(pod("p3").created(2000)).run();

    assertThat(world.bound()).hasSize(3).endsWith("p3>n1");
  }

  @Test
  void aPodThatPausesHoldsUpNobodyElseOfItsBag() {
    World world = new World(FakePlugin.gang()).started().node(node("n1", "cpu=1"));
    world.group(group("bag", 1)).pod(pod("b-1").of("bag")).run();
    world.refuse("b-1").pod(pod("b-2").of("bag")).run();

    assertThat(world.bound()).containsExactly("b-1>n1", "b-2>n1");
  }

  @Test
  void aHalfStartedGangIsCompletedBeforeAnythingElse() {
    World world = new World(FakePlugin.gang()).started().node(node("n1", "cpu=3"));
    world.group(group("g", 3));
    for (int i = 0; i < 3; i++) {
      world.pod(pod("g-" + i).of("g"));
    }
    world.run().refuse("g-1").confirmAll();

    world.pod(pod("rival").created(1)).pass(Duration.ofMillis(90));
    assertThat(world.boundPods()).as("the room of g-1 is kept").doesNotContain("rival");

    world.pass(Duration.ofMillis(20));
    assertThat(world.bound()).hasSize(4).endsWith("g-1>n1");
    world.confirmAll();
    assertThat(world.lastStatus("g").phase()).isEqualTo(GroupPhase.RUNNING);
    world.pass(Duration.ofMinutes(5));
    assertThat(world.evictions).isEmpty();
  }

  @Test
  void aGangFoundHalfStartedTakesWhateverItGets() {
    World world = new World(FakePlugin.gang()).node(node("n1", "cpu=2"));
    world.group(group("g", 3, "default", null, GroupPhase.INQUEUE, null));
    world
        .pod(pod("g-0").of("g").on("n1").running())
        .pod(pod("g-1").of("g"))
        .pod(pod("g-2").of("g"));
    world.started().run();

    assertThat(world.bound()).containsExactly("g-1>n1");
  }

  @Test
  void aGangThatStaysHalfStartedIsEvictedWholeAfterTheTimeOut() {
    World world = new World(FakePlugin.gang()).node(node("n1", "cpu=2"));
    for (String name : List.of("g", "h")) {
      world.group(group(name, 3, "default", null, GroupPhase.INQUEUE, null));
      world.pod(pod(name + "-0").of(name).on("n1").running());
      world.pod(pod(name + "-1").of(name)).pod(pod(name + "-2").of(name));
    }
    world.started().pass(Duration.ofSeconds(59));
    assertThat(world.evictions).isEmpty();

    world.pass(Duration.ofSeconds(1));

    assertThat(world.evictions)
        .extracting(eviction -> eviction.podName() + " " + eviction.reason())
        .containsExactlyInAnyOrder("g-0 GangIncomplete", "h-0 GangIncomplete");
    assertThat(world.heard.gangsEvicted).containsExactlyInAnyOrder("team/g 1", "team/h 1");
    assertThat(world.heard.sessions.getLast().evictions()).isGreaterThanOrEqualTo(0);
  }

  @Test
  void aGangThatHasStartedIsNotEvictedForLosingAPod() {
    World world = new World(FakePlugin.gang()).node(node("n1", "cpu=2"));
    world.group(group("g", 2, "default", null, GroupPhase.RUNNING, null));
    world.pod(pod("g-0").of("g").on("n1").running());
    world.pod(pod("g-1").of("g").asking("cpu=2"));
    world.started().pass(Duration.ofMinutes(3));

    assertThat(world.evictions).isEmpty();
    assertThat(world.lastStatus("g").phase()).isEqualTo(GroupPhase.UNKNOWN);
  }

  @Test
  void aGangWhosePodsWereAllReplacedHasToStartWholeAgain() {
    World world = new World(FakePlugin.gang()).started().node(node("n1", "cpu=2"));
    world.group(group("g", 2)).pod(pod("g-0").of("g")).pod(pod("g-1").of("g")).run().confirmAll();
    world.gone(pod("g-0")).gone(pod("g-1")).run();

    world.node(node("n2", "cpu=1"));
    world.pod(pod("g-2").of("g")).pod(pod("g-3").of("g").asking("cpu=3")).run();

    assertThat(world.boundPods()).containsExactlyInAnyOrder("g-0", "g-1");
  }

  @Test
  void aNewLeaderGoesOnWithThePhasesThatTheFormerOneStored() {
    World world = new World(FakePlugin.gang()).node(node("n1", "cpu=2"));
    world.offer(new ClusterEvent.FeedsSynced()).group(group("g", 2));
    world.pod(pod("g-0").of("g").on("n1").running()).run();

    world.group(group("g", 2, "default", null, GroupPhase.RUNNING, null));
    world.offer(new ClusterEvent.LeadershipChanged(true)).pass(Duration.ofMinutes(3));

    assertThat(world.evictions).as("it had started before").isEmpty();
  }

  @Test
  void aLeaderThatReturnsSaysEverythingAgain() {
    World world = new World(FakePlugin.gang()).started().group(group("g", 2)).run();
    int said = world.said(GroupStatus.class).size();

    world.offer(new ClusterEvent.LeadershipChanged(false)).run();
    world.offer(new ClusterEvent.LeadershipChanged(true)).run();

    assertThat(world.said(GroupStatus.class)).hasSize(said + 1);
    assertThat(world.said(QueueStatus.class)).hasSize(2);
  }

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

  @Test
  void bestEffortPodsOfAGangAreNotBoundBeforeTheGangIsWhole() {
    World world = new World(FakePlugin.gang()).started().node(node("n1", "cpu=4 pods=2"));
    world.group(group("g", 3));
    world
        .pod(pod("g-0").of("g"))
        .pod(pod("g-1").of("g").asking(""))
        .pod(pod("g-2").of("g").asking(""));
    world.run();
    assertThat(world.bindings).isEmpty();

    world.node(node("n2", "cpu=1 pods=1")).run();
    assertThat(world.boundPods()).containsExactlyInAnyOrder("g-0", "g-1", "g-2");
  }

  @Test
  void bestEffortPodsOfABagAreBoundThoughItsOtherPodsFindNoRoom() {
    World world = new World(FakePlugin.gang()).started().node(node("n1", "cpu=1 pods=5"));
    world.group(group("bag", 1)).pod(pod("large").of("bag").asking("cpu=8")).run();
    world.pod(pod("small").of("bag").asking("")).run();

    assertThat(world.bound()).containsExactly("small>n1");
  }

  @Test
  void aJobThatAPluginHoldsBackIsTriedAgainThoughNothingHappens() {
    boolean[] full = {true};
    FakePlugin moody =
        new FakePlugin(
            "moody",
            hooks ->
                hooks.queueAllocatable(
                    (queue, task) -> full[0] ? new Wait(WaitReason.QUEUE_SHARE, "not now") : null));
    World world = new World(moody).started().node(node("n1", "cpu=4")).pod(pod("p1")).run();
    assertThat(world.bindings).isEmpty();

    full[0] = false;
    world.pass(Duration.ofSeconds(2));
    assertThat(world.bound()).containsExactly("p1>n1");
  }

  @Test
  void aSessionThatRunsOutOfTimeGoesOnInTheNextTurn() {
    World world = new World().started().node(node("n1", "cpu=100 pods=200"));
    for (int i = 0; i < 100; i++) {
      world.pod(pod("p" + i));
    }
    world.clock.ticking(Duration.ofMillis(1));
    world.engine.runOnce();
    assertThat(world.bindings.size()).isBetween(1, 50);

    world.run();
    assertThat(world.bindings).hasSize(100);
  }

  @Test
  void aSessionThatNeedsItsBudgetToGatherWhatWaitsStillDecides() {
    World world = new World().started().node(node("n1", "cpu=100 pods=200"));
    for (int i = 0; i < 20; i++) {
      world.pod(pod("p" + i));
    }
    world.clock.ticking(Duration.ofMillis(30));

    world.run();
    assertThat(world.bindings).hasSize(20);
  }

  @Test
  void aConfigurationIsTakenWhileRunning() {
    World world = new World(FakePlugin.gang(), FakePlugin.atMost(1));
    world.started().node(node("n1", "cpu=4")).pod(pod("p1")).pod(pod("p2").created(2000)).run();
    assertThat(world.bound()).containsExactly("p1>n1");

    world.engine.configure(World.configuration(FakePlugin.gang()));
    world.run();

    assertThat(world.bound()).containsExactly("p1>n1", "p2>n1");
    assertThat(world.heard.configured).containsExactly("true ");
  }

  @Test
  void aBadConfigurationIsRefusedAndTheFormerKept() {
    World world = new World(FakePlugin.gang()).started().node(node("n1", "cpu=4")).run();

    world.engine.configure(
        World.parse("actions: \"allocate\"\ntiers: [{plugins: [{name: gangg}]}]"));
    world.group(group("g", 2)).pod(pod("g-0").of("g")).run();

    assertThat(world.heard.configured).hasSize(1);
    assertThat(world.heard.configured.getFirst())
        .startsWith("false ")
        .contains("tiers[0]", "\"gangg\"", "did you mean \"gang\"?");
    assertThat(world.bindings).as("gang still rules").isEmpty();
  }

  @Test
  void aNewTaskOrderCountsForPodsThatWaitAlready() {
    World world = new World(FakePlugin.gang(), FakePlugin.priority()).started();
    world.group(group("bag", 1));
    world.pod(pod("a-0").of("bag").priority(1)).pod(pod("a-1").of("bag").priority(9)).run();

    world.engine.configure(World.configuration(FakePlugin.gang()));
    world.run().node(node("n1", "cpu=1")).run();

    assertThat(world.bound()).as("by number now, not by priority").containsExactly("a-0>n1");
  }

  @Test
  void aPluginThatFailsLeavesNoTaskHalfPlaced() {
    boolean[] broken = {true};
    FakePlugin faulty =
        new FakePlugin(
            "faulty",
            hooks ->
                hooks.jobReady(job -> {
                  if (broken[0]) {
                    throw new IllegalStateException("a defect");
                  }
                  return true;
                }));
    World world = new World(faulty).started().node(node("n1", "cpu=1")).pod(pod("p1"));
    assertThatThrownBy(world::run).hasMessage("a defect");

    broken[0] = false;
    world.pass(Duration.ofSeconds(2));

    assertThat(world.bound()).containsExactly("p1>n1");
  }

  @Test
  void aStatusWriteOfOursWakesNobody() {
    World world = new World(FakePlugin.gang()).started().group(group("g", 2)).run();
    world.pass(Duration.ofSeconds(10));
    int sessions = world.heard.sessions.size();

    world.group(group("g", 2, "default", null, GroupPhase.INQUEUE, null));
    world.queue(queue("default")).run();

    assertThat(world.heard.sessions).hasSize(sessions);
  }

  @Test
  void aGroupWithoutPodsIsLetInByItsMinimum() {
    World world = new World(FakePlugin.gang()).started();
    world.group(group("g", 2, "default", "cpu=2", GroupPhase.PENDING, null)).run();

    assertThat(world.lastStatus("g").phase()).isEqualTo(GroupPhase.INQUEUE);
  }

  @Test
  void theSummarySaysWhatWaitsAndWhy() {
    World world = new World(FakePlugin.gang()).started().node(node("n1", "cpu=2"));
    world.pod(pod("runs").on("n1").running()).pod(pod("waits").asking("cpu=4"));
    world.pass(Duration.ofSeconds(1));

    EngineSummary summary = world.engine.summary();
    assertThat(summary.nodes()).isEqualTo(1);
    assertThat(summary.pods()).isEqualTo(new EngineSummary.PodCounts(1, 0, 0, 1, 0));
    assertThat(summary.waiting()).hasSize(1);
    assertThat(summary.waiting().getFirst().job()).isEqualTo("team/waits");
    assertThat(summary.waiting().getFirst().reason()).isEqualTo(WaitReason.NOT_ENOUGH_RESOURCES);
    assertThat(summary.queues().getFirst().allocated().get("cpu")).isEqualTo(1000);
  }

  @Test
  void theSameEventsAtTheSameTimesGiveTheSameBindings() {
    assertThat(story()).isEqualTo(story()).hasSizeGreaterThan(20);
  }

  private static List<String> story() {
    World world = new World(FakePlugin.gang(), FakePlugin.fullestFirst()).started();
    for (int n = 0; n < 10; n++) {
      world.node(node("n" + n, "cpu=" + (2 + n % 3)));
    }
    for (int g = 0; g < 6; g++) {
      world.group(group("g" + g, 3));
      for (int i = 0; i < 5; i++) {
        world.pod(pod("g" + g + "-" + i).of("g" + g));
      }
      world.pod(pod("bare" + g)).run();
      if (g == 3) {
        world.refuse("g1-1").confirmAll();
      }
      world.pass(Duration.ofMillis(150));
    }
    return world.bound();
  }
}
