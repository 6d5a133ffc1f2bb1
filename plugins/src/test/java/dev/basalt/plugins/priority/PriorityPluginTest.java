package dev.basalt.plugins.priority;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.core.model.Job;
import dev.basalt.core.model.Task;
import dev.basalt.core.spi.Arguments;
import dev.basalt.core.spi.JobOrder;
import dev.basalt.core.spi.JobStarving;
import dev.basalt.core.spi.TaskOrder;
import dev.basalt.plugins.Pods;
import dev.basalt.plugins.RecordedHooks;
import dev.basalt.plugins.World;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class PriorityPluginTest {
  private final World world = new World();
  private final RecordedHooks hooks =
      RecordedHooks.of(new PriorityPlugin.Factory().create(Arguments.none("priority")));

  @Test
  void higherTasksComeFirstAndTheAnnotationOverrides() {
    Task low = world.pod(Pods.named("low").priority(1));
    Task high = world.pod(Pods.named("high").priority(9));
    Task lifted = world.pod(Pods.named("lifted").priority(0).taskPriority(10));
    TaskOrder order = hooks.only(TaskOrder.class);
    assertThat(List.of(low, high, lifted).stream().sorted(order::compare))
        .containsExactly(lifted, high, low);
  }

  @Test
  void higherJobsComeFirst() {
    Job low = job(world.pod(Pods.named("low").priority(Integer.MIN_VALUE)));
    Job high = job(world.pod(Pods.named("high").priority(Integer.MAX_VALUE)));
    assertThat(hooks.only(JobOrder.class).compare(low, high)).isPositive();
    assertThat(hooks.only(JobOrder.class).compare(high, low)).isNegative();
    assertThat(hooks.only(JobOrder.class).compare(low, low)).isZero();
  }

  @Test
  void onlyLowerJobsAndLowerTasksOfTheSameJobMayGo() {
    world.node("n1", "cpu=100");
    world.group("g", "q", 1);
    Task preemptor = world.pod(Pods.named("p").group("g").priority(5));
    Task sibling = world.pod(Pods.named("s").group("g").priority(4).runningOn("n1"));
    Task peer = world.pod(Pods.named("peer").group("g").priority(5).runningOn("n1"));
    Task lower = world.pod(Pods.named("lower").priority(4).runningOn("n1"));
    Task equal = world.pod(Pods.named("equal").priority(5).runningOn("n1"));
    Task foreign = world.pod(Pods.named("foreign").scheduler("other").runningOn("n1"));
    assertThat(
            hooks.preemptable().victims(preemptor, List.of(sibling, peer, lower, equal, foreign)))
        .containsExactly(sibling, lower);
  }

  @Test
  void jobStarvesWhileTasksWait() {
    int node = world.node("n1", "cpu=100");
    Task task = world.pod(Pods.named("p"));
    assertThat(hooks.only(JobStarving.class).starving(job(task))).isTrue();
    world.state().place(task, node);
    assertThat(hooks.only(JobStarving.class).starving(job(task))).isFalse();
  }

  private static Job job(Task task) {
    return Objects.requireNonNull(task.job());
  }
}
