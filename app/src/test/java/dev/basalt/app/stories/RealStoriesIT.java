package dev.basalt.app.stories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.api.crd.CustomResourceDefinitions;
import dev.basalt.app.crds.CrdsCommand;
import dev.basalt.sim.story.RealRun.Turn;
import dev.basalt.sim.story.Story;
import dev.basalt.testkit.ClusterOptions;
import dev.basalt.testkit.agent.AgentSettings;
import dev.basalt.testkit.agent.Delay;
import dev.basalt.testkit.agent.NodeAgent;
import dev.basalt.testkit.junit.ClusterExtension;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
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
      ClusterExtension.own(
          ClusterOptions.named("stories").withoutControllers().withoutFakeNodes());

  private static final AtomicInteger PLAYED = new AtomicInteger();
  private static NodeAgent agent;

  @BeforeAll
  static void setUp() {
    CustomResourceDefinitions.all()
        .forEach(manifest -> CrdsCommand.apply(CLUSTER.client(), manifest));
    agent = NodeAgent.withoutNodes(CLUSTER.client(), NODES);
  }

  @AfterAll
  static void tearDown() {
    agent.close();
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
        .filter(file -> file.story().real().turn() == turn)
        .filter(file -> turn == Turn.ALWAYS || Playability.whyNot(file.story()).isEmpty())
        .map(file ->
            DynamicTest.dynamicTest(file.name(), file.path().toUri(), () -> play(file.story())))
        .toList();
  }

  private static void play(Story story) throws Exception {
    assertThat(Playability.whyNot(story)).isEqualTo(Optional.empty());
    String namespace = "story-" + PLAYED.incrementAndGet();
    try (RealStage stage =
        new RealStage(story, CLUSTER.cluster(), CLUSTER.client(), agent, namespace)) {
      assertThat(RealStoryRunner.run(story, stage)).isEmpty();
    }
  }
}
