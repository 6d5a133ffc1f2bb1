package dev.basalt.sim.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.basalt.core.event.LabelSelector;
import dev.basalt.properties.Property;
import dev.basalt.properties.Source;
import dev.basalt.sim.SchedulerSetup;
import dev.basalt.sim.cluster.ClusterSettings;
import dev.basalt.sim.workload.Gang;
import dev.basalt.sim.workload.PodTemplate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * On random clusters with random budgets, where pods are evicted for others all the time, the
 * Eviction API has nothing to refuse.
 */
class DisruptionBudgetPropertyTest {
  private static final String EVICTING = EvictionStoriesTest.configuration("5s");

  @Test
  void noEvictionIsRefused() {
    Property.named("evictions stay within budgets")
        .tries(25)
        .check(source -> play(source, EVICTING));
  }

  @Test
  void withoutThePluginSomeAre() {
    assertThatThrownBy(() ->
            Property.named("evictions stay within budgets")
                .tries(25)
                .check(source -> play(source, EVICTING.replace("  - name: pdb\n", ""))))
        .isInstanceOf(AssertionError.class);
  }

  private static void play(Source source, String configuration) {
    Story story =
        new Story(
            ClusterSettings.standard(source.between(1, 1_000_000)),
            SchedulerSetup.standard().withConfiguration(configuration));
    List<String> queues = List.of("default", "a", "b");
    queues.forEach(queue -> story.cluster.putQueue(queue, source.between(1, 3)));
    List<String> apps = List.of("web", "db", "none");
    for (String app : apps.subList(0, 2)) {
      story.cluster.putDisruptionBudget(
          "default", app, LabelSelector.of(Map.of("app", app)), source.between(0, 8));
    }
    story.cluster.addNodes(source.size(1, 6), "4", "32Gi");
    int jobs = source.size(3, 20);
    for (int i = 0; i < jobs; i++) {
      PodTemplate template =
          PodTemplate.of(source.pick("1", "2", "500m"), "1Gi")
              .withPriority(source.between(0, 3))
              .labelled(Map.of("app", source.pick(apps)))
              .withGracePeriod(Duration.ofSeconds(source.between(0, 5)))
              .replacedWhenLost();
      int size = source.between(1, 5);
      story.cluster.submitAfter(
          Duration.ofSeconds(source.between(0, 120)),
          Gang.bag("j" + i, source.pick(queues), size, template)
              .minMember(source.between(1, size)));
    }
    story.run(Duration.ofMinutes(5));

    assertThat(story.cluster.evictionsRefused()).as("evictions refused").isZero();
    story.assertInvariants();
  }
}
