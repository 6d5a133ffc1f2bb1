package dev.basalt.app.stories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.api.crd.CustomResourceDefinitions;
import dev.basalt.app.crds.CrdsCommand;
import dev.basalt.sim.story.RealRun.Turn;
import dev.basalt.sim.story.Story;
import dev.basalt.sim.story.StoryReader;
import dev.basalt.testkit.ClusterOptions;
import dev.basalt.testkit.agent.AgentSettings;
import dev.basalt.testkit.agent.Delay;
import dev.basalt.testkit.agent.NodeAgent;
import dev.basalt.testkit.junit.ClusterExtension;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Plays stories on one API server, one after the other, each with a scheduler of its own and strict
 * kubelets. There are no controllers, so that nothing but the story happens.
 */
class RealStoriesIT {
  /** As nodes under moderate load, but quick to start and stop pods. */
  private static final AgentSettings NODES =
      new AgentSettings(
          Delay.millis(5, 50),
          Delay.millis(20, 200),
          Delay.millis(50, 300),
          Delay.millis(150, 900),
          7);

  @RegisterExtension
  static final ClusterExtension CLUSTER =
      ClusterExtension.own(ClusterOptions.named("stories").withoutControllers().withoutFakeNodes());

  /** Deadline that only catches absence. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final AtomicInteger PLAYED = new AtomicInteger();
  private static @Nullable NodeAgent agent;

  @BeforeAll
  static void setUp() {
    CustomResourceDefinitions.all()
        .forEach(manifest -> CrdsCommand.apply(CLUSTER.client(), manifest));
    agent = NodeAgent.withoutNodes(CLUSTER.client(), NODES);
  }

  @AfterAll
  static void tearDown() {
    if (agent != null) {
      agent.close();
    }
  }

  /** What is not so is noticed there as it is in the simulator. */
  @Test
  void aFalseStoryAndABrokenRuleAreNoticed() throws Exception {
    Story story =
        StoryReader.parse(
            "false.yaml",
            """
            story: Somebody binds past the room of a node
            stands: the runner itself
            real: {scale: 0.1}
            nodes: [{name: false-a, cpu: 1}]
            pods:
            - {name: p, copies: 2, scheduler: other}
            events:
            - {at: 5s, bindByOther: p-0, to: false-a}
            - {at: 6s, bindByOther: p-1, to: false-a}
            expect:
            - {until: 20s, node: false-a, boundAtMost: 0}
            - {at: 30s, pod: p-*, succeeded: 2}
            """);

    assertThat(play(story, Duration.ofSeconds(3)))
        .anyMatch(line -> line.contains("expect[0]") && line.contains("expected at most 0"))
        .anyMatch(line -> line.contains("expect[1]") && line.contains("succeeded is 0"))
        .anyMatch(line -> line.contains("NODE_OVERCOMMITTED"))
        .anyMatch(line -> line.contains("OutOfcpu"));
  }

  @TestFactory
  List<DynamicTest> storiesComeAsExpectedOnARealApiServer() throws IOException {
    return tests(Turn.ALWAYS);
  }

  @Tag("soak")
  @TestFactory
  List<DynamicTest> allOtherStoriesThatCanBePlayedThereDoSoToo() throws IOException {
    return tests(Turn.SOAK);
  }

  private static List<DynamicTest> tests(Turn turn) throws IOException {
    return StoryFiles.all().stream()
        .filter(file -> file.story().real().turn() == turn && isWanted(file.name()))
        .filter(file -> turn == Turn.ALWAYS || Playability.whyNot(file.story()).isEmpty())
        .map(file ->
            DynamicTest.dynamicTest(
                file.name(),
                file.path().toUri(),
                () -> assertThat(play(file.story(), PATIENCE)).isEmpty()))
        .toList();
  }

  /** Whether a story is among those that {@code -Dstories=FOLDER/,...} names, if it is given. */
  private static boolean isWanted(String name) {
    return Arrays.stream(System.getProperty("stories", "").split(",", -1))
        .anyMatch(name::startsWith);
  }

  private static List<String> play(Story story, Duration patience) throws Exception {
    assertThat(Playability.whyNot(story)).isEqualTo(Optional.empty());
    NodeAgent nodes = Objects.requireNonNull(agent);
    String namespace = "story-" + PLAYED.incrementAndGet();
    try (RealStage stage =
        new RealStage(story, CLUSTER.cluster(), CLUSTER.client(), nodes, namespace)) {
      return RealStoryRunner.run(story, stage, patience);
    }
  }
}
