package dev.basalt.sim.replay;

import static dev.basalt.sim.replay.Input.job;
import static dev.basalt.sim.replay.Input.trace;
import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.core.spi.Reach;
import dev.basalt.sim.SchedulerSetup;
import dev.basalt.sim.cluster.ClusterSettings;
import dev.basalt.sim.cluster.SimulatedCluster;
import dev.basalt.sim.replay.Input.Fault;
import dev.basalt.sim.replay.Starved.Rule;
import dev.basalt.sim.time.VirtualTime;
import dev.basalt.sim.trace.Trace;
import dev.basalt.sim.trace.TraceJob;
import dev.basalt.sim.workload.Gang;
import dev.basalt.sim.workload.PodTemplate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each rule finds a scheduler with its fault, and lets a sound one pass. */
class StarvationTest {
  /** Twice as much as two nodes can do, in gangs that fill both, one every ten minutes. */
  private static Trace overload() {
    List<TraceJob> jobs = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      jobs.add(job("gang-" + i, 10 * i, 4, 4, "2", 20));
    }
    return trace(2, jobs.toArray(TraceJob[]::new));
  }

  @Test
  void waitingInLineForAFullClusterIsNotStarving() {
    ReplayResult result = Input.run(overload());

    assertThat(result.starved()).isEmpty();
    assertThat(result.classes().getFirst().maxNanos()).isGreaterThan(2 * Input.PATIENCE.toNanos());
    assertThat(result.unplaced()).isZero();
  }

  @Test
  void aSchedulerThatTakesTheNewestFirstIsFoundToLetOthersBeOvertaken() {
    Fault newestFirst =
        new Fault(
            "newestfirst",
            hooks ->
                hooks.jobOrder((first, second) ->
                    Long.compare(second.createdMillis(), first.createdMillis())));

    ReplayResult result = run(overload(), Input.faulty(newestFirst));

    assertThat(result.starved()).extracting(Starved::rule).contains(Rule.OVERTAKEN);
    assertThat(result.sound()).isFalse();
  }

  @Test
  void aSchedulerThatForgetsAKindOfPodIsFoundToNeglectIt() {
    Fault blind =
        new Fault(
            "blind",
            hooks ->
                hooks.nodeFilter(
                    Reach.ATTRIBUTES,
                    (podClass, node, nodes) ->
                        podClass.shape().requests().get("cpu") == 3000
                            ? "node(s) were overlooked"
                            : null));
    Trace trace = trace(2, job("seen", 0, 2, 2, "1", 5), job("unseen", 1, 1, 1, "3", 5));

    ReplayResult result = run(trace, Input.faulty(blind));

    assertThat(result.starved())
        .singleElement()
        .satisfies(starved -> {
          assertThat(starved.job()).isEqualTo("unseen");
          assertThat(starved.rule()).isEqualTo(Rule.NEGLECTED);
          assertThat(starved.detail()).contains("the scheduler says: ", "were overlooked");
        });
  }

  @Test
  void jobsThatNobodyStartsBecauseTheNodesStayFullAreFoundAtTheEnd() {
    Trace trace = trace(1, job("for-ever", 0, 4, 4, "1", 600), job("hungry", 1, 2, 2, "1", 5));

    ReplayResult result = Input.run(trace);

    assertThat(result.starved())
        .singleElement()
        .satisfies(starved -> {
          assertThat(starved.job()).isEqualTo("hungry");
          assertThat(starved.rule()).isEqualTo(Rule.NEVER_STARTED);
        });
    assertThat(result.unplaced()).isEqualTo(2);
  }

  @Test
  void aJobThatCannotBeOnTheEmptyClusterIsNotStarvedButCounted() {
    Trace trace = trace(1, job("too-wide", 0, 2, 2, "3", 5), job("fine", 1, 1, 1, "1", 5));

    ReplayResult result = Input.run(trace);

    assertThat(result.unplaceable()).isEqualTo(1);
    assertThat(result.starved()).isEmpty();
    assertThat(Duration.ofNanos(result.simulatedNanos())).isLessThan(Duration.ofMinutes(10));
  }

  @Test
  void laterWorkAsLargeInSumButInSmallPiecesIsCountedAsBypassing() {
    assertThat(bypassedAfter(7)).isZero();
    assertThat(bypassedAfter(8)).isEqualTo(1);
  }

  /** Without a scheduler: binds so many pods of 1 cpu past a gang that is overdue for 8 cpu. */
  private static int bypassedAfter(int bindings) {
    Trace trace = trace(2, job("gang", 0, 2, 2, "4", 5), job("small", 1, 8, 1, "1", 5));
    VirtualTime time = new VirtualTime();
    SimulatedCluster cluster = new SimulatedCluster(time, ClusterSettings.standard(1));
    RoomBook room = new RoomBook(trace);
    JobBook jobs = new JobBook(trace, room, time);
    StarvationCheck check = new StarvationCheck(jobs, room, 2, Input.PATIENCE, name -> "nothing");
    cluster.observe(jobs);
    jobs.tell((job, together) -> check.bound(job, together, time.nanos()), job -> {});
    cluster.addNodes(2, "4", "64Gi");
    cluster.submit(Gang.of("gang", "a", 2, PodTemplate.of("4", "1Gi")));
    time.advanceTo(Duration.ofMinutes(1).toNanos());
    cluster.submit(Gang.bag("small", "a", 8, PodTemplate.of("1", "1Gi")));
    time.advanceTo(Duration.ofMinutes(11).toNanos());
    check.sample(time.nanos(), 1, room.held(), room.deserved());

    for (int i = 0; i < bindings; i++) {
      cluster.assignBlindly("small-" + i, "node-000" + i % 2);
    }
    time.advanceTo(Duration.ofMinutes(12).toNanos());

    assertThat(check.starved()).isEmpty();
    return check.bypassed();
  }

  private static ReplayResult run(Trace trace, SchedulerSetup setup) {
    return new Replay(trace, Input.settings(setup)).run(Progress.NONE);
  }
}
