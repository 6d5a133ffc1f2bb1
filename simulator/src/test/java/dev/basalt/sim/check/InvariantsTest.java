package dev.basalt.sim.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.sim.check.Violation.Rule;
import dev.basalt.sim.cluster.ClusterSettings;
import dev.basalt.sim.cluster.SimulatedCluster;
import dev.basalt.sim.time.VirtualTime;
import dev.basalt.sim.workload.Gang;
import dev.basalt.sim.workload.PodTemplate;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each invariant goes red when its rule is broken on purpose, and not before. */
class InvariantsTest {
  private static final PodTemplate POD = PodTemplate.of("1", "1Gi");
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final VirtualTime time = new VirtualTime();
  private final SimulatedCluster cluster = new SimulatedCluster(time, ClusterSettings.standard(1));
  private final Invariants invariants = new Invariants(cluster);

  @BeforeEach
  void twoNodes() {
    cluster.addNode("n1", "2", "8Gi");
    cluster.addNode("n2", "2", "8Gi");
  }

  @Test
  void blindBindingsOvercommitANodeAndAreTurnedAway() {
    bare("a", "n1");
    bare("b", "n1");
    run(Duration.ofSeconds(10));
    assertThat(invariants.all(PATIENCE)).isEmpty();

    bare("c", "n1");
    run(Duration.ofSeconds(10));

    assertThat(invariants.nodeOvercommits())
        .singleElement()
        .satisfies(violation -> {
          assertThat(violation.offender()).isEqualTo("n1");
          assertThat(violation.detail()).isEqualTo("3 of 2 cpu after default/c was bound");
        });
    assertThat(invariants.rejections())
        .singleElement()
        .satisfies(rejection -> assertThat(rejection.pod()).isEqualTo("default/c"));
    assertThat(invariants.all(PATIENCE))
        .extracting(Violation::rule)
        .containsExactly(Rule.NODE_OVERCOMMITTED, Rule.OUT_OF_RESOURCE);
  }

  @Test
  void endedAndDeletedPodsLeaveRoom() {
    cluster.createBarePod("a", POD.running(Duration.ofSeconds(5)));
    cluster.assignBlindly("a", "n1");
    bare("b", "n1");
    run(Duration.ofSeconds(30));
    cluster.deletePod("b");
    run(Duration.ofSeconds(30));

    bare("c", "n1");
    bare("d", "n1");
    run(Duration.ofSeconds(30));

    assertThat(invariants.all(PATIENCE)).isEmpty();
  }

  @Test
  void aPodBoundTwiceIsSeen() {
    bare("a", "n1");
    run(Duration.ofSeconds(1));
    assertThat(invariants.doubleBindings()).isEmpty();

    cluster.assignBlindly("a", "n2");
    run(Duration.ofSeconds(1));

    assertThat(invariants.doubleBindings())
        .singleElement()
        .satisfies(violation -> {
          assertThat(violation.offender()).isEqualTo("default/a");
          assertThat(violation.detail()).isEqualTo("to n1, then to n2");
        });
  }

  @Test
  void aGangThatHoldsRoomWithoutStartingIsSeenOnceItsTimeIsUp() {
    cluster.submit(Gang.of("g", "default", 3, POD));
    cluster.assignBlindly("g-0", "n1");
    cluster.assignBlindly("g-1", "n2");
    run(Duration.ofSeconds(59));
    assertThat(invariants.partialGangs(PATIENCE)).isEmpty();

    run(Duration.ofSeconds(2));

    assertThat(invariants.partialGangs(PATIENCE))
        .singleElement()
        .satisfies(violation -> {
          assertThat(violation.offender()).isEqualTo("default/g");
          assertThat(violation.detail()).isEqualTo("2 of 3 pods hold room");
        });
  }

  @Test
  void aGangThatStartedOrWasEvictedWholeIsNotPartial() {
    cluster.submit(Gang.of("started", "default", 2, POD));
    cluster.assignBlindly("started-0", "n1");
    cluster.assignBlindly("started-1", "n2");
    cluster.submit(Gang.of("evicted", "default", 2, POD));
    cluster.assignBlindly("evicted-0", "n1");
    run(Duration.ofSeconds(30));

    cluster.deletePod("started-0");
    cluster.deletePod("evicted-0");
    run(Duration.ofMinutes(2));

    assertThat(invariants.partialGangs(PATIENCE)).isEmpty();
  }

  @Test
  void aSubGroupThatHoldsRoomWithoutStartingIsSeenThoughItsGangRuns() {
    cluster.addNode("n3", "8", "8Gi");
    cluster.submit(Gang.of("g", "default", 2, List.of(POD, POD, POD, POD)).subGroups(2, 1));
    for (int i = 0; i < 3; i++) {
      cluster.assignBlindly("g-" + i, "n3");
    }
    run(Duration.ofSeconds(59));
    assertThat(invariants.partialGangs(PATIENCE)).isEmpty();

    run(Duration.ofSeconds(2));

    assertThat(invariants.partialGangs(PATIENCE))
        .singleElement()
        .satisfies(violation -> {
          assertThat(violation.offender()).isEqualTo("default/g parts[1]");
          assertThat(violation.detail()).isEqualTo("1 of 2 pods hold room");
        });
  }

  @Test
  void aGangWithoutItsSubGroupsHasNotStarted() {
    cluster.submit(Gang.of("g", "default", 2, List.of(POD, POD, POD, POD)).subGroups(2, 1));
    cluster.assignBlindly("g-0", "n1");
    cluster.assignBlindly("g-2", "n2");
    run(Duration.ofSeconds(62));

    assertThat(invariants.partialGangs(PATIENCE))
        .extracting(Violation::offender)
        .containsExactly("default/g", "default/g parts[0]", "default/g parts[1]");
  }

  @Test
  void aSubGroupThatStartedOrWasEvictedWholeIsNotPartial() {
    cluster.addNode("n3", "8", "8Gi");
    cluster.submit(Gang.of("g", "default", 2, List.of(POD, POD, POD, POD)).subGroups(2, 1));
    for (int i = 0; i < 3; i++) {
      cluster.assignBlindly("g-" + i, "n3");
    }
    run(Duration.ofSeconds(10));
    cluster.deletePod("g-0");
    cluster.deletePod("g-2");
    run(Duration.ofMinutes(2));

    assertThat(invariants.partialGangs(PATIENCE)).isEmpty();
  }

  private void bare(String name, String node) {
    cluster.createBarePod(name, POD);
    cluster.assignBlindly(name, node);
  }

  private void run(Duration duration) {
    time.advanceTo(time.nanos() + duration.toNanos());
  }
}
