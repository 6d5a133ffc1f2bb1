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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Plays stories on real API servers, each with a scheduler of its own and strict kubelets. There
 * are no controllers, so that nothing but the story happens. Stories wait more than they compute:
 * some are played at a time, each alone on its API server.
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

  @RegisterExtension static final ClusterExtension FIRST = stage("stories-first");
  @RegisterExtension static final ClusterExtension SECOND = stage("stories-second");
  @RegisterExtension static final ClusterExtension THIRD = stage("stories-third");

  /** Deadline that only catches absence. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final AtomicInteger PLAYED = new AtomicInteger();
  private static final BlockingQueue<Theatre> FREE = new LinkedBlockingQueue<>();
  private static final List<Theatre> THEATRES = new ArrayList<>();
  private static final ExecutorService PLAYERS = Executors.newVirtualThreadPerTaskExecutor();

  /** An API server on which one story is played at a time. */
  private record Theatre(ClusterExtension cluster, NodeAgent agent) {}

  private static ClusterExtension stage(String name) {
    return ClusterExtension.own(ClusterOptions.named(name).withoutControllers().withoutFakeNodes());
  }

  @BeforeAll
  static void setUp() {
    for (ClusterExtension cluster : List.of(FIRST, SECOND, THIRD)) {
      CustomResourceDefinitions.all()
          .forEach(manifest -> CrdsCommand.apply(cluster.client(), manifest));
      THEATRES.add(new Theatre(cluster, NodeAgent.withoutNodes(cluster.client(), NODES)));
    }
    FREE.addAll(THEATRES);
  }

  @AfterAll
  static void tearDown() {
    PLAYERS.shutdownNow();
    THEATRES.forEach(theatre -> theatre.agent().close());
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
        .map(RealStoriesIT::begun)
        .toList();
  }

  /** A story that is played as soon as an API server is free; the test waits for its end. */
  private static DynamicTest begun(StoryFiles.StoryFile file) {
    Future<List<String>> disagreements = PLAYERS.submit(() -> play(file.story(), PATIENCE));
    return DynamicTest.dynamicTest(
        file.name(), file.path().toUri(), () -> assertThat(disagreements.get()).isEmpty());
  }

  /** Whether a story is among those that {@code -Dstories=FOLDER/,...} names, if it is given. */
  private static boolean isWanted(String name) {
    return Arrays.stream(System.getProperty("stories", "").split(",", -1))
        .anyMatch(name::startsWith);
  }

  private static List<String> play(Story story, Duration patience) throws Exception {
    assertThat(Playability.whyNot(story)).isEqualTo(Optional.empty());
    Theatre theatre = FREE.take();
    ClusterExtension cluster = theatre.cluster();
    String namespace = "story-" + PLAYED.incrementAndGet();
    try (RealStage stage =
        new RealStage(story, cluster.cluster(), cluster.client(), theatre.agent(), namespace)) {
      return RealStoryRunner.run(story, stage, patience);
    } finally {
      FREE.add(theatre);
    }
  }
}
