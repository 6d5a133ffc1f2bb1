package dev.basalt.bench.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Named figures in the order in which they were put, for people and as JSON. */
public final class Figures {
  private final Map<String, Object> values = new LinkedHashMap<>();

  /** Begins with what a reader needs to know of the machine and the virtual machine. */
  public static Figures ofThisMachine() {
    Figures figures = new Figures();
    figures.put("java", Runtime.version().toString());
    figures.put(
        "java_options",
        String.join(
            " ",
            ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("-X"))
                .toList()));
    figures.put("cores", Runtime.getRuntime().availableProcessors());
    figures.put(
        "load_average",
        rounded(ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage()));
    return figures;
  }

  public void put(String name, Object value) {
    values.put(name, value);
  }

  /** Puts the median of some runs, and their range beside it. */
  public void putRuns(String name, double[] runs) {
    double[] sorted = runs.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    values.put(name, rounded(median));
    values.put(
        name + "_range", new double[] {rounded(sorted[0]), rounded(sorted[sorted.length - 1])});
  }

  /** For people, a line each. */
  void print() {
    values.forEach((name, value) ->
        System.out.printf(
            Locale.ROOT,
            "%-36s %s%n",
            name,
            value instanceof double[] range ? Arrays.toString(range) : value));
  }

  /** As a JSON object. */
  void writeJson(Path file) throws IOException {
    new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(file.toFile(), values);
  }

  /** As a table of Markdown, a median beside its range. */
  String markdown() {
    StringBuilder table = new StringBuilder("| figure | value | range |\n|---|---|---|\n");
    values.forEach((name, value) -> {
      if (!(value instanceof double[])) {
        table
            .append("| ")
            .append(name)
            .append(" | ")
            .append(value)
            .append(" | ")
            .append(values.get(name + "_range") instanceof double[] r ? r[0] + " to " + r[1] : "")
            .append(" |\n");
      }
    });
    return table.toString();
  }

  /** Three decimals: more would be noise. */
  public static double rounded(double value) {
    return Math.rint(value * 1000) / 1000;
  }
}
