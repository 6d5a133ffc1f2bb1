package dev.basalt.plugins.sla;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.core.event.PodGroupSpec;
import dev.basalt.core.model.Job;
import dev.basalt.core.spi.Arguments;
import dev.basalt.core.spi.JobEnqueueable;
import dev.basalt.core.spi.JobOrder;
import dev.basalt.core.spi.JobOverdue;
import dev.basalt.core.spi.JobPipelined;
import dev.basalt.core.spi.Plugin;
import dev.basalt.core.spi.Vote;
import dev.basalt.plugins.RecordedHooks;
import dev.basalt.plugins.World;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The session's time is 0: what was created before it is past its deadline by that. */
final class SlaPluginTest {
  private final World world = new World();

  @Test
  void theEarlierDeadlineGoesFirstAndAJobWithoutOneLast() {
    JobOrder order = hooks(Map.of()).only(JobOrder.class);
    Job soon = job("soon", -5_000, 10_000);
    Job late = job("late", -5_000, 20_000);
    Job never = job("never", -9_000, 0);
    assertThat(order.compare(soon, late)).isNegative();
    assertThat(order.compare(never, late)).isPositive();
    assertThat(order.compare(never, job("other", -1, 0))).isZero();
  }

  @Test
  void pastItsDeadlineAJobIsLetInKeepsItsPromisesAndHasRoomKeptForIt() {
    RecordedHooks hooks = hooks(Map.of());
    Job waits = job("waits", -5_000, 5_001);
    Job overdue = job("overdue", -5_000, 5_000);
    assertThat(hooks.only(JobEnqueueable.class).vote(waits).vote()).isEqualTo(Vote.ABSTAIN);
    assertThat(hooks.only(JobEnqueueable.class).vote(overdue).vote()).isEqualTo(Vote.PERMIT);
    assertThat(hooks.only(JobPipelined.class).vote(waits)).isEqualTo(Vote.ABSTAIN);
    assertThat(hooks.only(JobPipelined.class).vote(overdue)).isEqualTo(Vote.PERMIT);
    assertThat(hooks.only(JobOverdue.class).overdue(waits, world)).isFalse();
    assertThat(hooks.only(JobOverdue.class).overdue(overdue, world)).isTrue();
  }

  @Test
  void theArgumentCountsForJobsThatSayNothing() {
    RecordedHooks hooks = hooks(Map.of("sla-waiting-time", "3s"));
    assertThat(hooks.only(JobOverdue.class).overdue(job("plain", -3_000, 0), world)).isTrue();
    assertThat(hooks.only(JobOverdue.class).overdue(job("own", -3_000, 4_000), world)).isFalse();
  }

  private RecordedHooks hooks(Map<String, Object> arguments) {
    Plugin plugin = new SlaPlugin.Factory().create(new Arguments("sla", arguments));
    plugin.sessionOpened(world);
    return RecordedHooks.of(plugin);
  }

  private Job job(String name, long createdMillis, long waitingMillis) {
    world
        .state()
        .reports()
        .groupChanged(
            PodGroupSpec.builder("uid-" + name, "ns", name)
                .createdMillis(createdMillis)
                .slaWaitingMillis(waitingMillis)
                .build());
    return world.job(name);
  }
}
