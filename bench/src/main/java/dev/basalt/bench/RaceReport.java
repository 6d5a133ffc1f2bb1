package dev.basalt.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * The outcome of a race as a table: medians with ranges, and each contestant's time by the first
 * one's.
 */
record RaceReport(int nodes, Workload workload, List<Result> results) {

  String markdown() {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            """

            %,d nodes, %d gangs of %d pods (kube-scheduler: %,d plain pods); %s.
            Median of the runs, range in brackets; time from process start to the last binding.

            | scheduler | runs | seconds | pods/s | CPU-seconds per 1,000 pods | peak MiB | time by basalt's |
            |---|---|---|---|---|---|---|
            """,
            nodes,
            workload.gangs(),
            workload.size(),
            workload.pods(),
            machine()));
    double base = Double.NaN;
    for (String name : names()) {
      List<Result> own = results.stream().filter(r -> r.contestant().equals(name)).toList();
      double seconds = median(own, Result::seconds);
      base = name.equals("basalt") || Double.isNaN(base) ? seconds : base;
      text.append(
          String.format(
              Locale.ROOT,
              "| %s | %d | %s | %s | %s | %.0f | %.2f |%n",
              name,
              own.size(),
              range(own, Result::seconds, "%.2f"),
              range(own, Result::podsPerSecond, "%.0f"),
              range(own, r -> r.cpuSeconds() * 1000 / r.bound(), "%.2f"),
              median(own, r -> (double) r.peakMebibytes()),
              seconds / base));
    }
    return text.toString();
  }

  /** Basalt first, so that the others are measured by it. */
  private Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    if (results.stream().anyMatch(r -> r.contestant().equals("basalt"))) {
      names.add("basalt");
    }
    results.forEach(result -> names.add(result.contestant()));
    return names;
  }

  private static String range(List<Result> own, ToDoubleFunction<Result> figure, String format) {
    double low = own.stream().mapToDouble(figure).min().orElse(Double.NaN);
    double high = own.stream().mapToDouble(figure).max().orElse(Double.NaN);
    return String.format(
        Locale.ROOT, format + " [" + format + ", " + format + "]", median(own, figure), low, high);
  }

  private static double median(List<Result> own, ToDoubleFunction<Result> figure) {
    double[] sorted = own.stream().mapToDouble(figure).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  private static String machine() {
    String model = "unknown processor";
    try {
      model =
          Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
              .filter(line -> line.startsWith("model name"))
              .map(line -> line.substring(line.indexOf(':') + 1).strip())
              .findFirst()
              .orElse(model);
    } catch (IOException e) {
      model = System.getProperty("os.arch", model);
    }
    return Runtime.getRuntime().availableProcessors()
        + " cores ("
        + model
        + "), everything on them, etcd without fsync, Java "
        + Runtime.version().feature();
  }
}
