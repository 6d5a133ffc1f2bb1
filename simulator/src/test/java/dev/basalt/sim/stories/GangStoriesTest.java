package dev.basalt.sim.stories;

import static dev.basalt.sim.stories.Story.ONE_CPU;
import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.sim.cluster.PodRequest;
import dev.basalt.sim.workload.Gang;
import dev.basalt.sim.workload.PodTemplate;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class GangStoriesTest {
  private static final Duration A_WHILE = Duration.ofSeconds(20);

  @Test
  void gangsStartWholeOneAfterTheOtherWhereThereIsRoomForOne() {
    Story story = Story.standard();
    story.cluster.addNodes(4, "4", "16Gi");
    PodTemplate worker = ONE_CPU.running(Duration.ofSeconds(30));
    story.cluster.submit(Gang.of("first", "default", 10, worker));
    story.cluster.submitAfter(Duration.ofSeconds(5), Gang.of("second", "default", 10, worker));

    story.run(A_WHILE);
    assertThat(story.bound("first")).isEqualTo(10);
    assertThat(story.bound("second")).isZero();
    assertThat(story.condition("second")).contains("short of 4 cpu: 10 cpu needed, 6 cpu free");

    story.awaitBound("second", 10);
    story.assertInvariants();
  }

  @Test
  void aGangWithOnePodTooLargeBindsNothingAndSaysWhatIsShortUntilANodeIsAdded() {
    Story story = Story.standard();
    story.cluster.addNodes(3, "4", "16Gi");
    story.cluster.submit(Gang.of("g", "default", 2, ONE_CPU).plus(1, PodTemplate.of("6", "1Gi")));

    story.run(A_WHILE);
    assertThat(story.bound("g")).isZero();
    assertThat(story.condition("g"))
        .contains("short of 2 cpu: 6 cpu asked for by a pod, at most 4 cpu free on one node")
        .doesNotContain("memory");

    story.cluster.addNode("large", "8", "16Gi");
    story.awaitBound("g", 3);
    assertThat(story.pods("g").getLast().nodeName()).isEqualTo("large");
    story.assertInvariants();
  }

  @Test
  void aGangNeedsItsMinimumOfEveryRole() {
    Story story = Story.standard();
    story.cluster.addNodes(1, "4", "16Gi");
    Gang gang =
        Gang.of("g", "default", 6, ONE_CPU.withTaskName("worker"))
            .plus(1, PodTemplate.of("2", "1Gi").withTaskName("driver"))
            .minMember(3)
            .minTaskMember("driver", 1)
            .minTaskMember("worker", 2);
    story.cluster.submit(gang);

    story.run(A_WHILE);

    assertThat(story.pods("g").getLast().nodeName()).isNotNull();
    assertThat(story.bound("g")).isEqualTo(3);
    story.assertInvariants();
  }

  @Test
  void aPartBoundGangFoundAtStartIsCompleted() {
    Story story = Story.standard();
    story.cluster.addNodes(2, "4", "16Gi");
    partBound(story);

    story.awaitBound("g", 4);

    assertThat(story.simulation.log().evictedGangs()).isEmpty();
    story.assertInvariants();
  }

  @Test
  void aPartBoundGangThatCannotBeCompletedIsEvictedWholeAfterTheTimeOut() {
    Story story = Story.standard();
    story.cluster.addNodes(1, "3", "16Gi");
    partBound(story);

    story.run(Duration.ofSeconds(50));
    assertThat(story.bound("g")).isBetween(2, 3);
    story.run(Duration.ofSeconds(40));

    assertThat(story.bound("g")).isZero();
    assertThat(story.simulation.log().evictedGangs()).containsExactly("default/g");
    story.assertInvariants();
  }

  @Test
  void nothingElseTakesTheRoomOfAGangThatIsBeingCompleted() {
    Story story = Story.standard();
    story.cluster.addNodes(1, "4", "16Gi");
    story.cluster.submit(Gang.bag("early", "default", 20, ONE_CPU));
    partBound(story);

    story.awaitBound("g", 4);

    assertThat(story.bound("early")).isZero();
    story.assertInvariants();
  }

  /** A gang of four of which a former scheduler has bound two. */
  private static void partBound(Story story) {
    Gang gang = Gang.of("g", "default", 4, ONE_CPU);
    story.cluster.createGroup(gang);
    for (int i = 0; i < 4; i++) {
      story.cluster.createPod(
          new PodRequest(
              Gang.NAMESPACE, "g-" + i, "g", gang.members().get(i), i < 2 ? "node-0000" : null));
    }
  }
}
