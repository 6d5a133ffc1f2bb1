package dev.basalt.testkit.metrics;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A text in OpenMetrics 1.0, and what is wrong with it. */
public final class OpenMetricsText {
  private static final Map<String, List<String>> SUFFIXES =
      Map.of(
          "counter", List.of("_total", "_created"),
          "gauge", List.of(""),
          "info", List.of("_info"),
          "histogram", List.of("_bucket", "_count", "_sum", "_created"),
          "summary", List.of("", "_count", "_sum", "_created"),
          "unknown", List.of(""),
          "stateset", List.of(""));

  /**
   * A value.
   *
   * @param name with its suffix
   */
  public record Sample(String name, Map<String, String> labels, double value) {
    public Sample {
      labels = Map.copyOf(labels);
    }
  }

  /** What belongs together: a type, a help, perhaps a unit, and values. */
  private static final class Family {
    private final Map<String, String> metadata = new HashMap<>();
    private final List<Sample> samples = new ArrayList<>();
  }

  private final Map<String, Family> families = new LinkedHashMap<>();
  private final List<String> faults = new ArrayList<>();
  private final Set<String> series = new HashSet<>();
  private final Set<String> closed = new HashSet<>();
  private @Nullable String open;

  private OpenMetricsText() {}

  /** Reads a text, whatever is wrong with it. */
  public static OpenMetricsText parse(String text) {
    OpenMetricsText read = new OpenMetricsText();
    if (!text.endsWith("# EOF\n")) {
      read.faults.add("the text does not end with # EOF");
    }
    for (String line : text.lines().toList()) {
      read.line(line);
    }
    read.families.forEach(read::check);
    return read;
  }

  /** What is wrong, a line each; empty if nothing is. */
  public List<String> faults() {
    return List.copyOf(faults);
  }

  /** The names of the families, as their TYPE lines have them. */
  public Set<String> families() {
    return Set.copyOf(families.keySet());
  }

  /** All values of that name, with its suffix. */
  public List<Sample> samples(String name) {
    return families.values().stream()
        .flatMap(family -> family.samples.stream())
        .filter(sample -> sample.name().equals(name))
        .toList();
  }

  /**
   * The value of the only series of that name which has these labels among others.
   *
   * @param labels names and values in turn
   * @return null if there is none
   * @throws IllegalStateException if there are several
   */
  public @Nullable Double value(String name, String... labels) {
    Map<String, String> wanted = new HashMap<>();
    for (int i = 0; i < labels.length; i += 2) {
      wanted.put(labels[i], labels[i + 1]);
    }
    List<Sample> found =
        samples(name).stream()
            .filter(sample -> sample.labels().entrySet().containsAll(wanted.entrySet()))
            .toList();
    if (found.size() > 1) {
      throw new IllegalStateException("several series: " + found);
    }
    return found.isEmpty() ? null : found.getFirst().value();
  }

  private void line(String line) {
    if (line.equals("# EOF")) {
      return;
    }
    if (line.startsWith("# ")) {
      String[] words = line.split(" ", 4);
      if (words.length < 3 || !Set.of("TYPE", "HELP", "UNIT").contains(words[1])) {
        faults.add("no metadata: " + line);
        return;
      }
      enter(words[2]);
      Family family = families.get(words[2]);
      if (family == null) {
        return;
      }
      if (!family.samples.isEmpty()) {
        faults.add("metadata after values: " + line);
      }
      if (family.metadata.put(words[1], words.length < 4 ? "" : words[3]) != null) {
        faults.add("twice: " + line);
      }
      return;
    }
    sample(line);
  }

  private void sample(String line) {
    Sample sample;
    try {
      sample = read(line);
    } catch (IllegalArgumentException e) {
      faults.add("not readable (" + e.getMessage() + "): " + line);
      return;
    }
    Family family = open == null ? null : families.get(open);
    if (family == null || !belongs(sample.name(), open, family)) {
      faults.add("not of the family " + open + ": " + line);
      return;
    }
    if (!series.add(sample.name() + new TreeMap<>(sample.labels()))) {
      faults.add("twice: " + line);
    }
    family.samples.add(sample);
  }

