package dev.basalt.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.app.demo.Snapshot.PodCounts;
import dev.basalt.core.event.PodPhase;
import dev.basalt.core.resource.ResourceList;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ClusterLedgerTest {
  private final Sights sights = new Sights();

  @Test
  void followsPodsFromCreationToTheirEnd() {
    sights.node("a", "4");
    Batch batch = sights.submit(Sights.batch("burst-0", DemoQueue.ADHOC, 4, false));
    sights.bind(batch, 0, "a");
    sights.see(batch, 1, "a", PodPhase.RUNNING, "");
    sights.see(batch, 2, "a", PodPhase.RUNNING, "");
    sights.see(batch, 2, "a", PodPhase.SUCCEEDED, "");

    Snapshot seen = sights.ledger().snapshot();

    assertThat(seen.pods()).isEqualTo(new PodCounts(1, 1, 1, 1, 0));
    assertThat(seen.created()).isEqualTo(4);
    assertThat(seen.bound()).isEqualTo(3);
    assertThat(seen.used().get("cpu")).isEqualTo(2000);
    assertThat(seen.nodes()).containsExactly(0.5);
    assertThat(seen.queues().get(2).releasingCpuMillis()).isEqualTo(1000);
  }

  @Test
  void countsABoundPodThatIsGoneAsNoneAtAll() {
    sights.node("a", "4");
    Batch batch = sights.submit(Sights.batch("burst-0", DemoQueue.ADHOC, 1, false));
    sights.bind(batch, 0, "a");

    sights.ledger().podGone("burst-0-0");

    assertThat(sights.ledger().snapshot().pods()).isEqualTo(PodCounts.NONE);
    assertThat(sights.ledger().snapshot().nodes()).containsExactly(0.0);
  }

  @Test
  void measuresFromCreationToBinding() {
    sights.node("a", "4");
    Batch batch = sights.submit(Sights.batch("burst-0", DemoQueue.ADHOC, 2, false));
    sights.pass(Duration.ofMillis(10));
    sights.bind(batch, 0, "a");
    sights.pass(Duration.ofMillis(90));
    sights.bind(batch, 1, "a");

    assertThat(sights.ledger().snapshot().p50Nanos()).isEqualTo(10_000_000);
    assertThat(sights.ledger().snapshot().p99Nanos()).isEqualTo(100_000_000);
    assertThat(sights.ledger().snapshot().meanRate()).isEqualTo(20);
  }

  @Test
  void splitsTheRoomThatOthersLeaveByWeights() {
    sights.node("a", "64");
    sights
        .ledger()
        .podSeen(
            new PodSight(
                "other", null, ResourceList.of(Map.of("cpu", 4000L)), "a", PodPhase.RUNNING, ""));
    sights.submit(Sights.batch("train-0", DemoQueue.RESEARCH, 100, true));
    sights.submit(Sights.batch("etl-0", DemoQueue.PRODUCTION, 100, true));
    sights.submit(Sights.batch("burst-0", DemoQueue.ADHOC, 100, false));

    Snapshot seen = sights.ledger().snapshot();

    assertThat(seen.capacity().get("cpu")).isEqualTo(60_000);
    assertThat(seen.queues())
        .extracting(state -> state.deserved().get("cpu"))
        .containsExactly(30_000L, 20_000L, 10_000L);
    assertThat(seen.gangsWaiting()).containsExactlyInAnyOrder("train-0", "etl-0");
  }

  @Test
  void seesANodeThatIsGivenTooMuch() {
    sights.node("a", "1");
    Batch batch = sights.submit(Sights.batch("burst-0", DemoQueue.ADHOC, 2, false));
    sights.bind(batch, 0, "a");
    assertThat(sights.ledger().snapshot().broken().any()).isFalse();

    sights.bind(batch, 1, "a");

    Snapshot.Broken broken = sights.ledger().snapshot().broken();
    assertThat(broken.nodeOvercommits()).isEqualTo(1);
    assertThat(broken.details())
        .containsExactly("node a holds 2 of 1 cpu since a pod of burst-0 is bound");
  }

  @Test
  void seesAGangThatHoldsRoomInPartForTooLong() {
    sights.node("a", "8");
    Batch gang = sights.submit(Sights.batch("train-0", DemoQueue.RESEARCH, 3, true));
    sights.bind(gang, 0, "a");
    sights.pass(ClusterLedger.GANG_PATIENCE);
    assertThat(sights.ledger().snapshot().broken().gangsPartial()).isZero();

    sights.pass(Duration.ofMillis(1));

    Snapshot.Broken broken = sights.ledger().snapshot().broken();
    assertThat(broken.gangsPartial()).isEqualTo(1);
    assertThat(broken.details()).containsExactly("gang train-0: 1 of 3 pods held room");
  }

  @Test
  void forgivesAGangWhosePodsAreBoundOneByOne() {
    sights.node("a", "8");
    Batch gang = sights.submit(Sights.batch("train-0", DemoQueue.RESEARCH, 3, true));
    for (int pod = 0; pod < 3; pod++) {
      sights.bind(gang, pod, "a");
      sights.pass(Duration.ofSeconds(1));
    }
    sights.pass(ClusterLedger.GANG_PATIENCE);

    assertThat(sights.ledger().snapshot().broken().any()).isFalse();
    assertThat(sights.ledger().snapshot().gangsWaiting()).isEmpty();
  }

  @Test
  void seesAPodThatItsNodeTurnedAway() {
    sights.node("a", "8");
    Batch batch = sights.submit(Sights.batch("burst-0", DemoQueue.ADHOC, 2, false));
    sights.bind(batch, 0, "a");
    sights.see(batch, 0, "a", PodPhase.FAILED, "OutOfcpu");
    sights.bind(batch, 1, "a");
    sights.see(batch, 1, "a", PodPhase.FAILED, "Error");

    Snapshot.Broken broken = sights.ledger().snapshot().broken();

    assertThat(broken.outOfRejections()).isEqualTo(1);
    assertThat(broken.details()).containsExactly("node a turned a pod of burst-0 away: OutOfcpu");
  }
}
