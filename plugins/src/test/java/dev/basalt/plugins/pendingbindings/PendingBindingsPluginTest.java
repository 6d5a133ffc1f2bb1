package dev.basalt.plugins.pendingbindings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.core.model.Task;
import dev.basalt.core.resource.ResourceSchema;
import dev.basalt.core.spi.Arguments;
import dev.basalt.core.spi.TargetExclusion;
import dev.basalt.plugins.Pods;
import dev.basalt.plugins.RecordedHooks;
import dev.basalt.plugins.World;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class PendingBindingsPluginTest {
  private static final long SECOND = 1_000_000_000L;

  private final World world = new World();
  private final int node = world.node("n1", "cpu=100");

  @Test
  void nodeIsLeftOutWhileABindingIsOnItsWay() {
    TargetExclusion exclusion = exclusion(Map.of());
    assertThat(exclusion.excludes(world.nodes(), node, 0)).isFalse();
    Task task = bind("p", 5 * SECOND);
    assertThat(exclusion.excludes(world.nodes(), node, 6 * SECOND)).isTrue();
    world.state().reports().bindingConfirmed(task.uid());
    assertThat(exclusion.excludes(world.nodes(), node, 6 * SECOND)).isFalse();
  }

  @Test
  void exclusionEndsAfterTheTimeout() {
    bind("p", 5 * SECOND);
    TargetExclusion exclusion = exclusion(Map.of());
    assertThat(exclusion.excludes(world.nodes(), node, 35 * SECOND - 1)).isTrue();
    assertThat(exclusion.excludes(world.nodes(), node, 35 * SECOND)).isFalse();
    TargetExclusion shorter = exclusion(Map.of("pendingbindings.timeout", "2s"));
    assertThat(shorter.excludes(world.nodes(), node, 7 * SECOND)).isFalse();
    assertThat(world.nodes().used(ResourceSchema.CPU, node))
        .as("the pod is assumed to be there all the same")
        .isEqualTo(1000);
  }

  @Test
  void someBindingsMayBeAllowed() {
    TargetExclusion exclusion = exclusion(Map.of("pendingbindings.maxPerNode", 1));
    bind("p", 0);
    assertThat(exclusion.excludes(world.nodes(), node, 0)).isFalse();
    bind("q", 0);
    assertThat(exclusion.excludes(world.nodes(), node, 0)).isTrue();
  }

  @Test
  void aNodeMayCountAsBusyUntilItsKubeletKnowsThePod() {
    TargetExclusion patient = exclusion(Map.of("pendingbindings.untilAcknowledged", true));
    Task task = bind("p", 5 * SECOND);
    world.state().reports().bindingConfirmed(task.uid());

    assertThat(exclusion(Map.of()).candidates(world.nodes()).get(node)).isFalse();
    assertThat(patient.candidates(world.nodes()).get(node)).isTrue();
    assertThat(patient.excludes(world.nodes(), node, 6 * SECOND)).isTrue();
    assertThat(patient.excludes(world.nodes(), node, 35 * SECOND)).isFalse();
    assertThat(patient.patienceNanos()).isEqualTo(2 * SECOND);

    world
        .state()
        .reports()
        .podChanged(task.pod().toBuilder().nodeName("n1").acknowledged(true).build(), 6 * SECOND);
    assertThat(patient.candidates(world.nodes()).get(node)).isFalse();
    assertThat(patient.excludes(world.nodes(), node, 6 * SECOND)).isFalse();
  }

  @Test
  void patienceIsAnArgument() {
    assertThat(exclusion(Map.of()).patienceNanos()).isEqualTo(SECOND / 5);
    assertThat(exclusion(Map.of("pendingbindings.patience", "1s")).patienceNanos())
        .isEqualTo(SECOND);
  }

  private Task bind(String name, long nowNanos) {
    Task task = world.pod(Pods.named(name));
    world.state().place(task, node);
    world.state().bindingSent(task, nowNanos);
    return task;
  }

  private static TargetExclusion exclusion(Map<String, ?> arguments) {
    return RecordedHooks.of(
            new PendingBindingsPlugin.Factory().create(new Arguments("pendingbindings", arguments)))
        .only(TargetExclusion.class);
  }
}
