package dev.basalt.bench.decisions;

import dev.basalt.bench.report.FigureOutput;
import dev.basalt.bench.report.Figures;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Schedules a batch of pods onto an empty cluster, with every plugin of the standard configuration,
 * and says what a decision took: within sessions, and with everything around them.
 */
@Command(
    name = "decisions",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = "Time per decision of the engine, in this process.")
final class DecisionsCommand implements Callable<Integer> {
  @Option(names = "--nodes", defaultValue = "10000", description = "Nodes of 16 CPU and 64 GiB.")
  private int nodes = 10_000;

  @Option(names = "--pods", defaultValue = "100000", description = "Pods, in gangs and bags.")
  private int pods = 100_000;

  @Option(names = "--classes", defaultValue = "50", description = "Shapes of pods.")
  private int classes = 50;

  @Option(names = "--queues", defaultValue = "3", description = "Queues; weights 1, 2, 3 ...")
  private int queues = 3;

  @Option(
      names = "--runs",
      defaultValue = "5",
      description = "Measured runs, each on a new engine.")
  private int runs = 5;

  @Option(names = "--warmups", defaultValue = "2", description = "Runs before; the first is cold.")
  private int warmups = 2;

  @Option(
      names = "--answers",
      defaultValue = "0",
      description = "Bindings answered between two sessions; 0: all that were sent.")
  private int answers;

  @Mixin private FigureOutput output = new FigureOutput();

  @Override
  public Integer call() throws IOException {
    double[] session = new double[runs];
    double[] cpu = new double[runs];
    double[] whole = new double[runs];
    double[] bytes = new double[runs];
    double[] wholeBytes = new double[runs];
    double cold = 0;
    MeteredEngine last = null;
    for (int run = -warmups; run < runs; run++) {
      MeteredEngine engine = run();
      double decisions = Math.max(1, engine.bindings());
      double micros = engine.sessions().nanos() / decisions / 1000;
      if (run == -warmups) {
        cold = micros;
      }
      if (run >= 0) {
        session[run] = micros;
        cpu[run] = engine.sessions().cpuNanos() / decisions / 1000;
        whole[run] = engine.turns().nanos() / decisions / 1000;
        bytes[run] = engine.sessions().bytes() / decisions;
        wholeBytes[run] = engine.turns().bytes() / decisions;
        last = engine;
      }
    }
    Figures figures = Figures.ofThisMachine();
    figures.put("nodes", nodes);
    figures.put("pods", pods);
    figures.put("classes", classes);
    figures.put("queues", queues);
    figures.put("runs", runs);
    if (last != null) {
      figures.put("decisions", last.bindings());
      figures.put("jobs_waiting", last.waitingJobs());
      figures.put("sessions", last.sessionCount());
      figures.put("events", last.events());
      figures.put("status_updates", last.statusUpdates());
    }
    figures.putRuns("us_per_decision", session);
    figures.putRuns("cpu_us_per_decision", cpu);
    figures.put("us_per_decision_cold", Figures.rounded(cold));
    figures.putRuns("us_per_decision_with_events", whole);
    figures.putRuns("allocated_bytes_per_decision", bytes);
    figures.putRuns("allocated_bytes_with_events", wholeBytes);
    output.write(figures);
    return 0;
  }

  private MeteredEngine run() {
    BatchWorkload workload = new BatchWorkload(nodes, queues);
    MeteredEngine engine = new MeteredEngine();
    engine.offer(workload.cluster());
    engine.offer(workload.submission(pods, classes));
    engine.settle(answers == 0 ? Integer.MAX_VALUE : answers);
    return engine;
  }
}
