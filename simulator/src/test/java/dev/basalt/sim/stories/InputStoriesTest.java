package dev.basalt.sim.stories;

import static dev.basalt.sim.stories.Story.ONE_CPU;
import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.core.resource.ResourceList;
import dev.basalt.sim.workload.Gang;
import dev.basalt.sim.workload.PodTemplate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InputStoriesTest {
  private static final Duration A_WHILE = Duration.ofSeconds(20);

  @Test
  void barePodsAreScheduledByThemselves() {
    Story story = Story.standard();
    story.cluster.addNodes(1, "2", "16Gi");
    story.cluster.createBarePod("a", ONE_CPU);
    story.cluster.createBarePod("b", ONE_CPU);
    story.cluster.createBarePod("c", ONE_CPU);

    story.run(A_WHILE);

    assertThat(story.bound()).isEqualTo(2);
    story.assertInvariants();
  }

  @Test
  void podsOfOtherSchedulersAreLeftAloneButCount() {
    Story story = Story.standard();
    story.cluster.addNodes(1, "2", "16Gi");
    story.cluster.createBarePod("foreign", ONE_CPU.scheduledBy("default-scheduler"));
    story.cluster.createBarePod("taken", ONE_CPU.scheduledBy("default-scheduler"));
    story.cluster.assignBlindly("taken", "node-0000");
    story.cluster.submit(Gang.bag("bag", "default", 2, ONE_CPU));

    story.run(A_WHILE);

    assertThat(story.pod("foreign").nodeName()).isNull();
    assertThat(story.bound("bag")).isEqualTo(1);
    story.assertInvariants();
  }

  @Test
  void aGroupWithoutPodsIsLetInByItsMinResources() {
    Story story = Story.standard();
    story.cluster.addNodes(2, "4", "16Gi");
    Gang fits = Gang.of("fits", "default", 4, ONE_CPU).minResources(cpus("4"));
    Gang huge = Gang.of("huge", "default", 400, ONE_CPU).minResources(cpus("400"));
    story.cluster.createGroup(fits);
    story.cluster.createGroup(huge);

    story.run(A_WHILE);
    assertThat(story.phase("fits")).isEqualTo("Inqueue");
    assertThat(story.phase("huge")).isEqualTo("Pending");

    story.cluster.createPods(fits);
    story.awaitBound("fits", 4);
    story.assertInvariants();
  }

  @Test
  void aGroupWhosePodsHaveAllGoneHoldsNoRoom() {
    Story story = Story.standard();
    story.cluster.addNodes(2, "4", "16Gi");
    story.cluster.submit(Gang.of("gone", "default", 8, ONE_CPU).minResources(cpus("8")));
    story.awaitBound("gone", 8);
    for (int i = 0; i < 8; i++) {
      story.cluster.deletePod("gone-" + i);
    }
    story.run(A_WHILE);

    story.cluster.submit(Gang.of("next", "default", 8, ONE_CPU).minResources(cpus("8")));

    story.awaitBound("next", 8);
    story.assertInvariants();
  }

  @Test
  void badObjectsAreNamedAndHarmNobodyElse() {
    Story story = Story.standard();
    story.cluster.addNodes(2, "4", "16Gi");
    story.cluster.submit(
        Gang.of("negative", "default", 2, ONE_CPU)
            .minMember(0)
            .withProblem("spec.minMember: must be at least 0, not -3"));
    story.cluster.submit(Gang.of("astray", "no-such-queue", 2, ONE_CPU));
    story.cluster.createBarePod(
        "malformed", ONE_CPU.withProblem("annotation x: \"y\" is not a quantity"));
    story.cluster.submit(Gang.of("good", "default", 2, ONE_CPU));

    story.awaitBound("good", 2);
    story.run(A_WHILE);

    assertThat(story.bound()).isEqualTo(2);
    assertThat(story.condition("negative")).contains("minMember");
    assertThat(story.condition("astray")).contains("no-such-queue");
    String problem = story.cluster.askStatus(status -> status.problem("PodGroup", "negative"));
    assertThat(problem).contains("minMember");
    story.assertInvariants();

    story.cluster.putQueue("no-such-queue", 1);
    story.awaitBound("astray", 2);
  }

  @Test
  void podsGoOnlyWhereTheyMay() {
    Story story = Story.standard();
    Map<String, String> gpuNode =
        Map.of("cpu", "8", "memory", "16Gi", "pods", "110", "nvidia.com/gpu", "2");
    story.cluster.addNode("gpu", gpuNode, Map.of("zone", "a"), List.of());
    story.cluster.addNode("plain", "8", "16Gi");
    story.cluster.submit(Gang.bag("gpus", "default", 3, ONE_CPU.with("nvidia.com/gpu", "1")));
    story.cluster.submit(Gang.bag("ports", "default", 3, ONE_CPU.withHostPort(8080)));
    story.cluster.submit(Gang.bag("zoned", "default", 2, ONE_CPU.on("zone", "a")));

    story.run(A_WHILE);

    assertThat(story.bound("gpus")).isEqualTo(2);
    assertThat(story.bound("ports")).isEqualTo(2);
    assertThat(story.pods("zoned")).allMatch(pod -> "gpu".equals(pod.nodeName()));
    story.assertInvariants();
  }

  @Test
  void aNodeTakesNoMorePodsThanItHasSlots() {
    Story story = Story.standard();
    story.cluster.addNode(
        "n", Map.of("cpu", "64", "memory", "64Gi", "pods", "5"), Map.of(), List.of());
    PodTemplate tiny = PodTemplate.of("1m", "1Mi");
    story.cluster.submit(Gang.bag("tiny", "default", 4, tiny));
    story.cluster.submit(Gang.bag("idle", "default", 4, PodTemplate.of(ResourceList.EMPTY)));

    story.run(A_WHILE);

    assertThat(story.bound()).isEqualTo(5);
    story.assertInvariants();
  }

  private static ResourceList cpus(String cpus) {
    return ResourceList.parse(Map.of("cpu", cpus));
  }
}
