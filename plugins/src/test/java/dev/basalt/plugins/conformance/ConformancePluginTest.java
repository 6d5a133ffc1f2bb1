package dev.basalt.plugins.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.core.model.Task;
import dev.basalt.core.spi.Arguments;
import dev.basalt.plugins.Pods;
import dev.basalt.plugins.RecordedHooks;
import dev.basalt.plugins.World;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ConformancePluginTest {
  private final World world = new World();
  private final RecordedHooks hooks =
      RecordedHooks.of(new ConformancePlugin.Factory().create(Arguments.none("conformance")));

  @Test
  void systemPodsAreNeverVictims() {
    world.node("n1", "cpu=100");
    Task user = world.pod(Pods.named("user").priority(1_000_000_000).runningOn("n1"));
    Task system = world.pod(Pods.named("dns").namespace("kube-system").runningOn("n1"));
    Task cluster = world.pod(Pods.named("cluster").priority(2_000_000_000).runningOn("n1"));
    Task node = world.pod(Pods.named("node").priority(2_000_001_000).runningOn("n1"));
    List<Task> candidates = List.of(system, user, cluster, node);
    Task preemptor = world.pod(Pods.named("p"));
    assertThat(hooks.preemptable().victims(preemptor, candidates)).containsExactly(user);
    assertThat(hooks.reclaimable().victims(preemptor, candidates)).containsExactly(user);
    assertThat(hooks.returnable().victims(preemptor, candidates)).containsExactly(user);
  }
}
