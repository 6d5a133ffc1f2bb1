package dev.basalt.sim.stories;

import static dev.basalt.sim.stories.Story.ONE_CPU;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.basalt.core.engine.Engine;
import dev.basalt.core.engine.EngineSummary.UserSummary;
import dev.basalt.core.event.ClusterEvent;
import dev.basalt.core.explain.Explainer;
import dev.basalt.core.explain.JobExplanation;
import dev.basalt.core.explain.UserStanding;
import dev.basalt.core.model.Wait;
import dev.basalt.core.model.WaitReason;
import dev.basalt.core.session.NodeReport;
import dev.basalt.core.session.NodeReport.NearMiss;
import dev.basalt.sim.workload.Gang;
import dev.basalt.sim.workload.PodTemplate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is said of jobs to those who ask. */
class ExplainStoriesTest {
  private static final Duration A_WHILE = Duration.ofSeconds(20);

  @Test
  void aJobBehindAnotherUserHearsBothShares() {
    Story story = Story.standard();
    story.cluster.addNodes(1, "10", "64Gi");
    story.cluster.submit(Gang.bag("much", "default", 6, ONE_CPU).in("ann"));
    story.cluster.submit(Gang.bag("little", "default", 4, ONE_CPU).in("bob"));
    story.run(A_WHILE);
    story.cluster.submit(Gang.bag("late", "default", 1, ONE_CPU).in("ann"));
    story.cluster.submit(Gang.bag("later", "default", 1, ONE_CPU).in("bob"));
    story.run(A_WHILE);

    UserStanding ann = Objects.requireNonNull(explain(story, "ann/late").user());
    UserStanding bob = Objects.requireNonNull(explain(story, "bob/later").user());

    assertThat(bob.position()).isEqualTo(1);
    assertThat(bob.before()).isNull();
    assertThat(bob.share()).isBetween(0.4, 0.41);
    assertThat(ann.user()).isEqualTo("ann");
    assertThat(ann.share()).isBetween(0.6, 0.61);
    assertThat(ann.position()).isEqualTo(2);
    assertThat(ann.users()).isEqualTo(2);
    assertThat(ann.before()).isEqualTo("bob");
    assertThat(ann.beforeShare()).isCloseTo(bob.share(), within(0.01));
    assertThat(explain(story, "ann/late").position()).isEqualTo(2);
    assertThat(story.simulation.scheduler().summary().users())
        .extracting(UserSummary::user)
        .containsExactly("ann", "bob");
  }

  @Test
  void aJobThatLacksRoomHearsWhatEachNodeSaysAndWhichComesNearest() {
    Story story = Story.standard();
    story.cluster.addNodes(2, "4", "16Gi");
    story.cluster.addNode("near", "7", "16Gi");
    story.cluster.addNode(
        "other",
        Map.of("cpu", "64", "memory", "64Gi", "pods", "9"),
        Map.of("zone", "b"),
        List.of());
    story.cluster.createBarePod("filler", PodTemplate.of("60", "1Gi").on("zone", "b"));
    story.run(A_WHILE);
    story.cluster.submit(Gang.of("g", "default", 2, PodTemplate.of("8", "1Gi")));
    story.run(A_WHILE);

    JobExplanation explanation = explain(story, "default/g");

    assertThat(reason(explanation)).isEqualTo(WaitReason.FRAGMENTED);
    assertThat(explanation.pending()).isEqualTo(2);
    assertThat(explanation.position()).isEqualTo(1);
    NodeReport nodes = Objects.requireNonNull(explanation.nodes());
    assertThat(nodes.nodes()).isEqualTo(4);
    assertThat(nodes.fitting()).isZero();
    assertThat(nodes.failures()).containsOnly(Map.entry("insufficient cpu", 4));
    NearMiss nearest = Objects.requireNonNull(nodes.nearest());
    assertThat(nearest.node()).isEqualTo("near");
    assertThat(nearest.shortages())
        .singleElement()
        .satisfies(shortage -> {
          assertThat(shortage.missing()).isEqualTo(1000);
          assertThat(shortage.text()).isEqualTo("1 cpu short: 8 cpu asked, 7 cpu free");
        });
    assertThat(explanation.remedy()).contains("node near comes nearest");
    assertThat(explanation.startsAtMillis()).isEqualTo(-1);
  }

  @Test
  void theFirstRuleInTheOrderOfPrecedenceComesFirstAndTheOthersFollow() {
    Story story = Story.standard();
    story.cluster.addNodes(1, "4", "16Gi");
    story.cluster.putQueue("capped", 1, Map.of("cpu", "1"));
    story.cluster.submit(Gang.of("g", "capped", 2, PodTemplate.of("8", "1Gi")).minMember(3));
    story.run(A_WHILE);

    JobExplanation explanation = explain(story, "default/g");

    assertThat(reason(explanation)).isEqualTo(WaitReason.NOT_ENOUGH_TASKS);
    assertThat(explanation.rules().stream().map(Wait::reason))
        .containsExactly(
            WaitReason.NOT_ENOUGH_TASKS, WaitReason.QUEUE_SHARE, WaitReason.NOT_ENOUGH_RESOURCES);
    assertThat(explanation.remedy()).contains("create the pods that are missing");
  }

