package dev.basalt.bench.decisions;

import dev.basalt.bench.report.FigureOutput;
import dev.basalt.bench.report.Figures;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs the JMH benchmarks with their allocation, in forked virtual machines. */
@Command(
    name = "jmh",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = "Micro-benchmarks of the hot paths by JMH, with bytes allocated.")
final class JmhCommand implements Callable<Integer> {
  private static final String ALLOCATED = "gc.alloc.rate.norm";

  @Option(names = "--include", defaultValue = ".*", description = "Benchmarks by name, a regex.")
  private String include = ".*";

  @Option(names = "--forks", defaultValue = "2", description = "Virtual machines, one by one.")
  private int forks = 2;

  @Option(names = "--iterations", defaultValue = "5", description = "Measured seconds of each.")
  private int iterations = 5;

  @Option(names = "--jvm", paramLabel = "OPTION", description = "More options of the forks.")
  private List<String> jvm = new ArrayList<>();

  @Mixin private FigureOutput output = new FigureOutput();

  @Override
  public Integer call() throws RunnerException, IOException {
    List<String> options =
        new ArrayList<>(List.of("-XX:+UseSerialGC", "-XX:+UseCompactObjectHeaders"));
    options.addAll(jvm);
    ChainedOptionsBuilder builder =
        new OptionsBuilder()
            .include(include)
            .forks(forks)
            .warmupIterations(3)
            .warmupTime(TimeValue.seconds(1))
            .measurementIterations(iterations)
            .measurementTime(TimeValue.seconds(1))
            .addProfiler(GCProfiler.class)
            .jvmArgsPrepend(options.toArray(String[]::new));
    Figures figures = Figures.ofThisMachine();
    for (RunResult result : new Runner(builder.build()).run()) {
      String name = name(result);
      put(figures, name, result.getPrimaryResult());
      Result<?> allocated = result.getSecondaryResults().get(ALLOCATED);
      if (allocated != null) {
        put(figures, name + "_allocated", allocated);
      }
    }
    output.write(figures);
    return 0;
  }

  /** The method and its parameters. */
  private static String name(RunResult result) {
    BenchmarkParams parameters = result.getParams();
    StringBuilder name = new StringBuilder(result.getPrimaryResult().getLabel());
    for (String key : parameters.getParamsKeys()) {
      String value = parameters.getParam(key);
      if (value != null) {
        name.append('_').append(key).append('_').append(value);
      }
    }
    return name.toString();
  }

  private static void put(Figures figures, String name, Result<?> result) {
    figures.put(name + " (" + result.getScoreUnit() + ")", Figures.rounded(result.getScore()));
  }
}
