package dev.basalt.sim.stories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.sim.cluster.SimulatedPod;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Thirty random runs: whatever goes wrong, the invariants hold and all work gets done. */
class RandomFaultStoriesTest {
  static LongStream seeds() {
    return LongStream.rangeClosed(1, 30);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void invariantsHoldAndAllWorkGetsDone(long seed) {
    Story story = RandomRun.of(seed).story();

    story.assertInvariants();
    assertThat(unfinished(story)).isEmpty();
  }

  static List<String> unfinished(Story story) {
    List<SimulatedPod> pods =
        story.cluster.ask(
            server -> server.pods().stream().filter(pod -> !pod.phase().terminal()).toList());
    return pods.stream().map(pod -> describe(story, pod)).toList();
  }

  private static String describe(Story story, SimulatedPod pod) {
    String group = String.valueOf(pod.origin().group());
    return pod + " on " + pod.nodeName() + ": " + story.phase(group) + " " + story.condition(group);
  }
}