  private static boolean belongs(String name, @Nullable String of, Family family) {
    String type = family.metadata.getOrDefault("TYPE", "unknown");
    return SUFFIXES.getOrDefault(type, List.of()).stream()
        .anyMatch(suffix -> name.equals(of + suffix));
  }

  private void enter(String name) {
    if (name.equals(open)) {
      return;
    }
    if (open != null) {
      closed.add(open);
    }
    if (closed.contains(name)) {
      faults.add("a family in two pieces: " + name);
    }
    open = name;
    families.computeIfAbsent(name, first -> new Family());
  }

  private void check(String name, Family family) {
    if (family.metadata.getOrDefault("TYPE", "").isEmpty()) {
      faults.add("no TYPE: " + name);
    }
    if (family.metadata.getOrDefault("HELP", "").isBlank()) {
      faults.add("no HELP: " + name);
    }
    String unit = family.metadata.getOrDefault("UNIT", "");
    if (!unit.isEmpty() && !name.endsWith("_" + unit)) {
      faults.add("not in its unit " + unit + ": " + name);
    }
    if ("info".equals(family.metadata.get("TYPE"))) {
      family.samples.stream()
          .filter(sample -> sample.value() != 1)
          .forEach(sample -> faults.add("an info other than 1: " + sample));
    }
    if ("histogram".equals(family.metadata.get("TYPE"))) {
      buckets(name, family);
    }
  }

  private void buckets(String name, Family family) {
    Map<Map<String, String>, Double> last = new HashMap<>();
    Map<Map<String, String>, Double> infinite = new HashMap<>();
    for (Sample sample : family.samples) {
      Map<String, String> own = new HashMap<>(sample.labels());
      String bound = own.remove("le");
      if (sample.name().equals(name + "_bucket")) {
        if (sample.value() < last.getOrDefault(own, 0.0)) {
          faults.add("a bucket smaller than the one before: " + sample);
        }
        last.put(own, sample.value());
        if ("+Inf".equals(bound)) {
          infinite.put(own, sample.value());
        }
      }
    }
    for (Sample sample : family.samples) {
      if (sample.name().equals(name + "_count")
          && !Double.valueOf(sample.value()).equals(infinite.get(sample.labels()))) {
        faults.add("the last bucket is not the count: " + sample);
      }
    }
  }

  private static Sample read(String line) {
    int brace = line.indexOf('{');
    int blank = line.indexOf(' ');
    Map<String, String> labels = new HashMap<>();
    int end = blank;
    if (brace >= 0 && brace < blank) {
      end = labels(line, brace + 1, labels);
    }
    String name = line.substring(0, brace >= 0 && brace < blank ? brace : Math.max(0, blank));
    if (!name.matches("[a-zA-Z_:][a-zA-Z0-9_:]*") || end < 0 || line.charAt(end) != ' ') {
      throw new IllegalArgumentException("name");
    }
    String value = line.substring(end + 1).split(" ", 2)[0];
    return new Sample(
        name,
        labels,
        switch (value) {
          case "+Inf" -> Double.POSITIVE_INFINITY;
          case "-Inf" -> Double.NEGATIVE_INFINITY;
          default -> Double.parseDouble(value);
        });
  }

  /** Reads labels up to the closing brace; returns the place behind it. */
  private static int labels(String line, int from, Map<String, String> labels) {
    int at = from;
    while (line.charAt(at) != '}') {
      int equals = line.indexOf("=\"", at);
      if (equals < 0) {
        throw new IllegalArgumentException("label");
      }
      String name = line.substring(at, equals);
      StringBuilder value = new StringBuilder();
      at = equals + 2;
      while (line.charAt(at) != '"') {
        if (line.charAt(at) == '\\') {
          at++;
          value.append(line.charAt(at) == 'n' ? '\n' : line.charAt(at));
        } else {
          value.append(line.charAt(at));
        }
        at++;
      }
      if (!name.matches("[a-zA-Z_][a-zA-Z0-9_]*") || labels.put(name, value.toString()) != null) {
        throw new IllegalArgumentException("label " + name);
      }
      at++;
      if (line.charAt(at) == ',') {
        at++;
      }
    }
    return at + 1;
  }
}
