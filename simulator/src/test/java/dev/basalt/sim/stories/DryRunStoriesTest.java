package dev.basalt.sim.stories;

import static dev.basalt.sim.stories.Story.ONE_CPU;
import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.core.event.LabelSelector;
import dev.basalt.core.port.EvictionPlan;
import dev.basalt.core.port.EvictionPreview;
import dev.basalt.core.port.EvictionPreview.Objection;
import dev.basalt.core.port.EvictionPreview.Reason;
import dev.basalt.sim.SchedulerSetup;
import dev.basalt.sim.cluster.ClusterSettings;
import dev.basalt.sim.workload.Gang;
import dev.basalt.sim.workload.PodTemplate;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What a dry run tells, in clusters where nothing is evicted unless it says so. */
class DryRunStoriesTest {
  private static final PodTemplate HIGH = ONE_CPU.withPriority(10);
  private static final Duration A_WHILE = Duration.ofSeconds(20);

  private final Story story = Story.standard();

  /** Four pods fill the only node. */
  private void fill(PodTemplate template) {
    story.cluster.addNodes(1, "4", "16Gi");
    story.cluster.submit(Gang.bag("low", "default", 4, template));
    story.run(A_WHILE);
  }

  private void submit(Gang gang) {
    story.cluster.submit(gang);
    story.run(A_WHILE);
  }

  private EvictionPreview preview(String action, String group) {
    var answer = story.simulation.scheduler().engine().preview("default", group);
    story.run(Duration.ofSeconds(2));
    List<EvictionPreview> previews = answer.join();
    assertThat(previews).extracting(EvictionPreview::action).containsExactly("preempt", "reclaim");
    return previews.get(action.equals("preempt") ? 0 : 1);
  }

  private Objection objection(String action, String group) {
    EvictionPreview preview = preview(action, group);
    assertThat(preview.plan()).isNull();
    return Objects.requireNonNull(preview.objection());
  }