  @Test
  void theirPlaceInTheQueueIsThatOfTheOrderOfJobs() {
    Story story = Story.standard();
    story.cluster.addNodes(1, "1", "16Gi");
    story.cluster.submit(Gang.bag("runs", "default", 1, ONE_CPU));
    story.run(A_WHILE);
    for (String name : new String[] {"a", "b", "c"}) {
      story.cluster.submit(Gang.bag(name, "default", 1, ONE_CPU));
      story.run(Duration.ofSeconds(2));
    }

    assertThat(explain(story, "default/b").position()).isEqualTo(2);
    assertThat(explain(story, "default/c").position()).isEqualTo(3);
    assertThat(explain(story, "default/c").queueLength()).isEqualTo(3);
    assertThat(explain(story, "default/runs").why()).isNull();
  }

  @Test
  void theStartIsEstimatedFromWhatIsSaidOfThePodsThatRunAndOfThoseAhead() {
    Duration minute = Duration.ofMinutes(1);
    PodTemplate template = PodTemplate.of("4", "1Gi").running(minute).estimated(minute);
    Story story = Story.standard();
    story.cluster.addNodes(1, "4", "16Gi");
    story.cluster.createBarePod("running", template);
    story.run(A_WHILE);
    long began = explain(story, "default/running").createdMillis();
    for (String name : new String[] {"first", "second", "third"}) {
      story.cluster.createBarePod(name, template);
      story.run(Duration.ofSeconds(2));
    }

    long slack = Duration.ofSeconds(4).toMillis();
    assertThat(explain(story, "default/first").startsAtMillis() - began)
        .isBetween(minute.toMillis(), minute.toMillis() + slack);
    assertThat(explain(story, "default/second").startsAtMillis() - began)
        .isBetween(2 * minute.toMillis(), 2 * minute.toMillis() + slack);
    assertThat(explain(story, "default/third").startsAtMillis() - began)
        .isBetween(3 * minute.toMillis(), 3 * minute.toMillis() + slack);
  }

  @Test
  void aJobThatWouldDelayAnotherHearsForWhomRoomIsKeptAndWhatHelps() {
    Story story = Story.standard();
    story.cluster.addNodes(1, "4", "16Gi");
    Duration minute = Duration.ofMinutes(1);
    story.cluster.createBarePod(
        "running", PodTemplate.of("3", "1Gi").running(minute).estimated(minute));
    story.run(A_WHILE);
    story.cluster.createBarePod("large", PodTemplate.of("4", "1Gi"));
    story.run(Duration.ofSeconds(2));
    story.cluster.createBarePod("small", PodTemplate.of("1", "1Gi"));
    story.run(Duration.ofSeconds(2));

    JobExplanation explanation = explain(story, "default/small");

    assertThat(reason(explanation)).isEqualTo(WaitReason.RESERVATION);
    assertThat(explanation.rules().stream().map(Wait::reason))
        .containsExactly(WaitReason.RESERVATION);
    assertThat(explanation.remedy()).contains("basalt.dev/running-estimate");
    assertThat(explanation.why()).isNotNull();
    assertThat(explanation.startsAtMillis()).as("large may run for ever").isEqualTo(-1);
  }

  @Test
  void askingChangesNothingAndAJobThatIsNotThereIsNotExplained() {
    Story story = Story.standard();
    story.cluster.addNodes(1, "4", "16Gi");
    story.cluster.submit(Gang.of("g", "default", 6, ONE_CPU));
    story.run(A_WHILE);
    String before = story.condition("g");

    for (int i = 0; i < 30; i++) {
      explain(story, "default/g");
    }

    assertThat(story.condition("g")).isEqualTo(before);
    assertThat(story.bound()).isZero();
    assertThat(ask(story, "default/none")).isNull();
    story.assertInvariants();
  }

  @Test
  void aSchedulerThatDoesNotLeadSaysSo() {
    Story story = Story.standard();
    story.run(A_WHILE);
    Engine engine = story.simulation.scheduler().engine();
    engine.offer(new ClusterEvent.LeadershipChanged(false));
    CompletableFuture<Integer> answer = engine.ask(session -> session.jobs().size());
    story.run(A_WHILE);

    assertThatThrownBy(answer::join).hasMessageContaining("does not lead");
  }

  @Test
  void everyReasonIsToldOfInTheDocumentation() throws IOException {
    String text = Files.readString(Path.of("..", "docs", "explain.md"));
    for (WaitReason reason : WaitReason.values()) {
      assertThat(text)
          .as("docs/explain.md must tell of " + reason)
          .contains("| `" + reason.code() + "` |");
    }
  }

  private static JobExplanation explain(Story story, String key) {
    return Objects.requireNonNull(ask(story, key), key);
  }

  private static @Nullable JobExplanation ask(Story story, String key) {
    CompletableFuture<@Nullable JobExplanation> answer =
        story.simulation.scheduler().engine().ask(session -> new Explainer(session).explain(key));
    story.run(Duration.ofSeconds(1));
    assertThat(answer).isDone();
    return answer.join();
  }

  private static WaitReason reason(JobExplanation explanation) {
    return Objects.requireNonNull(explanation.why()).reason();
  }
}
