package dev.basalt.sim.stories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.core.config.SchedulerConfiguration;
import dev.basalt.sim.SchedulerSetup;
import dev.basalt.sim.cluster.SimulatedPod;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Several schedulers in one cluster, nodes that change zone under load, schedulers that die: the
 * invariants hold, no zone is crossed, and all work gets done.
 */
class ZonedSchedulersTest {
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void theInvariantsHoldAndAllWorkGetsDone(long seed) {
    ZonedRun run = ZonedRun.of(seed, UnaryOperator.identity());

    assertThat(run.simulation.invariants().all(run.simulation.gangPatience())).isEmpty();
    assertThat(run.crossings).isEmpty();
    List<SimulatedPod> unfinished =
        run.cluster.ask(
            server -> server.pods().stream().filter(pod -> !pod.phase().terminal()).toList());
    assertThat(unfinished).isEmpty();
  }

  @Test
  void withoutOwnersANodeIsOvercommitted() {
    boolean overcommitted = false;
    for (long seed = 1; seed <= 20 && !overcommitted; seed++) {
      ZonedRun run = ZonedRun.withoutOwners(seed);
      overcommitted = !run.simulation.invariants().nodeOvercommits().isEmpty();
    }
    assertThat(overcommitted).isTrue();
  }

  @Test
  void withoutItsFilterAZoneIsCrossed() {
    String without = SchedulerConfiguration.STANDARD.replace("  - name: nodezone\n", "");
    assertThat(without).isNotEqualTo(SchedulerConfiguration.STANDARD);
    UnaryOperator<SchedulerSetup> fault = setup -> setup.withConfiguration(without);
    boolean crossed = false;
    for (long seed = 1; seed <= 20 && !crossed; seed++) {
      crossed = !ZonedRun.of(seed, fault).crossings.isEmpty();
    }
    assertThat(crossed).isTrue();
  }
}
