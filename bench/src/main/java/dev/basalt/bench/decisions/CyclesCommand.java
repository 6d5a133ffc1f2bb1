package dev.basalt.bench.decisions;

import dev.basalt.bench.decisions.MeteredEngine.Meter;
import dev.basalt.bench.report.FigureOutput;
import dev.basalt.bench.report.Figures;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Allocates and releases pods of one class, millions of times. */
@Command(
    name = "cycles",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = "Time per allocate-and-release cycle of one class.")
final class CyclesCommand implements Callable<Integer> {
  @Option(names = "--nodes", defaultValue = "1000", description = "Nodes.")
  private int nodes = 1000;

  @Option(names = "--cycles", defaultValue = "10000000", description = "Cycles of each run.")
  private long cycles = 10_000_000;

  @Option(names = "--runs", defaultValue = "3", description = "Runs; the first is cold.")
  private int runs = 3;

  @Mixin private FigureOutput output = new FigureOutput();

  @Override
  public Integer call() throws IOException {
    double[] micros = new double[runs];
    double[] cpu = new double[runs];
    double[] bytes = new double[runs];
    Cycles work = new Cycles(nodes);
    long before = work.sent();
    for (int run = 0; run < runs; run++) {
      Meter meter = new Meter();
      work.inSession(session -> {
        meter.start();
        for (long cycle = 0; cycle < cycles; cycle++) {
          work.cycle(session);
        }
        meter.stop();
      });
      micros[run] = meter.nanos() / 1000.0 / cycles;
      cpu[run] = meter.cpuNanos() / 1000.0 / cycles;
      bytes[run] = (double) meter.bytes() / cycles;
    }
    if (work.sent() - before != runs * cycles) {
      throw new IllegalStateException("not every cycle placed its pod");
    }
    Figures figures = Figures.ofThisMachine();
    figures.put("nodes", nodes);
    figures.put("cycles", cycles);
    figures.putRuns("us_per_cycle", micros);
    figures.putRuns("cpu_us_per_cycle", cpu);
    figures.put("us_per_cycle_cold", Figures.rounded(micros[0]));
    figures.putRuns("allocated_bytes_per_cycle", bytes);
    output.write(figures);
    return 0;
  }
}
