package dev.basalt.bench.decisions;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A pod leaves a node and is placed anew; by number of nodes. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CycleBenchmark {
  private static final int CYCLES = 1000;

  /** Nodes, each half full. */
  @Param({"100", "1000", "10000"})
  private int nodes = 1000;

  private Cycles cycles = new Cycles(1);

  /** Fills the nodes. */
  @Setup
  public void fill() {
    cycles = new Cycles(nodes);
  }

  /** One cycle; a session of a thousand, whose opening counts too. */
  @Benchmark
  @OperationsPerInvocation(CYCLES)
  public long cycle() {
    cycles.inSession(session -> {
      for (int i = 0; i < CYCLES; i++) {
        cycles.cycle(session);
      }
    });
    return cycles.sent();
  }
}
