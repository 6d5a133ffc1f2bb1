package dev.basalt.sim.stories;

import static dev.basalt.sim.stories.Story.ONE_CPU;
import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.sim.Simulation;
import dev.basalt.sim.SimulationReport;
import dev.basalt.sim.SimulationReport.QueueFigures;
import dev.basalt.sim.workload.Gang;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ShareStoriesTest {
  @Test
  void underFullDemandQueuesHoldTheirWeights() {
    Story story = Story.standard();
    story.cluster.putQueue("gold", 3);
    story.cluster.putQueue("silver", 1);
    story.cluster.addNodes(25, "4", "64Gi");
    for (int i = 0; i < 20; i++) {
      story.cluster.submit(Gang.bag("gold-" + i, "gold", 10, ONE_CPU));
      story.cluster.submit(Gang.bag("silver-" + i, "silver", 10, ONE_CPU));
    }

    story.run(Duration.ofMinutes(1));

    assertThat(cpus(story.simulation, "gold")).isBetween(74L, 76L);
    assertThat(cpus(story.simulation, "silver")).isBetween(24L, 26L);
    assertThat(story.bound()).isEqualTo(100);
    story.assertInvariants();
  }

  @Test
  void aQueueAloneMayHoldTheWholeClusterAndSharesComeBackAsPodsEnd() {
    Story story = Story.standard();
    story.cluster.putQueue("gold", 3);
    story.cluster.putQueue("silver", 1);
    story.cluster.addNodes(25, "4", "64Gi");
    story.cluster.submit(Gang.bag("early", "silver", 100, ONE_CPU.running(Duration.ofSeconds(40))));
    story.run(Duration.ofSeconds(20));
    assertThat(cpus(story.simulation, "silver")).isEqualTo(100);

    story.cluster.submit(Gang.bag("late", "silver", 200, ONE_CPU));
    story.cluster.submit(Gang.bag("gold", "gold", 200, ONE_CPU));
    story.run(Duration.ofMinutes(1));

    assertThat(cpus(story.simulation, "gold")).isBetween(74L, 76L);
    assertThat(cpus(story.simulation, "silver")).isBetween(24L, 26L);
    story.assertInvariants();
  }

  @Test
  void gangsLargerThanTheirQueuesSharesDoNotWaitForEachOtherForEver() {
    Story story = Story.standard();
    story.cluster.putQueue("a", 1);
    story.cluster.putQueue("b", 1);
    story.cluster.addNodes(2, "4", "64Gi");
    story.cluster.submit(Gang.of("gang-a", "a", 6, ONE_CPU.running(Duration.ofSeconds(20))));
    story.cluster.submit(Gang.of("gang-b", "b", 6, ONE_CPU.running(Duration.ofSeconds(20))));

    story.awaitBound("gang-a", 6);
    story.awaitBound("gang-b", 6);

    story.assertInvariants();
  }

  @Test
  void aQueueNeverHoldsMoreThanItsCapability() {
    Story story = Story.standard();
    story.cluster.putQueue("capped", 1, Map.of("cpu", "7"));
    story.cluster.addNodes(5, "4", "64Gi");
    story.cluster.submit(Gang.bag("bag", "capped", 30, ONE_CPU));

    story.run(Duration.ofSeconds(30));

    assertThat(story.bound("bag")).isEqualTo(7);
    story.assertInvariants();
  }

  @Test
  void sharesHoldWhileShortPodsComeAndGo() {
    Story story = Story.standard();
    story.cluster.putQueue("gold", 3);
    story.cluster.putQueue("silver", 1);
    story.cluster.addNodes(25, "4", "64Gi");
    for (int i = 0; i < 40; i++) {
      Duration length = Duration.ofMillis(3000 + 137L * i);
      story.cluster.submit(Gang.bag("gold-" + i, "gold", 40, ONE_CPU.running(length)));
      story.cluster.submit(Gang.bag("silver-" + i, "silver", 20, ONE_CPU.running(length)));
    }

    story.run(Duration.ofSeconds(10));
    for (int i = 0; i < 20; i++) {
      story.run(Duration.ofSeconds(1));
      assertThat(cpus(story.simulation, "gold")).isLessThanOrEqualTo(76);
      assertThat(cpus(story.simulation, "silver")).isLessThanOrEqualTo(26);
    }
    story.assertInvariants();
  }

  private static long cpus(Simulation simulation, String queue) {
    SimulationReport report = simulation.report();
    return report.queues().stream()
        .filter(figures -> figures.name().equals(queue))
        .mapToLong((QueueFigures figures) -> figures.allocated().get("cpu") / 1000)
        .sum();
  }
}
