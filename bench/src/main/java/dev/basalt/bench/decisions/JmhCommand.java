package dev.basalt.bench.decisions;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the JMH benchmarks with their allocation, in forked virtual machines. */
@Command(
    name = "jmh",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = "Micro-benchmarks of the hot paths by JMH, with bytes allocated.")
final class JmhCommand implements Callable<Integer> {
  @Option(names = "--include", defaultValue = ".*", description = "Benchmarks by name, a regex.")
  private String include = ".*";

  @Option(names = "--forks", defaultValue = "2", description = "Virtual machines, one by one.")
  private int forks = 2;

  @Option(names = "--iterations", defaultValue = "5", description = "Measured seconds of each.")
  private int iterations = 5;

  @Option(names = "--jvm", paramLabel = "OPTION", description = "More options of the forks.")
  private List<String> jvm = new ArrayList<>();

  @Override
  public Integer call() throws RunnerException {
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
    new Runner(builder.build()).run();
    return 0;
  }
}
