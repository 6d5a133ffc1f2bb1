package dev.basalt.sim.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.basalt.core.event.GroupPhase;
import dev.basalt.core.event.PodPhase;
import dev.basalt.core.event.ResourceQuotaSpec;
import dev.basalt.core.model.Job;
import dev.basalt.core.model.NativeQuota;
import dev.basalt.core.model.Task;
import dev.basalt.core.model.Wait;
import dev.basalt.core.model.WaitReason;
import dev.basalt.core.resource.ResourceList;
import dev.basalt.core.spi.Arguments;
import dev.basalt.core.spi.Hooks;
import dev.basalt.core.spi.NamespaceLimit;
import dev.basalt.core.spi.Plugin;
import dev.basalt.core.spi.PluginFactory;
import dev.basalt.properties.Property;
import dev.basalt.properties.Source;
import dev.basalt.sim.SchedulerSetup;
import dev.basalt.sim.cluster.ClusterSettings;
import dev.basalt.sim.workload.Gang;
import dev.basalt.sim.workload.PodTemplate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * On random namespaces with random ResourceQuotas no pod of a group that was let in is ever refused
 * by the API server, and every group that a quota can hold ends in time.
 */
class ResourceQuotaPropertyTest {
  /** Looks at what is used, and forgets what was promised. */
  private static final class Forgetful implements Plugin, NamespaceLimit {
    static final class Factory implements PluginFactory {
      @Override
      public String name() {
        return "resourcequota";
      }

      @Override
      public Plugin create(Arguments arguments) {
        return new Forgetful();
      }
    }

    @Override
    public void register(Hooks hooks) {
      hooks.namespaceLimit(this);
    }

    @Override
    public @Nullable Wait check(Task task) {
      return null;
    }

    @Override
    public @Nullable Wait check(Job job) {
      for (NativeQuota quota : job.namespace().resourceQuotas()) {
        for (int i = 0; i < quota.size() && job.phase() == GroupPhase.PENDING; i++) {
          if (quota.toCome(job, i) > quota.hard(i) - quota.used(i)) {
            return new Wait(WaitReason.NAMESPACE_QUOTA, "full");
          }
        }
      }
      return null;
    }
  }

  @Test
  void noPodOfAGroupThatWasLetInIsRefused() {
    Property.named("native quotas are never exceeded")
        .tries(40)
        .check(source -> play(source, SchedulerSetup.standard()));
  }

  @Test
  void aPluginThatForgetsWhatWasPromisedIsFoundOut() {
    SchedulerSetup standard = SchedulerSetup.standard();
    List<PluginFactory> plugins = new ArrayList<>(standard.plugins());
    plugins.removeIf(factory -> factory.name().equals("resourcequota"));
    plugins.add(new Forgetful.Factory());
    SchedulerSetup planted =
        new SchedulerSetup(
            standard.settings(), standard.configuration(), plugins, standard.leadershipDelay());

    assertThatThrownBy(() ->
            Property.named("native quotas are never exceeded")
                .tries(40)
                .check(source -> play(source, planted)))
        .isInstanceOf(AssertionError.class);
  }

  private static void play(Source source, SchedulerSetup setup) {
    Story story = new Story(ClusterSettings.standard(source.between(1, 1_000_000)), setup);
    story.cluster.addNodes(source.size(2, 6), "8", "32Gi");
    List<String> namespaces = List.of("a", "b");
    for (String namespace : namespaces) {
      for (int i = source.between(1, 2); i > 0; i--) {
        story.cluster.putResourceQuota(
            ResourceQuotaSpec.builder(namespace + i, namespace, "q" + i)
                .hard(
                    ResourceList.parse(
                        Map.of(
                            "cpu", source.pick("6", "8", "11"),
                            "pods", source.pick("6", "9"))))
                .build());
      }
    }
    int groups = source.size(4, 24);
    for (int i = 0; i < groups; i++) {
      int size = source.between(1, 3);
      String cpu = source.pick("1", "2", "500m");
      PodTemplate template =
          PodTemplate.of(cpu, "1Gi").running(Duration.ofSeconds(source.between(1, 9)));
      long milli = ResourceList.parse(Map.of("cpu", cpu)).get("cpu") * size;
      Gang gang =
          Gang.of("g" + i, "default", size, template)
              .in(source.pick(namespaces))
              .minResources(ResourceList.of(Map.of("cpu", milli)));
      story
          .simulation
          .time()
          .after(
              Duration.ofMillis(source.between(0, 20_000)).toNanos(),
              () -> story.cluster.submitGuarded(gang));
    }
    story.run(Duration.ofMinutes(10));

    assertThat(story.cluster.creationsRefused()).as("creations refused").isZero();
    long ended =
        story.cluster.ask(server ->
            server.pods().stream()
                .filter(pod -> pod.phase() == PodPhase.SUCCEEDED)
                .map(pod -> pod.groupKey())
                .distinct()
                .count());
    assertThat(ended).as("groups that ended").isEqualTo(groups);
    story.assertInvariants();
  }
}
