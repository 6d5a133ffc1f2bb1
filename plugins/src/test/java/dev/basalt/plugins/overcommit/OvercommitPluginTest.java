package dev.basalt.plugins.overcommit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.core.event.GroupPhase;
import dev.basalt.core.event.QueueSpec;
import dev.basalt.core.model.Job;
import dev.basalt.core.model.Wait;
import dev.basalt.core.model.WaitReason;
import dev.basalt.core.spi.Admission;
import dev.basalt.core.spi.Arguments;
import dev.basalt.core.spi.JobEnqueueable;
import dev.basalt.core.spi.JobEnqueued;
import dev.basalt.core.spi.Plugin;
import dev.basalt.core.spi.Vote;
import dev.basalt.plugins.Pods;
import dev.basalt.plugins.RecordedHooks;
import dev.basalt.plugins.World;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class OvercommitPluginTest {
  private final World world = new World();

  @Test
  void letsInUpToTheFactor() {
    world.node("n1", "cpu=10");
    assertThat(vote(open(Map.of()), asking("fits", "cpu=12")).vote()).isEqualTo(Vote.PERMIT);
    assertThat(vote(open(Map.of()), asking("exceeds", "cpu=12001m")).vote()).isEqualTo(Vote.REJECT);
    RecordedHooks exact = open(Map.of("overcommit-factor", "1.0"));
    assertThat(vote(exact, asking("one", "cpu=10")).vote()).isEqualTo(Vote.PERMIT);
    assertThat(vote(exact, asking("more", "cpu=10001m")).vote()).isEqualTo(Vote.REJECT);
  }

  @Test
  void groupsWithoutMinimumAreLetIn() {
    world.node("n1", "cpu=1");
    assertThat(vote(open(Map.of()), world.group("g", "q", 5))).isEqualTo(Admission.PERMIT);
  }

  @Test
  void whatIsUsedAndPromisedCounts() {
    world.node("n1", "cpu=10");
    world.pod(Pods.named("running").requests("cpu=4").runningOn("n1"));
    world.pod(Pods.named("foreign").scheduler("other").requests("cpu=1").runningOn("n1"));
    Job admitted = asking("admitted", "cpu=5");
    world.state().phase(admitted, GroupPhase.INQUEUE);
    RecordedHooks hooks = open(Map.of());
    assertThat(vote(hooks, asking("two", "cpu=2")).vote()).isEqualTo(Vote.PERMIT);
    assertThat(vote(hooks, asking("three", "cpu=3")).why())
        .isEqualTo(
            new Wait(
                WaitReason.NOT_ENQUEUED,
                "resource in cluster is overused: 3 cpu asked, 2 cpu available (10 cpu in the"
                    + " cluster x 1.2, less 5 cpu used and 5 cpu promised)"));
  }

  @Test
  void promisesOfQueuesWithinOthersCountOnce() {
    world.node("n1", "cpu=10");
    world.queue("dept", 1);
    world
        .state()
        .reports()
        .queueChanged(QueueSpec.builder("team", "uid-team").parent("dept").build());
    world.state().phase(world.group("next", "team", 1, Map.of(), "cpu=6"), GroupPhase.INQUEUE);
    assertThat(vote(open(Map.of()), asking("fits", "cpu=6")).vote()).isEqualTo(Vote.PERMIT);
    assertThat(vote(open(Map.of()), asking("exceeds", "cpu=7")).vote()).isEqualTo(Vote.REJECT);
  }

  @Test
  void groupsLetInDuringTheSessionCount() {
    world.node("n1", "cpu=10");
    RecordedHooks hooks = open(Map.of());
    Job first = asking("first", "cpu=7");
    Job second = asking("second", "cpu=7");
    assertThat(vote(hooks, first).vote()).isEqualTo(Vote.PERMIT);
    world.state().phase(first, GroupPhase.INQUEUE);
    hooks.only(JobEnqueued.class).enqueued(first);
    assertThat(vote(hooks, second).vote()).isEqualTo(Vote.REJECT);
  }

  @Test
  void promisesOfAQueueBeyondItsShareDoNotKeepOthersOut() {
    world.node("n1", "cpu=10");
    world.pod(Pods.named("running").queue("greedy").requests("cpu=6").runningOn("n1"));
    world.state().phase(world.group("next", "greedy", 1, Map.of(), "cpu=6"), GroupPhase.INQUEUE);
    Job modest = asking("modest", "cpu=5");
    assertThat(vote(open(Map.of()), modest).vote()).isEqualTo(Vote.REJECT);

    world.deserved("cpu", 5000);

    RecordedHooks hooks = open(Map.of());
    assertThat(vote(hooks, modest).vote()).isEqualTo(Vote.PERMIT);
    Job greedy = world.group("third", "greedy", 1, Map.of(), "cpu=1");
    assertThat(vote(hooks, greedy).why()).as("its own count").isNotNull();
  }

  @Test
  void groupLargerThanTheClusterCallsForNodes() {
    world.node("n1", "cpu=10");
    Wait why = vote(open(Map.of()), asking("huge", "cpu=13")).why();
    assertThat(why).isNotNull();
    assertThat(why.reason()).isEqualTo(WaitReason.NOT_ENOUGH_RESOURCES);
  }

  private Job asking(String name, String minResources) {
    return world.group(name, "q", 1, Map.of(), minResources);
  }

  private RecordedHooks open(Map<String, ?> arguments) {
    Plugin plugin = new OvercommitPlugin.Factory().create(new Arguments("overcommit", arguments));
    RecordedHooks hooks = RecordedHooks.of(plugin);
    plugin.sessionOpened(world);
    return hooks;
  }

  private static Admission vote(RecordedHooks hooks, Job job) {
    return hooks.only(JobEnqueueable.class).vote(job);
  }
}
