package dev.basalt.sim.replay;

import static dev.basalt.sim.replay.Input.job;
import static dev.basalt.sim.replay.Input.trace;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.basalt.sim.SchedulerSetup;
import dev.basalt.sim.Simulation;
import dev.basalt.sim.cluster.ClusterObserver;
import dev.basalt.sim.cluster.SimulatedPod;
import dev.basalt.sim.day.GeneratedDay;
import dev.basalt.sim.replay.ReplayResult.ClassWaits;
import dev.basalt.sim.trace.NodeShape;
import dev.basalt.sim.trace.Trace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReplayTest {
  @Test
  void aSmallDayPassesWithEveryPodPlacedAndEveryCheckZero() {
    ReplayResult result = day(3);

    assertThat(result.sound()).isTrue();
    assertThat(result.bound()).isEqualTo(3000);
    assertThat(result.unplaced()).isZero();
    assertThat(Duration.ofNanos(result.simulatedNanos())).isGreaterThan(Duration.ofHours(23));
    assertThat(result.samples()).hasSizeGreaterThan(1400);
  }

  @Test
  void theSameSeedGivesTheSameRun() {
    ReplayResult first = day(3);
    ReplayResult second = day(3);

    assertThat(first.classes()).isEqualTo(second.classes());
    assertThat(first.sessions()).isEqualTo(second.sessions());
  }

  @Test
  void waitsAndUseAgreeWithACountThatKeepsEverything() {
    Trace trace =
        trace(
            2,
            job("gang", 0, 4, 4, "2", 7),
            job("bag", 1, 9, 1, "1", 3),
            job("late", 12, 2, 2, "3", 2));
    Replay replay = new Replay(trace, Input.settings(SchedulerSetup.standard()));
    Recount recount = new Recount(replay.simulation());

    ReplayResult result = replay.run(Progress.NONE);

    ClassWaits waits = result.classes().getFirst();
    List<Long> sorted = recount.waits.values().stream().sorted().toList();
    assertThat(waits.bound()).isEqualTo(15).isEqualTo(sorted.size());
    assertThat(waits.p50Nanos()).isEqualTo(sorted.get(7));
    assertThat(waits.p99Nanos()).isEqualTo(sorted.get(14));
    assertThat(waits.maxNanos()).isEqualTo(sorted.getLast());
    for (Sample sample : result.samples()) {
      assertThat(sample.used(0)).isEqualTo(recount.milliCpuAt(sample.nanos(), result));
    }
  }

  @Test
  void aBlindBindingIsFoundAsAnOvercommittedNodeAndATurnedAwayPod() {
    Trace trace = trace(1, job("fits", 0, 4, 1, "1", 30), job("more", 5, 1, 1, "2", 5));
    Replay replay = new Replay(trace, Input.settings(SchedulerSetup.standard()));
    Simulation simulation = replay.simulation();
    simulation
        .time()
        .after(
            Duration.ofMinutes(10).toNanos(),
            () -> simulation.cluster().assignBlindly("more-0", "node-0000"));

    ReplayResult result = replay.run(Progress.NONE);

    assertThat(result.nodeOvercommits()).isEqualTo(1);
    assertThat(result.outOfRejections()).isEqualTo(1);
    assertThat(result.sound()).isFalse();
  }

  @Test
  void aGangThatOnceHeldRoomInPartForTooLongIsFoundAfterItIsOver() {
    Trace trace = trace(1, job("full", 0, 3, 1, "1", 20), job("gang", 5, 3, 3, "1", 5));
    Replay replay = new Replay(trace, Input.settings(SchedulerSetup.standard()));
    Simulation simulation = replay.simulation();
    simulation
        .time()
        .after(
            Duration.ofMinutes(7).toNanos(),
            () -> {
              simulation.scheduler().kill();
              simulation.cluster().assignBlindly("gang-0", "node-0000");
              simulation.restartScheduler(Duration.ofMinutes(3));
            });

    ReplayResult result = replay.run(Progress.NONE);

    assertThat(result.gangsPartial()).isEqualTo(1);
    assertThat(result.unplaced()).isZero();
  }

  @Test
  void endedJobsAreDeletedAfterAWhile() {
    Trace trace = trace(1, job("short", 0, 2, 1, "1", 1), job("later", 20, 1, 1, "1", 1));
    Replay replay = new Replay(trace, Input.settings(SchedulerSetup.standard()));

    replay.run(Progress.NONE);

    assertThat(replay.simulation().cluster().<Integer>ask(server -> server.pods().size()))
        .isEqualTo(1);
  }

  @Test
  void twoJobsOfOneNameAreRefused() {
    Trace trace = trace(1, job("same", 0, 1, 1, "1", 1), job("same", 1, 1, 1, "1", 1));

    assertThatThrownBy(() -> Input.run(trace)).hasMessageContaining("job same is twice");
  }

  private static ReplayResult day(long seed) {
    Trace trace = GeneratedDay.of(3000, seed, NodeShape.STANDARD.nodes(20));
    ReplaySettings settings = ReplaySettings.standard(seed, SchedulerSetup.standard());
    return new Replay(trace, settings).run(Progress.NONE);
  }

  /** Keeps every binding and end, and counts anew from the start each time it is asked. */
  private static final class Recount implements ClusterObserver {
    private record Change(long nanos, long milliCpu) {}

    final Map<String, Long> waits = new HashMap<>();
    private final Simulation simulation;
    private final List<Change> changes = new ArrayList<>();

    Recount(Simulation simulation) {
      this.simulation = simulation;
      simulation.cluster().observe(this);
    }

    @Override
    public void podBound(SimulatedPod pod) {
      long now = simulation.time().nanos();
      waits.put(pod.uid(), now - pod.createdNanos());
      changes.add(new Change(now, pod.requests().get("cpu")));
    }

    @Override
    public void podEnded(SimulatedPod pod) {
      changes.add(new Change(simulation.time().nanos(), -pod.requests().get("cpu")));
    }

    long milliCpuAt(long nanosOfTrace, ReplayResult result) {
      long start = simulation.time().nanos() - result.simulatedNanos();
      return changes.stream()
          .filter(change -> change.nanos() - start <= nanosOfTrace)
          .mapToLong(Change::milliCpu)
          .sum();
    }
  }
}
