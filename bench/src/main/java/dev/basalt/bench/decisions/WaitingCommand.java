package dev.basalt.bench.decisions;

import com.sun.management.ThreadMXBean;
import dev.basalt.bench.report.FigureOutput;
import dev.basalt.bench.report.Figures;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Lets thousands of gangs wait that fit nowhere, creates one behind them that fits, and says when
 * it was decided, and what waiting costs while nothing happens.
 */
@Command(
    name = "waiting",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = "Impossible gangs ahead of one that fits, and the cost of waiting.")
final class WaitingCommand implements Callable<Integer> {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @Option(names = "--nodes", defaultValue = "1000", description = "Nodes.")
  private int nodes = 1000;

  @Option(names = "--gangs", defaultValue = "5000", description = "Gangs that fit nowhere.")
  private int gangs = 5000;

  @Option(names = "--size", defaultValue = "4", description = "Pods of each gang.")
  private int size = 4;

  @Option(
      names = "--min-resources",
      defaultValue = "false",
      description = "The impossible gangs state their minResources, and are let in one by one.")
  private boolean statesMinimum;

  @Option(names = "--runs", defaultValue = "21", description = "Gangs that fit, one by one.")
  private int runs = 21;

  @Option(names = "--idle", defaultValue = "5", description = "Seconds to watch the idle engine.")
  private int idleSeconds = 5;

  @Mixin private FigureOutput output = new FigureOutput();

  @Override
  public Integer call() throws IOException, InterruptedException {
    MeteredEngine engine = new MeteredEngine();
    engine.offer(new BatchWorkload(nodes, 3).cluster());
    for (int gang = 0; gang < gangs; gang++) {
      engine.offer(BatchWorkload.impossibleGang(gang, size, "queue-" + gang % 3, statesMinimum));
    }
    long start = System.nanoTime();
    engine.settle(Integer.MAX_VALUE);
    double firstMillis = (System.nanoTime() - start) / 1e6;
    double[] latency = new double[runs];
    for (int run = 0; run < runs; run++) {
      latency[run] = millisToDecide(engine, run);
      engine.settle(Integer.MAX_VALUE);
    }
    Figures figures = Figures.ofThisMachine();
    figures.put("nodes", nodes);
    figures.put("impossible_gangs", gangs);
    figures.put("ms_to_look_at_all", Figures.rounded(firstMillis));
    figures.put("ms_to_decide_first", Figures.rounded(latency[0]));
    figures.putRuns("ms_to_decide", latency);
    idle(engine, figures);
    output.write(figures);
    return 0;
  }

  /** From the moment a gang that fits is offered to its last binding. */
  private double millisToDecide(MeteredEngine engine, int run) {
    long before = engine.bindings();
    long start = System.nanoTime();
    engine.offer(
        BatchWorkload.gang(
            "fits-" + run,
            size,
            "queue-" + run % 3,
            BatchWorkload.smallShape(),
            BatchWorkload.CREATED_MILLIS + gangs + run));
    while (engine.bindings() < before + size) {
      if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(60)) {
        throw new IllegalStateException("the gang that fits was not decided within a minute");
      }
      engine.turn();
    }
    return (System.nanoTime() - start) / 1e6;
  }

  /** Runs the engine as its loop would while nothing happens. */
  private void idle(MeteredEngine engine, Figures figures) throws InterruptedException {
    long updates = engine.statusUpdates();
    int sessions = engine.sessionCount();
    long cpu = THREADS.getCurrentThreadCpuTime();
    long start = System.nanoTime();
    long end = start + TimeUnit.SECONDS.toNanos(idleSeconds);
    while (System.nanoTime() < end) {
      long wake = Math.min(engine.engine().nextWakeNanos(), end);
      long left = wake - System.nanoTime();
      if (left > 0) {
        TimeUnit.NANOSECONDS.sleep(left);
      }
      engine.turn();
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    double cpuSeconds = (THREADS.getCurrentThreadCpuTime() - cpu) / 1e9;
    figures.put("idle_core_percent", Figures.rounded(100 * cpuSeconds / seconds));
    figures.put(
        "idle_sessions_per_second", Figures.rounded((engine.sessionCount() - sessions) / seconds));
    figures.put("idle_status_updates", engine.statusUpdates() - updates);
  }
}
