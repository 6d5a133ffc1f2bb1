package dev.basalt.plugins.proportion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.basalt.core.event.GroupPhase;
import dev.basalt.core.model.Job;
import dev.basalt.core.model.Queue;
import dev.basalt.core.model.Task;
import dev.basalt.core.model.Wait;
import dev.basalt.core.model.WaitReason;
import dev.basalt.core.resource.ResourceSchema;
import dev.basalt.core.spi.Admission;
import dev.basalt.core.spi.JobEnqueueable;
import dev.basalt.core.spi.QueueAllocatable;
import dev.basalt.core.spi.QueueOrder;
import dev.basalt.core.spi.QueueOverused;
import dev.basalt.core.spi.QueueShares;
import dev.basalt.core.spi.Vote;
import dev.basalt.plugins.Pods;
import dev.basalt.plugins.World;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ProportionPluginTest {
  private static final int CPU = ResourceSchema.CPU;
  private static final int MEMORY = ResourceSchema.MEMORY;

  private final Rounds rounds = new Rounds();
  private final World world = rounds.world;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void weightsThreeAndOneHoldThreeQuartersAndOne(boolean inTurns) {
    world.node("n1", "cpu=60");
    world.node("n2", "cpu=40");
    world.queue("a", 3);
    world.queue("b", 1);
    rounds.ask("a", 100, "cpu=1");
    rounds.ask("b", 100, "cpu=1");
    rounds.session(inTurns);
    assertThat(rounds.held("a", CPU)).isEqualTo(75_000);
    assertThat(rounds.held("b", CPU)).isEqualTo(25_000);
    assertThat(deserved("a", CPU)).isEqualTo(75_000);
    assertThat(deserved("b", CPU)).isEqualTo(25_000);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void noRoomIsStrandedByRoundingAndNobodyIsMoreThanAPodOff(boolean inTurns) {
    world.node("n1", "cpu=103");
    for (int i = 0; i < 10; i++) {
      world.queue("q" + i, 1);
      rounds.ask("q" + i, 100, "cpu=1");
    }
    rounds.session(inTurns);
    assertThat(rounds.idle(CPU)).isZero();
    for (int i = 0; i < 10; i++) {
      assertThat(rounds.held("q" + i, CPU)).isBetween(10_000L, 11_000L);
    }
  }

  @Test
  void queuesThatDeserveLessThanAPodAreServedInTurn() {
    world.node("n1", "cpu=3");
    for (int i = 0; i < 6; i++) {
      world.queue("q" + i, 1);
      rounds.ask("q" + i, 1, "cpu=1");
    }
    rounds.session(true);
    assertThat(rounds.idle(CPU)).isZero();
  }

  @Test
  void queueThatDoesNotWantItsShareLeavesItToTheOthers() {
    world.node("n1", "cpu=100");
    world.queue("a", 3);
    world.queue("b", 1);
    rounds.ask("a", 10, "cpu=1");
    rounds.ask("b", 200, "cpu=1");
    rounds.session(true);
    assertThat(rounds.held("a", CPU)).isEqualTo(10_000);
    assertThat(rounds.held("b", CPU)).isEqualTo(90_000);
  }

  @Test
  void freedRoomGoesToTheQueueBelowItsShare() {
    world.node("n1", "cpu=100");
    world.queue("a", 1);
    world.queue("b", 1);
    rounds.ask("a", 200, "cpu=1");
    rounds.session(true);
    assertThat(rounds.held("a", CPU)).isEqualTo(100_000);
    rounds.ask("b", 200, "cpu=1");
    rounds.end("a", 30);
    rounds.session(false);
    assertThat(rounds.held("a", CPU)).isEqualTo(70_000);
    assertThat(rounds.held("b", CPU)).isEqualTo(30_000);
  }

  @Test
  void queuesThatNeedDifferentResourcesFillTheClusterBetweenThem() {
    world.node("n1", "cpu=100, memory=100Gi");
    world.queue("a", 1);
    world.queue("b", 1);
    rounds.ask("a", 100, "cpu=2, memory=1Gi");
    rounds.ask("b", 100, "cpu=1, memory=2Gi");
    rounds.session(false);
    assertThat(rounds.held("a", CPU)).isCloseTo(66_000, within(2_000L));
    assertThat(rounds.held("b", CPU)).isCloseTo(33_000, within(1_000L));
    assertThat(rounds.idle(CPU)).isLessThanOrEqualTo(2_000);
    assertThat(rounds.idle(MEMORY)).isLessThanOrEqualTo(2L << 30);
  }

  @Test
  void largePodOfAQueueThatHoldsNothingIsNotStarvedBySmallOnes() {
    world.node("n1", "cpu=100");
    world.queue("small", 2);
    world.queue("large", 3);
    rounds.ask("small", 100, "cpu=1");
    rounds.session(false);
    rounds.ask("large", 1, "cpu=64");
    rounds.ask("small", 500, "cpu=1");
    for (int i = 0; i < 63; i++) {
      rounds.end("small", 1);
      rounds.session(false);
      assertThat(rounds.held("large", CPU)).isZero();
    }
    rounds.end("small", 1);
    rounds.session(false);
    assertThat(rounds.held("large", CPU)).isEqualTo(64_000);
  }

  @Test
  void remainderTooSmallForAnyPodOfItsQueueIsLent() {
    world.node("n1", "cpu=100");
    world.queue("small", 3);
    world.queue("large", 1);
    rounds.ask("small", 200, "cpu=1");
    rounds.ask("large", 100, "cpu=2");
    rounds.session(true);
    assertThat(rounds.idle(CPU)).isZero();
    assertThat(rounds.held("large", CPU)).isBetween(24_000L, 26_000L);
  }

  @Test
  void podsOfMixedSizesUseAllRoomToo() {
    world.node("n1", "cpu=100");
    world.queue("a", 1);
    world.queue("b", 1);
    rounds.ask("a", 10, "cpu=7");
    rounds.ask("a", 60, "cpu=1");
    rounds.ask("b", 10, "cpu=7");
    rounds.ask("b", 60, "cpu=1");
    rounds.session(true);
    rounds.session(true);
    assertThat(rounds.idle(CPU)).isZero();
    assertThat(rounds.held("a", CPU)).isCloseTo(50_000, within(7_000L));
  }

  @Test
  void podsThatNeedNothingOfAnExhaustedShareGoOn() {
    world.node("n1", "cpu=100, gpu=2");
    world.queue("a", 1);
    world.queue("b", 1);
    rounds.ask("a", 10, "cpu=1, gpu=1");
    rounds.ask("b", 10, "cpu=1, gpu=1");
    rounds.session(true);
    rounds.ask("b", 200, "cpu=1");
    rounds.session(true);
    rounds.ask("a", 200, "cpu=1");
    rounds.end("b", 49);
    rounds.session(false);
    assertThat(rounds.held("a", CPU)).isEqualTo(50_000);
    assertThat(rounds.idle(CPU)).isZero();
  }

  @Test
  void capabilityIsNeverPassedAndSaysSo() {
    world.node("n1", "cpu=100");
    world.queue("a", 1, 0, "cpu=10", "");
    List<Task> tasks = rounds.ask("a", 20, "cpu=3");
    rounds.session(true);
    assertThat(rounds.held("a", CPU)).isEqualTo(9_000);
    assertThat(allocatable(tasks.getLast()))
        .isEqualTo(
            new Wait(
                WaitReason.QUEUE_SHARE,
                "queue a holds 9 cpu of its capability of 10 cpu, 3 cpu asked"));
  }

  @Test
  void guaranteeIsKeptFreeForItsQueue() {
    world.node("n1", "cpu=100");
    world.queue("a", 1);
    world.queue("kept", 1, 0, "", "cpu=30");
    rounds.ask("a", 200, "cpu=1");
    rounds.session(true);
    assertThat(rounds.held("a", CPU)).isEqualTo(70_000);
    rounds.ask("kept", 50, "cpu=1");
    rounds.session(false);
    assertThat(rounds.held("a", CPU)).isEqualTo(70_000);
    assertThat(rounds.held("kept", CPU)).isEqualTo(30_000);
  }

  @Test
  void podsOfOtherSchedulersAreNotShared() {
    world.node("n1", "cpu=100");
    world.pod(Pods.named("foreign").scheduler("other").requests("cpu=20").runningOn("n1"));
    world.queue("a", 3);
    world.queue("b", 1);
    rounds.ask("a", 100, "cpu=1");
    rounds.ask("b", 100, "cpu=1");
    rounds.session(false);
    assertThat(rounds.held("a", CPU)).isEqualTo(60_000);
    assertThat(rounds.held("b", CPU)).isEqualTo(20_000);
  }

  @Test
  void queueAloneIsBoundByTheNodesOnly() {
    world.node("n1", "cpu=10");
    world.queue("a", 1);
    List<Task> tasks = rounds.ask("a", 11, "cpu=1");
    rounds.session(true);
    assertThat(rounds.held("a", CPU)).isEqualTo(10_000);
    assertThat(allocatable(tasks.getLast())).isNull();
    assertThat(overused("a")).isNull();
  }

  @Test
  void dimensionThatNoNodeHasIsLeftToTheNodes() {
    world.node("n1", "cpu=10");
    world.queue("a", 1);
    world.queue("b", 1);
    Task task = rounds.ask("a", 1, "cpu=1, gpu=1").getFirst();
    rounds.ask("b", 20, "cpu=1, gpu=1");
    assertThat(allocatable(task)).isNull();
  }

  @Test
  void queueThatHoldsItsShareSaysSo() {
    world.node("n1", "cpu=4");
    world.queue("a", 1);
    world.queue("b", 1);
    List<Task> tasks = rounds.ask("a", 4, "cpu=1");
    rounds.ask("b", 4, "cpu=1");
    rounds.session(true);
    Wait why = allocatable(tasks.getLast());
    assertThat(why)
        .isEqualTo(
            new Wait(
                WaitReason.QUEUE_SHARE, "queue a holds 2 cpu of its share of 2 cpu, 1 cpu asked"));
    assertThat(rounds.hooks.only(QueueAllocatable.class).check(queue("a"), tasks.getLast()))
        .isSameAs(why);
  }

  @Test
  void queueIsOverusedWhenNothingItAsksForIsLeft() {
    world.node("n1", "cpu=4, memory=4Gi, pods=4");
    world.queue("a", 1);
    world.queue("b", 1);
    rounds.ask("a", 4, "cpu=1, memory=1Gi");
    rounds.ask("b", 4, "cpu=1, memory=1Gi");
    assertThat(overused("a")).isNull();
    rounds.session(true);
    assertThat(overused("a"))
        .isEqualTo(new Wait(WaitReason.QUEUE_SHARE, "queue a holds 2 cpu of its share of 2 cpu"));
  }

  @Test
  void lowerShareComesFirstUnlessPriorityDiffers() {
    world.node("n1", "cpu=100");
    world.queue("a", 1);
    world.queue("b", 1);
    world.queue("urgent", 1, 5, "", "");
    rounds.ask("b", 200, "cpu=1");
    rounds.ask("urgent", 50, "cpu=1");
    rounds.session(true);
    rounds.ask("a", 100, "cpu=1");
    rounds.plugin.sessionOpened(world);
    QueueOrder order = rounds.hooks.only(QueueOrder.class);
    assertThat(order.compare(queue("a"), queue("b"))).isNegative();
    assertThat(order.compare(queue("b"), queue("a"))).isPositive();
    assertThat(order.compare(queue("urgent"), queue("a"))).isNegative();
    assertThat(order.compare(queue("a"), queue("a"))).isZero();
  }

  @Test
  void groupIsLetInWhileItsQueueCanHaveTheMinimum() {
    world.node("n1", "cpu=100");
    world.queue("a", 1, 0, "cpu=50", "");
    world.queue("kept", 1, 0, "", "cpu=60");
    world.queue("c", 1);
    assertThat(admission("none", "a", "")).isEqualTo(Admission.PERMIT);
    assertThat(admission("capability", "a", "cpu=41").why())
        .isEqualTo(
            new Wait(
                WaitReason.NOT_ENOUGH_RESOURCES,
                "queue resource quota insufficient: insufficient cpu: queue a can have 40 cpu,"
                    + " 0 cpu held or promised, 41 cpu asked: short of 1 cpu"));
    assertThat(admission("fits", "c", "cpu=40").vote()).isEqualTo(Vote.PERMIT);
    world.state().phase(world.job("fits"), GroupPhase.INQUEUE);
    Wait why = admission("second", "c", "cpu=1").why();
    assertThat(Objects.requireNonNull(why).reason()).isEqualTo(WaitReason.NOT_ENQUEUED);
    assertThat(why.message()).endsWith("40 cpu held or promised, 1 cpu asked: short of 1 cpu");
  }

  @Test
  void groupBeyondTheCapabilityDoesNotCallForNodes() {
    world.node("n1", "cpu=100");
    world.queue("a", 1, 0, "cpu=50", "");
    Wait why = admission("g", "a", "cpu=51").why();
    assertThat(Objects.requireNonNull(why).reason()).isEqualTo(WaitReason.QUEUE_SHARE);
    assertThat(admission("h", "a", "cpu=50").vote()).isEqualTo(Vote.PERMIT);
  }

  @Test
  void onlyWhatAQueueHoldsBeyondItsShareInWholePodsMayBeReclaimed() {
    world.node("n1", "cpu=101");
    world.queue("a", 1);
    world.queue("b", 1);
    rounds.ask("a", 101, "cpu=1");
    rounds.session(true);
    Task reclaimer = rounds.ask("b", 101, "cpu=1").getFirst();
    rounds.plugin.sessionOpened(world);
    List<Task> candidates =
        queue("a").jobs().stream().map(Job::tasks).flatMap(List::stream).toList();
    // a deserves 50.5 of its 101: losing a 51st would leave it below that
    assertThat(rounds.hooks.reclaimable().victims(reclaimer, candidates)).hasSize(50);
  }

  @Test
  void ownQueueAndQueuesWithinTheirShareLoseNothing() {
    world.node("n1", "cpu=100");
    world.queue("a", 1);
    world.queue("b", 1);
    List<Task> own = rounds.ask("a", 100, "cpu=1");
    List<Task> other = rounds.ask("b", 50, "cpu=1");
    rounds.session(true);
    rounds.plugin.sessionOpened(world);
    assertThat(rounds.hooks.reclaimable().victims(own.getLast(), own)).isEmpty();
    assertThat(rounds.hooks.reclaimable().victims(own.getLast(), other)).isEmpty();
  }

  private Admission admission(String name, String queue, String minResources) {
    Job job = world.group(name, queue, 1, Map.of(), minResources);
    rounds.plugin.sessionOpened(world);
    return rounds.hooks.only(JobEnqueueable.class).vote(job);
  }

  private @Nullable Wait allocatable(Task task) {
    rounds.plugin.sessionOpened(world);
    Queue queue = Objects.requireNonNull(task.job()).queue();
    return rounds.hooks.only(QueueAllocatable.class).check(queue, task);
  }

  private @Nullable Wait overused(String queue) {
    rounds.plugin.sessionOpened(world);
    return rounds.hooks.only(QueueOverused.class).check(queue(queue));
  }

  private long deserved(String queue, int dimension) {
    return rounds.hooks.only(QueueShares.class).deserved(queue(queue), dimension);
  }

  private Queue queue(String name) {
    return world.queueNamed(name);
  }
}
