package dev.basalt.sim.stories;

import static dev.basalt.sim.stories.Story.ONE_CPU;
import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.sim.SchedulerSetup;
import dev.basalt.sim.cluster.ClusterSettings;
import dev.basalt.sim.workload.Gang;
import dev.basalt.sim.workload.PodRun;
import dev.basalt.sim.workload.PodTemplate;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CrashStoriesTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 40, 64, 65, 150, 299})
  void aSchedulerKilledAmidBindingsLeavesEveryPodBoundOnceAndEveryGangWhole(int boundBefore) {
    Story story = Story.standard();
    story.cluster.addNodes(20, "20", "64Gi");
    story.run(Duration.ofSeconds(5));
    for (int i = 0; i < 6; i++) {
      story.cluster.submit(Gang.of("g" + i, "default", 50, ONE_CPU));
    }
    story.simulation.runUntil(() -> story.bound() >= boundBefore, Duration.ofSeconds(30));
    assertThat(story.bound()).isBetween(boundBefore, 300);

    story.simulation.restartScheduler(Duration.ofSeconds(3));
    story.run(Duration.ofSeconds(30));

    assertThat(story.bound()).isEqualTo(300);
    assertThat(story.simulation.statistics().bindings()).hasSize(300);
    story.assertInvariants();
  }

  @Test
  void aGangThatNoLongerFitsAfterTheCrashIsEvictedWhole() {
    Story story = Story.standard();
    story.cluster.addNodes(10, "10", "64Gi");
    story.run(Duration.ofSeconds(5));
    story.cluster.submit(Gang.of("g", "default", 100, ONE_CPU));
    story.simulation.runUntil(() -> story.bound() >= 20, Duration.ofSeconds(30));

    story.simulation.scheduler().kill();
    story.run(Duration.ofSeconds(1));
    assertThat(story.bound("g")).isBetween(20, 99);
    for (int i = 0; i < 10; i++) {
      story.cluster.resizeNode(
          String.format("node-%04d", i), Map.of("cpu", "9", "memory", "64Gi", "pods", "110"));
    }
    story.simulation.restartScheduler(Duration.ofSeconds(1));
    story.run(Duration.ofMinutes(2));

    assertThat(story.bound("g")).isZero();
    assertThat(story.simulation.log().evictedGangs()).containsExactly("default/g");
  }

  @Test
  void aGangThatRanBeforeTheCrashIsLeftAloneWhenOneOfItsPodsHasFailed() {
    Story story = Story.standard();
    story.cluster.addNodes(2, "4", "16Gi");
    long second = Duration.ofSeconds(1).toNanos();
    PodTemplate failing = ONE_CPU.running(new PodRun(10 * second, 1, 0, PodRun.UNLIMITED));
    story.cluster.submit(Gang.of("g", "default", 3, ONE_CPU).plus(1, failing));
    story.awaitBound("g", 4);
    story.run(Duration.ofSeconds(30));
    assertThat(story.bound("g")).isEqualTo(3);

    story.simulation.restartScheduler(Duration.ofSeconds(3));
    story.run(Duration.ofMinutes(3));

    assertThat(story.bound("g")).isEqualTo(3);
    assertThat(story.simulation.log().evictedGangs()).isEmpty();
  }

  @Test
  void aSchedulerThatWaitsAfterACrashHasNoPodTurnedAway() {
    assertThat(rejectionsAfterCrashes(Duration.ofSeconds(2))).isZero();
  }

  @Test
  void aSchedulerThatDecidesAtOnceAfterACrashHasPodsTurnedAway() {
    assertThat(rejectionsAfterCrashes(Duration.ZERO)).isPositive();
  }

  /** Short pods in a full cluster whose scheduler crashes again and again. */
  private static int rejectionsAfterCrashes(Duration leadershipDelay) {
    Story story =
        new Story(
            ClusterSettings.standard(1),
            SchedulerSetup.standard().withLeadershipDelay(leadershipDelay));
    story.cluster.addNodes(10, "4", "64Gi");
    story.cluster.submit(Gang.bag("bag", "default", 600, ONE_CPU.running(Duration.ofMillis(1500))));
    for (int i = 0; i < 12; i++) {
      story.run(Duration.ofMillis(4700));
      story.simulation.restartScheduler(Duration.ZERO);
    }
    story.run(Duration.ofSeconds(20));
    return story.simulation.invariants().rejections().size();
  }
}
