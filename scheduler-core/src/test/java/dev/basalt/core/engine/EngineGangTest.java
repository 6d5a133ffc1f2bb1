package dev.basalt.core.engine;

import static dev.basalt.core.testing.Sample.group;
import static dev.basalt.core.testing.Sample.node;
import static dev.basalt.core.testing.Sample.pod;
import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.core.event.ClusterEvent;
import dev.basalt.core.event.GroupPhase;
import dev.basalt.core.port.StatusUpdate.GroupStatus;
import dev.basalt.core.testing.FakePlugin;
import dev.basalt.core.testing.World;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class EngineGangTest {

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
        .contains("short of 1 cpu: 4 cpu needed, 3 cpu free");

    world.node(node("n2", "cpu=1")).run();
    assertThat(world.boundPods()).containsExactlyInAnyOrder("g-0", "g-1", "g-2", "g-3");
    world.confirmAll();
    assertThat(world.lastStatus("g").phase()).isEqualTo(GroupPhase.RUNNING);
    assertThat(world.lastCondition("g").scheduled()).isTrue();
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
  void aGangThatIsPlacedAsSoonAsItIsLetInIsWrittenOnceWhenItRuns() {
    World world = new World(FakePlugin.gang()).started().node(node("n1", "cpu=4"));
    world.group(group("g", 2)).pod(pod("g-0").of("g")).pod(pod("g-1").of("g")).run();
    assertThat(world.bound()).hasSize(2);
    assertThat(world.said(GroupStatus.class)).isEmpty();

    world.confirmAll();

    assertThat(world.said(GroupStatus.class))
        .extracting(GroupStatus::phase)
        .containsExactly(GroupPhase.RUNNING);
  }

  @Test
  void aGangWhoseBindingIsRefusedIsSaidToBeLetInAfterAll() {
    World world = new World(FakePlugin.gang()).started().node(node("n1", "cpu=2"));
    world.group(group("g", 2)).pod(pod("g-0").of("g")).pod(pod("g-1").of("g")).run();

    world.refuse("g-0").run();

    assertThat(world.lastStatus("g").phase()).isEqualTo(GroupPhase.INQUEUE);
  }

  @Test
  void aHalfStartedGangThatWasNeverSaidToBeLetInIsCompletedAllTheSame() {
    World world = new World(FakePlugin.gang()).node(node("n1", "cpu=3"));
    world.group(group("g", 3, "default", "cpu=3", GroupPhase.PENDING, null));
    world
        .pod(pod("g-0").of("g").on("n1").running())
        .pod(pod("g-1").of("g"))
        .pod(pod("g-2").of("g"));
    world.started().run();

    assertThat(world.boundPods()).containsExactlyInAnyOrder("g-1", "g-2");
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
  void aGroupWithoutPodsIsLetInByItsMinimum() {
    World world = new World(FakePlugin.gang()).started();
    world.group(group("g", 2, "default", "cpu=2", GroupPhase.PENDING, null)).run();

    assertThat(world.lastStatus("g").phase()).isEqualTo(GroupPhase.INQUEUE);
  }
}
