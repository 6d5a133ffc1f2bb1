package dev.basalt.plugins.drf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.core.model.Job;
import dev.basalt.core.model.Task;
import dev.basalt.core.spi.Arguments;
import dev.basalt.core.spi.JobOrder;
import dev.basalt.core.spi.QueueOrder;
import dev.basalt.plugins.Pods;
import dev.basalt.plugins.RecordedHooks;
import dev.basalt.plugins.World;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class DrfPluginTest {
  private final World world = new World();
  private final DrfPlugin plugin = new DrfPlugin.Factory().create(Arguments.none("drf"));
  private final RecordedHooks hooks = RecordedHooks.of(plugin);
  private final JobOrder order = hooks.only(JobOrder.class);

  DrfPluginTest() {
    world.node("n1", "cpu=100, memory=200Gi, pods=1000");
  }

  private Task running(String group, int number, String requests) {
    return world.pod(
        Pods.named(group + "-" + number).group(group).requests(requests).runningOn("n1"));
  }

  private static Job job(Task task) {
    return Objects.requireNonNull(task.job());
  }

  @Test
  void theJobOfTheLowerDominantShareGoesFirst() {
    world.group("cpus", "q", 1);
    world.group("memory", "q", 1);
    Job cpus = job(running("cpus", 0, "cpu=20, memory=10Gi"));
    Job memory = job(running("memory", 0, "cpu=1, memory=60Gi"));
    Job fresh = job(world.pod(Pods.named("fresh").requests("cpu=90")));
    plugin.sessionOpened(world);

    assertThat(order.compare(cpus, memory)).isNegative();
    assertThat(order.compare(memory, cpus)).isPositive();
    assertThat(order.compare(fresh, cpus)).isNegative();
    assertThat(order.compare(fresh, fresh)).isZero();
    assertThat(hooks.has(QueueOrder.class)).isFalse();
  }

  @Test
  void aHalfStartedGangGoesBeforeAFreshJob() {
    world.group("torn", "q", 3);
    Job torn = job(running("torn", 0, "cpu=50"));
    Job fresh = job(world.pod(Pods.named("fresh")));
    plugin.sessionOpened(world);

    assertThat(torn.halfStarted()).isTrue();
    assertThat(order.compare(torn, fresh)).isNegative();
    assertThat(order.compare(fresh, torn)).isPositive();
  }

  @Test
  void victimsAreOfJobsThatStillHoldNoLessThanThePreemptor() {
    world.group("big", "q", 1);
    world.group("small", "q", 1);
    world.group("own", "q", 1);
    List<Task> big =
        List.of(
            running("big", 0, "cpu=10"), running("big", 1, "cpu=10"), running("big", 2, "cpu=10"));
    Task small = running("small", 0, "cpu=10");
    Task own = running("own", 0, "cpu=5");
    Task preemptor = world.pod(Pods.named("own-1").group("own").requests("cpu=5"));
    plugin.sessionOpened(world);

    List<Task> candidates = List.of(big.get(0), own, small, big.get(1), big.get(2));
    assertThat(hooks.preemptable().victims(preemptor, candidates))
        .containsExactly(big.get(0), big.get(1));
  }

  @Test
  void whatLeavesAlreadyIsLostAlready() {
    world.group("big", "q", 1);
    Task first = running("big", 0, "cpu=10");
    Task second = running("big", 1, "cpu=10");
    Task preemptor = world.pod(Pods.named("new").requests("cpu=10"));
    plugin.sessionOpened(world);
    assertThat(hooks.preemptable().victims(preemptor, List.of(second))).containsExactly(second);

    world.state().evict(first);
    assertThat(hooks.preemptable().victims(preemptor, List.of(second))).isEmpty();
  }
}
