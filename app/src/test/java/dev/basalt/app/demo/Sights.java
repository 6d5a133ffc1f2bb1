package dev.basalt.app.demo;

import dev.basalt.core.event.PodPhase;
import dev.basalt.core.port.Clock;
import dev.basalt.core.resource.ResourceList;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An API server told by hand, for tests of the ledger. */
final class Sights {
  private final StillClock clock = new StillClock();
  private final ClusterLedger ledger = new ClusterLedger(clock);

  ClusterLedger ledger() {
    return ledger;
  }

  void pass(Duration time) {
    clock.nanos += time.toNanos();
  }

  void node(String name, String cpu) {
    ledger.nodeSeen(name, ResourceList.parse(Map.of("cpu", cpu, "memory", "64Gi", "pods", "110")));
  }

  /** A batch whose pods ask for 1 cpu and 1Gi each and run for 5 s. */
  static Batch batch(String name, String queue, int pods, boolean gang) {
    return new Batch(name, queue, pods, gang, 1000, 1L << 30, Duration.ofSeconds(5));
  }

  Batch submit(Batch batch) {
    ledger.expect(batch);
    for (int i = 0; i < batch.pods(); i++) {
      see(batch, i, null, PodPhase.PENDING, "");
    }
    return batch;
  }

  void bind(Batch batch, int pod, String node) {
    see(batch, pod, node, PodPhase.PENDING, "");
  }

  void see(Batch batch, int pod, @Nullable String node, PodPhase phase, String reason) {
    ledger.podSeen(
        new PodSight(
            batch.name() + "-" + pod, batch.name(), batch.requests(), node, phase, reason));
  }

  private static final class StillClock implements Clock {
    private long nanos = 1_000_000_000L;

    @Override
    public long nanos() {
      return nanos;
    }

    @Override
    public long epochMillis() {
      return nanos / 1_000_000;
    }
  }
}
