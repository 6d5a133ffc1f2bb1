package dev.basalt.core.engine;

import static dev.basalt.core.testing.Sample.group;
import static dev.basalt.core.testing.Sample.node;
import static dev.basalt.core.testing.Sample.pod;
import static dev.basalt.core.testing.Sample.queue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.basalt.core.event.ClusterEvent;
import dev.basalt.core.event.GroupPhase;
import dev.basalt.core.event.PodPhase;
import dev.basalt.core.model.ClusterState;
import dev.basalt.core.model.Wait;
import dev.basalt.core.model.WaitReason;
import dev.basalt.core.port.StatusUpdate.GroupStatus;
import dev.basalt.core.port.StatusUpdate.QueueStatus;
import dev.basalt.core.session.Session;
import dev.basalt.core.testing.FakePlugin;
import dev.basalt.core.testing.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
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
  void aStandbyKeepsNothingOfJobsThatCameAndWent() {
    World world = new World().started();
    CompletableFuture<ClusterState> asked = world.engine.ask(Session::state);
    world.run();
    world.offer(new ClusterEvent.LeadershipChanged(false)).run();
    for (int i = 0; i < 100; i++) {
      world.pod(pod("p" + i)).run();
      world.gone(pod("p" + i)).run();
    }
    ClusterState state = asked.join();
    assertThat(state.jobs().takeRemoved()).isEmpty();
    assertThat(state.jobs().hasChanged()).isFalse();
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
  void aLeaderThatReturnsSaysEverythingAgain() {
    World world = new World(FakePlugin.gang()).started().group(group("g", 2)).run();
    int said = world.said(GroupStatus.class).size();

    world.offer(new ClusterEvent.LeadershipChanged(false)).run();
    world.offer(new ClusterEvent.LeadershipChanged(true)).run();

    assertThat(world.said(GroupStatus.class)).hasSize(said + 1);
    assertThat(world.said(QueueStatus.class)).hasSize(2);
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