  @Test
  void namesTheVictimsAndWhereThePodsWouldLandAndEvictsNothing() {
    fill(ONE_CPU);
    submit(Gang.of("high", "default", 2, HIGH));

    EvictionPreview preview = preview("preempt", "high");

    assertThat(preview.configured()).isFalse();
    EvictionPlan plan = Objects.requireNonNull(preview.plan());
    assertThat(plan.victims())
        .hasSize(2)
        .allSatisfy(victim -> {
          assertThat(victim.job()).isEqualTo("default/low");
          assertThat(victim.queue()).isEqualTo("default");
          assertThat(victim.node()).isEqualTo("node-0000");
          assertThat(victim.priority()).isZero();
          assertThat(victim.ranMillis()).isBetween(15_000L, 60_000L);
        });
    assertThat(plan.places())
        .extracting(EvictionPlan.Place::pod, EvictionPlan.Place::node)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("default/high-0", "node-0000"),
            org.assertj.core.groups.Tuple.tuple("default/high-1", "node-0000"));
    story.run(A_WHILE);
    assertThat(story.bound("low")).isEqualTo(4);
    assertThat(objection("reclaim", "high").reason()).isEqualTo(Reason.SHARE);
  }

  @Test
  void namesTheBudgetsThatHaveNoRoom() {
    story.cluster.putDisruptionBudget("default", "web", LabelSelector.EVERYTHING, 4);
    fill(ONE_CPU);
    submit(Gang.of("high", "default", 2, HIGH));

    Objection objection = objection("preempt", "high");

    assertThat(objection.reason()).isEqualTo(Reason.BUDGETS);
    assertThat(objection.message())
        .isEqualTo(
            "of 4 pods of queue default: 4 without room in their disruption budgets (default/web)");
  }

  @Test
  void aBudgetWithRoomForSomeIsNotEnoughForAGangThatNeedsMore() {
    story.cluster.putDisruptionBudget("default", "web", LabelSelector.EVERYTHING, 3);
    fill(ONE_CPU);
    submit(Gang.of("high", "default", 2, HIGH));

    assertThat(objection("preempt", "high").reason()).isEqualTo(Reason.NOT_ENOUGH);
  }

  @Test
  void saysThatThePodsHaveNoLowerPriority() {
    fill(HIGH);
    submit(Gang.of("same", "default", 2, HIGH));

    Objection objection = objection("preempt", "same");

    assertThat(objection.reason()).isEqualTo(Reason.PRIORITY);
    assertThat(objection.message()).contains("4 of no lower priority than 10");
  }

  @Test
  void saysThatThePodsMustNotBeEvictedOrWereBoundTooLately() {
    fill(ONE_CPU.neverEvicted());
    submit(Gang.of("high", "default", 2, HIGH));
    assertThat(objection("preempt", "high").reason()).isEqualTo(Reason.NOT_PREEMPTABLE);

    story.cluster.addNode("late", "4", "16Gi");
    story.cluster.submit(
        Gang.bag("warm", "default", 2, ONE_CPU.withCooldown(A_WHILE.multipliedBy(9))));
    story.run(A_WHILE);
    submit(Gang.of("more", "default", 4, HIGH));
    assertThat(objection("preempt", "more").message()).contains("2 bound too lately");
  }

  @Test
  void saysWhatElseItWaitsFor() {
    fill(ONE_CPU);
    submit(Gang.of("polite", "default", 1, HIGH.neverPreempting()));
    submit(Gang.of("lost", "default", 3, List.of(HIGH)));

    assertThat(objection("preempt", "polite").reason()).isEqualTo(Reason.NEVER_PREEMPTS);
    Objection lost = objection("preempt", "lost");
    assertThat(lost.reason()).isEqualTo(Reason.OTHER_RULE);
    assertThat(lost.message()).contains("NotEnoughTasks");
    assertThat(objection("preempt", "low").reason()).isEqualTo(Reason.NOT_WAITING);
  }

  @Test
  void saysThatAQueueWouldHaveMoreThanItDeserves() {
    story.cluster.putQueue("other", 1);
    story.cluster.addNodes(1, "4", "16Gi");
    story.cluster.submit(Gang.bag("mine", "default", 2, ONE_CPU));
    story.cluster.submit(Gang.bag("theirs", "other", 2, ONE_CPU));
    story.run(A_WHILE);
    submit(Gang.of("more", "default", 2, HIGH));

    assertThat(objection("reclaim", "more").reason()).isEqualTo(Reason.SHARE);
  }

  @Test
  void aDryRunWhileEvictionsAreUnderWaySaysSo() {
    Story evicting =
        new Story(
            ClusterSettings.standard(1),
            SchedulerSetup.standard().withConfiguration(EvictionStoriesTest.configuration("1s")));
    evicting.cluster.addNodes(1, "4", "16Gi");
    evicting.cluster.submit(
        Gang.bag("low", "default", 4, ONE_CPU.withGracePeriod(Duration.ofSeconds(60))));
    evicting.run(A_WHILE);
    evicting.cluster.submit(Gang.of("high", "default", 2, HIGH));
    boolean said =
        evicting.simulation.runUntil(
            () -> evicting.condition("high").startsWith("WaitingForPreemptedPods"), A_WHILE);
    assertThat(said).isTrue();
    var answer = evicting.simulation.scheduler().engine().preview("default", "high");
    evicting.simulation.runUntil(answer::isDone, A_WHILE);

    assertThat(answer.join().getFirst().configured()).isTrue();
    assertThat(Objects.requireNonNull(answer.join().getFirst().objection()).reason())
        .isEqualTo(Reason.UNDER_WAY);
    assertThat(evicting.simulation.scheduler().engine().preview("default", "nobody"))
        .satisfies(none -> {
          evicting.run(Duration.ofSeconds(2));
          assertThat(none.join()).isEmpty();
        });
  }
}
