package dev.basalt.bench.decisions;

import dev.basalt.core.event.ClusterEvent;
import dev.basalt.core.event.PodSpec;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A pod comes, is decided and goes, behind jobs that fit nowhere; by their number. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class SessionBenchmark {
  /** Gangs of four that fit nowhere. */
  @Param({"0", "500", "5000"})
  private int impossible;

  private MeteredEngine engine = new MeteredEngine();
  private List<ClusterEvent> arrival = List.of();
  private List<ClusterEvent> departure = List.of();

  /** Lets the gangs wait. */
  @Setup
  public void fill() {
    engine = new MeteredEngine();
    engine.offer(new BatchWorkload(1000, 3).cluster());
    for (int gang = 0; gang < impossible; gang++) {
      engine.offer(BatchWorkload.impossibleGang(gang, 4, "queue-" + gang % 3, false));
    }
    engine.settle(Integer.MAX_VALUE);
    arrival =
        BatchWorkload.gang(
            "comes-and-goes",
            1,
            "queue-0",
            BatchWorkload.smallShape(),
            BatchWorkload.CREATED_MILLIS);
    ClusterEvent.PodChanged pod = (ClusterEvent.PodChanged) arrival.getLast();
    PodSpec spec = pod.pod();
    departure =
        List.of(
            new ClusterEvent.PodGone(spec.uid()),
            new ClusterEvent.PodGroupGone(
                spec.namespace(), "comes-and-goes", "uid-comes-and-goes"));
  }

  /** A whole life: created, let in, placed, confirmed, gone, with every session on the way. */
  @Benchmark
  public long podComesAndGoes() {
    engine.offer(arrival);
    engine.settle(Integer.MAX_VALUE);
    engine.offer(departure);
    engine.settle(Integer.MAX_VALUE);
    return engine.bindings();
  }
}
