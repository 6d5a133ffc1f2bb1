package dev.basalt.sim.stories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.properties.Property;
import dev.basalt.properties.Source;
import dev.basalt.sim.SchedulerSetup;
import dev.basalt.sim.cluster.ClusterSettings;
import dev.basalt.sim.workload.Gang;
import dev.basalt.sim.workload.PodTemplate;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Evictions come to an end. On random clusters with random queues, gangs and priorities, where
 * every pod would run for ever and is made anew when it is evicted, nothing is evicted any more
 * from nine minutes after the last job came; where jobs wait, that is watched for a thousand
 * sessions.
 */
class EvictionPeaceTest {
  private static final Duration SETTLING = Duration.ofMinutes(10);

  @Test
  void onceNothingChangesNothingIsEvicted() {
    Property.named("evictions come to an end").tries(25).check(source -> settles(source, "1s"));
  }

  private static void settles(Source source, String cooldown) {
    Story story =
        new Story(
            ClusterSettings.standard(source.between(1, 1_000_000)),
            SchedulerSetup.standard()
                .withConfiguration(EvictionStoriesTest.configuration(cooldown)));
    List<String> queues = List.of("default", "a", "b", "c");
    for (String queue : queues) {
      story.cluster.putQueue(queue, source.between(1, 4));
    }
    int nodes = source.size(1, 8);
    story.cluster.addNodes(nodes, source.pick("2", "4", "7"), "32Gi");
    int jobs = source.size(2, 20);
    for (int i = 0; i < jobs; i++) {
      PodTemplate template =
          PodTemplate.of(source.pick("1", "2", "500m"), source.pick("1Gi", "2Gi", "9Gi"))
              .withPriority(source.between(0, 3))
              .withGracePeriod(Duration.ofSeconds(source.between(0, 5)))
              .replacedWhenLost();
      int size = source.between(1, 6);
      story.cluster.submitAfter(
          Duration.ofSeconds(source.between(0, 60)),
          Gang.bag("j" + i, source.pick(queues), size, template)
              .minMember(source.between(1, size)));
    }
    story.run(SETTLING);
    long evictions = story.simulation.log().evictions();
    int sessions = story.simulation.log().sessions();
    boolean waits = story.simulation.scheduler().summary().pods().pending() > 0;

    story.run(Duration.ofSeconds(1100));

    if (waits) {
      assertThat(story.simulation.log().sessions() - sessions).isGreaterThanOrEqualTo(1000);
    }
    assertThat(story.simulation.log().evictions())
        .as("evictions after peace should reign; plans: %s", lastOf(story))
        .isEqualTo(evictions);
    assertThat(story.simulation.invariants().all(story.simulation.gangPatience())).isEmpty();
  }

  private static Object lastOf(Story story) {
    List<?> plans = story.simulation.log().plans();
    return plans.subList(Math.max(0, plans.size() - 4), plans.size());
  }
}
