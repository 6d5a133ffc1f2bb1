package dev.basalt.core.engine;

import static dev.basalt.core.testing.Sample.group;
import static dev.basalt.core.testing.Sample.node;
import static dev.basalt.core.testing.Sample.pod;
import static dev.basalt.core.testing.Sample.queue;
import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.core.event.ClusterEvent;
import dev.basalt.core.event.GroupPhase;
import dev.basalt.core.event.PodPhase;
import dev.basalt.core.model.NodeTable;
import dev.basalt.core.port.StatusUpdate.GroupEvent;
import dev.basalt.core.port.StatusUpdate.GroupStatus;
import dev.basalt.core.port.StatusUpdate.ObjectProblem;
import dev.basalt.core.port.StatusUpdate.PodWaiting;
import dev.basalt.core.port.StatusUpdate.QueueStatus;
import dev.basalt.core.spi.Reach;
import dev.basalt.core.spi.TargetExclusion;
import dev.basalt.core.testing.FakePlugin;
import dev.basalt.core.testing.World;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class StatusReporterTest {
  private final World world = new World(FakePlugin.gang()).started();

  @Test
  void nothingIsSaidTwice() {
    waitingGang();
    int said = world.statuses.size();
    world.pass(Duration.ofMinutes(5));
    assertThat(world.statuses).hasSize(said);
  }

  @Test
  void aMessageWhoseNumbersChangeIsSaidAgainAfterFiveSecondsAndIsTheLatestThen() {
    waitingGang();
    int said = world.said(GroupStatus.class).size();
    assertThat(world.lastCondition("g").message()).contains("short of 2 cpu");

    for (int i = 2; i <= 10; i++) {
      world.node(node("n" + i, "cpu=100m")).pass(Duration.ofMillis(400));
    }
    assertThat(world.said(GroupStatus.class)).hasSize(said);

    world.pass(Duration.ofSeconds(3));
    assertThat(world.said(GroupStatus.class)).hasSize(said + 1);
    assertThat(world.lastCondition("g").message()).contains("of 10 nodes");
    assertThat(world.said(GroupEvent.class)).as("one event for one reason").hasSize(1);
  }

  @Test
  void anotherReasonIsSaidAtOnceWithAnEvent() {
    waitingGang();
    world.queue(queue("default", true, "spec.weight: 0 is too small")).run();

    assertThat(world.lastCondition("g").reason()).isEqualTo("Misconfigured");
    assertThat(world.said(GroupEvent.class)).hasSize(2).allMatch(GroupEvent::warning);
  }

  @Test
  void aGangThatStartsIsCalledScheduledOnceThoughItsPodsComeAndGo() {
    world.node(node("n1", "cpu=9")).group(group("g", 2));
    world.pod(pod("g-0").of("g")).pod(pod("g-1").of("g")).run().confirmAll();
    assertThat(world.lastCondition("g").scheduled()).isTrue();
    assertThat(world.lastCondition("g").reason()).isEqualTo("TasksReady");

    world.pod(pod("g-0").of("g").on("n1").running()).run();
    world.pod(pod("g-1").of("g").on("n1").running()).run();
    assertThat(world.lastStatus("g").running()).isEqualTo(2);
    world.pod(pod("g-0").of("g").on("n1").ended(PodPhase.SUCCEEDED)).run();
    world.pod(pod("g-1").of("g").on("n1").ended(PodPhase.FAILED)).run();

    GroupStatus last = world.lastStatus("g");
    assertThat(last.running()).isZero();
    assertThat(last.succeeded()).isEqualTo(1);
    assertThat(last.failed()).isEqualTo(1);
    assertThat(last.phase()).isEqualTo(GroupPhase.COMPLETED);
    assertThat(world.said(GroupEvent.class))
        .extracting(GroupEvent::reason)
        .containsExactly("Scheduled");
  }

  @Test
  void aPodIsToldWhyItWaitsWhenTheReasonChangesOnly() {
    world.node(node("n1", "cpu=1")).pod(pod("p").asking("cpu=2")).run();
    world.node(node("n2", "cpu=500m")).run();
    assertThat(world.said(PodWaiting.class))
        .extracting(PodWaiting::reason)
        .containsExactly("Unschedulable");

    world.queue(queue("default", true, "bad")).run();
    world.queue(queue("default")).run();
    assertThat(world.said(PodWaiting.class))
        .extracting(PodWaiting::reason)
        .containsExactly("Unschedulable", "Misconfigured", "Unschedulable");
  }

  @Test
  void aPodAloneIsToldWhenRoomIsWhatItLacksAndNoLongerANode() {
    World picky =
        new World(
                EngineSettings.standard(),
                new FakePlugin(
                    "picky",
                    hooks ->
                        hooks.nodeFilter(
                            Reach.ATTRIBUTES,
                            (podClass, node, nodes) ->
                                nodes.name(node).equals("n1") ? "node(s) were odd" : null)))
            .started();
    picky.node(node("n1", "cpu=4")).pod(pod("p").asking("cpu=2")).run();
    picky.node(node("n2", "cpu=1")).pass(Duration.ofSeconds(10));
    assertThat(picky.said(PodWaiting.class))
        .extracting(PodWaiting::reason)
        .containsExactly("Unschedulable", "Unschedulable");
    assertThat(picky.said(PodWaiting.class).getLast().message()).contains("short of");
  }

  @Test
  void aQueueIsToldWhatItsPodsHoldWhenThatChanges() {
    world.node(node("n1", "cpu=4")).pod(pod("p")).run();
    world.pod(pod("p").priority(1)).run();
    assertThat(world.said(QueueStatus.class)).hasSize(1);
    assertThat(world.said(QueueStatus.class).getFirst().allocated().get("cpu")).isEqualTo(1000);

    world.gone(pod("p")).run();
    assertThat(world.said(QueueStatus.class).getLast().allocated().isEmpty()).isTrue();
  }

  @Test
  void aQueueThatIsDeletedAndMadeAgainIsToldAgain() {
    world.queue(queue("q")).run();
    long before = saidOf("q");
    world.offer(new ClusterEvent.QueueGone("q")).run();
    world.queue(queue("q")).run();
    assertThat(saidOf("q")).isEqualTo(before + 1);
  }

  @Test
  void aProblemIsSaidOnceAndTakenBackOnce() {
    world.queue(queue("q", true, "bad")).run();
    world.pod(pod("p")).run();
    world.queue(queue("q")).run();
    assertThat(world.said(ObjectProblem.class))
        .extracting(ObjectProblem::problem)
        .containsExactly("bad", null);
  }

  @Test
  void waitingAMomentForBindingsInFlightIsNotWorthSaying() {
    TargetExclusion busyNodes =
        new TargetExclusion() {
          @Override
          public boolean excludes(NodeTable nodes, int node, long nowNanos) {
            return true;
          }

          @Override
          public long patienceNanos() {
            return 200_000_000;
          }
        };
    World busy =
        new World(
            FakePlugin.gang(), new FakePlugin("busy", hooks -> hooks.targetExclusion(busyNodes)));
    busy.started().node(node("n1", "cpu=4"));
    busy.group(group("g", 3)).group(group("h", 2));
    for (int i = 0; i < 3; i++) {
      busy.pod(pod("g-" + i).of("g"));
    }
    busy.run();
    busy.pod(pod("h-0").of("h")).pod(pod("h-1").of("h")).run();
    assertThat(busy.bindings).hasSize(3);
    assertThat(busy.lastCondition("h").reason())
        .as("waiting for the bindings would not make room for two")
        .isEqualTo("NotEnoughResources");

    int said = busy.said(GroupStatus.class).size();
    busy.pod(pod("other")).pass(Duration.ofMillis(250));
    assertThat(busy.bound()).as("patience has an end").endsWith("other>n1");
    assertThat(
            busy.said(GroupStatus.class).subList(said, busy.said(GroupStatus.class).size()).stream()
                .filter(status -> status.name().equals("h")))
        .as("what was said of h stays true meanwhile")
        .isEmpty();
  }

  private void waitingGang() {
    world.node(node("n1", "cpu=1")).group(group("g", 3));
    for (int i = 0; i < 3; i++) {
      world.pod(pod("g-" + i).of("g"));
    }
    world.run();
  }

  private long saidOf(String queue) {
    return world.said(QueueStatus.class).stream()
        .filter(status -> status.name().equals(queue))
        .count();
  }
}
