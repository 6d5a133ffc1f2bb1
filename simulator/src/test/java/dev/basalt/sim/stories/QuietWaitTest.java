package dev.basalt.sim.stories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.core.config.SchedulerConfiguration;
import dev.basalt.sim.SchedulerSetup;
import dev.basalt.sim.cluster.ClusterSettings;
import dev.basalt.sim.workload.Gang;
import dev.basalt.sim.workload.PodTemplate;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A scheduler whose jobs all wait does next to nothing. */
class QuietWaitTest {
  @Test
  void whatStartsBehindSomethingOverdueKeepsNobodyAwake() {
    String withoutShares = SchedulerConfiguration.STANDARD.replace("  - name: proportion\n", "");
    Story story =
        new Story(
            ClusterSettings.standard(1),
            SchedulerSetup.standard().withConfiguration(withoutShares));
    story.cluster.addNode("one", "8", "32Gi");
    story.cluster.putQueue("other", 1);
    submit(story, 0, "overdue", "default", "6", 5, Duration.ofMinutes(10));
    submit(story, 2, "next", "default", "4", 30, Duration.ofSeconds(30));
    submit(story, 4, "then", "other", "8", 30, Duration.ofSeconds(30));
    submit(story, 6, "small", "other", "1", 300, Duration.ofMinutes(5));
    story.run(Duration.ofSeconds(20));
    assertThat(story.condition("next")).contains("room on 1 node is kept");
    assertThat(story.condition("then")).contains("room on 1 node is kept");
    assertThat(story.condition("small")).startsWith("WaitingForReservation");
    int before = story.simulation.log().sessions();

    story.run(Duration.ofSeconds(10));

    assertThat(story.simulation.log().sessions() - before).isLessThan(50);
  }

  private static void submit(
      Story story,
      int atSeconds,
      String name,
      String queue,
      String cpu,
      int estimate,
      Duration runs) {
    PodTemplate template =
        PodTemplate.of(cpu, "1Gi").estimated(Duration.ofSeconds(estimate)).running(runs);
    story.cluster.submitAfter(Duration.ofSeconds(atSeconds), Gang.of(name, queue, 1, template));
  }
}
