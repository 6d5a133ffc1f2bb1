package dev.basalt.sim.stories;

import static dev.basalt.sim.stories.Story.ONE_CPU;
import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.core.config.SchedulerConfiguration;
import dev.basalt.sim.SchedulerSetup;
import dev.basalt.sim.cluster.ClusterSettings;
import dev.basalt.sim.workload.Gang;
import dev.basalt.sim.workload.PodTemplate;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Preempt and reclaim, with the standard plugins. */
class EvictionStoriesTest {
  private static final String EVICTING =
      SchedulerConfiguration.STANDARD.replaceFirst(
          "actions: .*", "actions: \"enqueue, allocate, preempt, reclaim, backfill\"");
  private static final PodTemplate LOW = ONE_CPU.replacedWhenLost();
  private static final PodTemplate HIGH = ONE_CPU.withPriority(10);
  private static final Duration A_WHILE = Duration.ofSeconds(20);

  private static Story story() {
    return story("10s");
  }

  private static Story story(String cooldown) {
    return new Story(
        ClusterSettings.standard(1),
        SchedulerSetup.standard().withConfiguration(configuration(cooldown)));
  }

  /** The standard plugins under all actions. */
  static String configuration(String cooldown) {
    String arguments = "arguments: {cooldown: " + cooldown + "}\n";
    return EVICTING
        + "configurations:\n- name: preempt\n  "
        + arguments
        + "- name: reclaim\n  "
        + arguments;
  }

  @Test
  void aGangOfHigherPriorityGetsTheRoomOfThePodsThatItNeedsAndOfNoMore() {
    Story story = story();
    story.cluster.addNodes(2, "4", "16Gi");
    story.cluster.submit(Gang.bag("low", "default", 8, LOW));
    story.run(A_WHILE);

    story.cluster.submit(Gang.of("high", "default", 3, HIGH));
    story.awaitBound("high", 3);
    story.run(A_WHILE);

    assertThat(story.bound("low")).isEqualTo(5);
    story.assertInvariants();
  }

  @Test
  void nothingIsEvictedForAGangThatWouldNotFitAllTheSame() {
    Story story = story();
    story.cluster.addNodes(2, "4", "16Gi");
    story.cluster.submit(Gang.bag("low", "default", 4, LOW));
    story.cluster.submit(Gang.bag("kept", "default", 4, ONE_CPU.neverEvicted()));
    story.run(A_WHILE);

    story.cluster.submit(Gang.of("high", "default", 5, HIGH));
    story.run(A_WHILE);

    assertThat(story.bound("low")).isEqualTo(4);
    assertThat(story.bound("high")).isZero();
    story.assertInvariants();
  }

  @Test
  void equalPriorityEvictsNothing() {
    Story story = story();
    story.cluster.addNodes(1, "4", "16Gi");
    story.cluster.submit(Gang.bag("first", "default", 4, ONE_CPU));
    story.run(A_WHILE);
    story.cluster.submit(Gang.of("second", "default", 2, ONE_CPU));
    story.run(A_WHILE);

    assertThat(story.bound("first")).isEqualTo(4);
    assertThat(story.bound("second")).isZero();
  }

  @Test
  void aPodWhosePreemptionPolicyIsNeverWaits() {
    Story story = story();
    story.cluster.addNodes(1, "4", "16Gi");
    story.cluster.submit(Gang.bag("low", "default", 4, LOW));
    story.run(A_WHILE);
    story.cluster.submit(Gang.of("polite", "default", 1, HIGH.neverPreempting()));
    story.run(A_WHILE);

    assertThat(story.bound("low")).isEqualTo(4);
    assertThat(story.bound("polite")).isZero();
  }

  @Test
  void aGangLosesItsSparePodsBeforeItIsEvictedAsAWhole() {
    Story story = story();
    story.cluster.addNodes(1, "4", "16Gi");
    story.cluster.submit(Gang.bag("elastic", "default", 4, ONE_CPU).minMember(2));
    story.run(A_WHILE);
    assertThat(story.bound("elastic")).isEqualTo(4);

    story.cluster.submit(Gang.of("first", "default", 2, HIGH));
    story.awaitBound("first", 2);
    story.run(A_WHILE);
    assertThat(story.bound("elastic")).isEqualTo(2);

    story.cluster.submit(Gang.of("second", "default", 1, HIGH));
    story.awaitBound("second", 1);
    assertThat(story.bound("elastic")).isZero();
    story.assertInvariants();
  }

  @Test
  void theFreedRoomIsHeldThroughTheGracePeriodAgainstSmallerJobs() {
    Story story = story();
    story.cluster.addNodes(1, "4", "16Gi");
    Duration grace = Duration.ofSeconds(30);
    story.cluster.submit(Gang.bag("low", "default", 3, LOW.withGracePeriod(grace)));
    story.cluster.submit(Gang.bag("short", "default", 1, ONE_CPU.running(Duration.ofSeconds(25))));
    story.run(A_WHILE);

    story.cluster.submit(Gang.of("high", "default", 4, HIGH.running(Duration.ofMinutes(5))));
    assertThat(
            story.simulation.runUntil(
                () -> story.condition("high").startsWith("WaitingForPreemptedPods: 4 pods are"),
                A_WHILE))
        .as("said: %s", story.condition("high"))
        .isTrue();
    for (int i = 0; i < 10; i++) {
      story.cluster.submit(Gang.bag("small-" + i, "default", 1, ONE_CPU));
    }
    story.awaitBound("high", 4);
    story.run(A_WHILE);

    assertThat(story.bound()).isEqualTo(4);
    story.assertInvariants();
  }

  @Test
  void aQueueBelowItsShareTakesItBackPodByPodAndThenThereIsPeace() {
    Story story = story();
    story.cluster.putQueue("gold", 3);
    story.cluster.putQueue("silver", 1);
    story.cluster.addNodes(5, "4", "64Gi");
    story.cluster.submit(Gang.bag("early", "silver", 40, LOW));
    story.run(A_WHILE);
    assertThat(story.bound("early")).isEqualTo(20);

    story.cluster.submit(Gang.bag("gold", "gold", 40, LOW));
    story.run(Duration.ofMinutes(1));
    assertThat(story.bound("gold")).isEqualTo(15);
    assertThat(story.bound("early")).isEqualTo(5);

    long evictions = story.simulation.log().evictions();
    story.run(Duration.ofMinutes(5));
    assertThat(story.simulation.log().evictions()).isEqualTo(evictions).isEqualTo(15);
    story.assertInvariants();
  }

  @Test
  void aGangThatReclaimsStartsWholeOnTheRoomOfAnotherQueue() {
    Story story = story();
    story.cluster.putQueue("a", 1);
    story.cluster.putQueue("b", 1);
    story.cluster.addNodes(2, "4", "64Gi");
    story.cluster.submit(Gang.bag("early", "a", 8, LOW));
    story.run(A_WHILE);

    story.cluster.submit(Gang.of("gang", "b", 4, ONE_CPU));
    story.awaitBound("gang", 4);
    story.run(A_WHILE);

    assertThat(story.bound("early")).isEqualTo(4);
    story.assertInvariants();
  }

  @Test
  void aPodThatStartedAMomentAgoIsLeftAlone() {
    Story story = story("1m");
    story.cluster.addNodes(1, "1", "16Gi");
    story.cluster.submit(Gang.bag("low", "default", 1, LOW));
    story.run(A_WHILE);
    story.cluster.submit(Gang.of("high", "default", 1, HIGH));

    story.run(Duration.ofSeconds(30));
    assertThat(story.bound("high")).isZero();
    story.awaitBound("high", 1);
  }
}
