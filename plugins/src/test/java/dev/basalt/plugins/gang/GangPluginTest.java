package dev.basalt.plugins.gang;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.core.model.Job;
import dev.basalt.core.model.Task;
import dev.basalt.core.model.Wait;
import dev.basalt.core.model.WaitReason;
import dev.basalt.core.spi.Arguments;
import dev.basalt.core.spi.JobOrder;
import dev.basalt.core.spi.JobPipelined;
import dev.basalt.core.spi.JobReady;
import dev.basalt.core.spi.JobStarving;
import dev.basalt.core.spi.JobValid;
import dev.basalt.core.spi.Vote;
import dev.basalt.plugins.Pods;
import dev.basalt.plugins.RecordedHooks;
import dev.basalt.plugins.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class GangPluginTest {
  private final World world = new World();
  private final RecordedHooks hooks =
      RecordedHooks.of(new GangPlugin.Factory().create(Arguments.none("gang")));
  private int node;

  @BeforeEach
  void oneLargeNode() {
    node = world.node("n1", "cpu=100");
    world.queue("q", 1);
  }

  @Test
  void gangWithoutEnoughPodsIsInvalidAndSaysHowMany() {
    Job job = world.group("g", "q", 3);
    pods("g", "", 2);
    assertThat(hooks.only(JobValid.class).check(job))
        .isEqualTo(
            new Wait(WaitReason.NOT_ENOUGH_TASKS, "2 of the 3 pods that the gang needs exist"));
    pods("g", "late", 1);
    assertThat(hooks.only(JobValid.class).check(job)).isNull();
  }

  @Test
  void failedPodsDoNotMakeAGangValid() {
    Job job = world.group("g", "q", 2);
    pods("g", "", 1);
    world.pod(Pods.named("failed").group("g").runningOn("n1"));
    assertThat(hooks.only(JobValid.class).check(job)).isNull();
    world.pod(Pods.named("failed").group("g").runningOn("n1").failed());
    assertThat(hooks.only(JobValid.class).check(job)).isNotNull();
  }

  @Test
  void roleWithoutEnoughPodsIsNamed() {
    Job job = world.group("g", "q", 3, Map.of("ps", 1, "worker", 2), "");
    pods("g", "worker", 3);
    assertThat(hooks.only(JobValid.class).check(job))
        .isEqualTo(
            new Wait(
                WaitReason.NOT_ENOUGH_PODS_OF_TASK,
                "role ps has 0 of the 1 pods that the gang needs"));
  }

  @Test
  void roleMinimaDoNotCountBelowTheirSum() {
    Job job = world.group("g", "q", 2, Map.of("ps", 1, "worker", 2), "");
    List<Task> workers = pods("g", "worker", 2);
    assertThat(hooks.only(JobValid.class).check(job)).isNull();
    workers.forEach(task -> world.state().place(task, node));
    assertThat(hooks.only(JobReady.class).ready(job)).isTrue();
  }

  @Test
  void gangIsReadyOnceItsMinimumIsPlaced() {
    Job job = world.group("g", "q", 2);
    List<Task> tasks = pods("g", "", 3);
    world.state().place(tasks.get(0), node);
    assertThat(hooks.only(JobReady.class).ready(job)).isFalse();
    world.state().place(tasks.get(1), node);
    assertThat(hooks.only(JobReady.class).ready(job)).isTrue();
  }

  @Test
  void everyRoleMustReachItsMinimum() {
    Job job = world.group("g", "q", 3, Map.of("ps", 1, "worker", 2), "");
    List<Task> workers = pods("g", "worker", 3);
    List<Task> servers = pods("g", "ps", 1);
    workers.forEach(task -> world.state().place(task, node));
    assertThat(hooks.only(JobReady.class).ready(job)).isFalse();
    world.state().place(servers.getFirst(), node);
    assertThat(hooks.only(JobReady.class).ready(job)).isTrue();
  }

  @Test
  void waitingBestEffortPodsCountAsReady() {
    Job job = world.group("g", "q", 2, Map.of("idle", 1, "worker", 1), "");
    world.pod(Pods.named("idle-0").group("g").role("idle").requests(""));
    world.state().place(pods("g", "worker", 1).getFirst(), node);
    assertThat(hooks.only(JobReady.class).ready(job)).isTrue();
  }

  @Test
  void promisedPodsCountForPipelinedAndEndStarving() {
    Job job = world.group("g", "q", 2);
    List<Task> tasks = pods("g", "", 2);
    world.state().place(tasks.get(0), node);
    assertThat(hooks.only(JobPipelined.class).vote(job)).isEqualTo(Vote.REJECT);
    assertThat(hooks.only(JobStarving.class).starving(job)).isTrue();
    world.state().pipeline(tasks.get(1), node);
    assertThat(hooks.only(JobPipelined.class).vote(job)).isEqualTo(Vote.PERMIT);
    assertThat(hooks.only(JobStarving.class).starving(job)).isFalse();
    assertThat(hooks.only(JobReady.class).ready(job)).isFalse();
  }

  @Test
  void halfBoundGangsComeFirstThenThoseThatLackTheirMinimum() {
    Job half = world.group("half", "q", 2);
    pods("half", "", 2);
    Job fresh = world.group("fresh", "q", 2);
    pods("fresh", "", 2);
    Job ready = world.group("ready", "q", 2);
    pods("ready", "", 3).subList(0, 2).forEach(task -> world.state().place(task, node));
    Job bag = world.group("bag", "q", 1);
    world.state().place(pods("bag", "", 2).getFirst(), node);
    world.state().incompleteSince(half, 5);
    JobOrder order = hooks.only(JobOrder.class);
    assertThat(order.compare(half, fresh)).isNegative();
    assertThat(order.compare(fresh, half)).isPositive();
    assertThat(order.compare(fresh, ready)).isNegative();
    assertThat(order.compare(ready, half)).isPositive();
    assertThat(order.compare(fresh, fresh)).isZero();
    assertThat(order.compare(fresh, bag)).as("each of its pods is for itself").isZero();
    assertThat(order.compare(bag, ready)).isNegative();
  }

  @Test
  void victimsLeaveAGangItsMinimum() {
    world.group("g", "q", 2);
    List<Task> running = running("g", "", 4);
    Task preemptor = world.pod(Pods.named("p"));
    List<Task> three = running.subList(0, 3);
    assertThat(hooks.preemptable().victims(preemptor, three)).hasSize(2);
    assertThat(hooks.reclaimable().victims(preemptor, three)).hasSize(2);
    assertThat(hooks.returnable().victims(preemptor, three)).hasSize(2);
    assertThat(hooks.preemptable().victims(preemptor, running)).as("as a whole").hasSize(4);
    assertThat(hooks.preemptable().victims(preemptor, running.subList(0, 1))).hasSize(1);
  }

  @Test
  void victimsLeaveARoleItsMinimum() {
    world.group("g", "q", 3, Map.of("ps", 1, "worker", 2), "");
    List<Task> candidates = new ArrayList<>(running("g", "ps", 1));
    List<Task> workers = running("g", "worker", 4);
    candidates.addAll(workers.subList(0, 3));
    Task preemptor = world.pod(Pods.named("p"));
    assertThat(hooks.preemptable().victims(preemptor, candidates)).isEqualTo(workers.subList(0, 2));
  }

  @Test
  void podsThatAreNoGangMayAllGo() {
    world.group("g", "q", 1);
    List<Task> candidates = new ArrayList<>(running("g", "", 2));
    candidates.add(world.pod(Pods.named("bare").runningOn("n1")));
    assertThat(hooks.preemptable().victims(world.pod(Pods.named("p")), candidates))
        .isEqualTo(candidates);
  }

  private List<Task> pods(String group, String role, int count) {
    List<Task> tasks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      tasks.add(world.pod(Pods.named(group + role + "-" + i).group(group).role(role)));
    }
    return tasks;
  }

  private List<Task> running(String group, String role, int count) {
    List<Task> tasks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      tasks.add(
          world.pod(Pods.named(group + role + "-" + i).group(group).role(role).runningOn("n1")));
    }
    return tasks;
  }
}
