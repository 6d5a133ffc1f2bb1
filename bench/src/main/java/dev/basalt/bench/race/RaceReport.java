package dev.basalt.bench.race;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What came out of one scenario.
 *
 * @param scenario what was run
 * @param whole whether KWOK and kube-controller-manager ran too
 * @param machine where
 * @param rounds the results of each round, one for each contestant
 * @param ceilings bindings a second of the ceiling in each round; empty where none was measured
 * @param notes what a reader must know besides
 */
record RaceReport(
    Scenario scenario,
    boolean whole,
    Machine machine,
    List<List<Result>> rounds,
    List<Double> ceilings,
    List<String> notes) {
  private static final String FIRST = "basalt";
  private static final List<Figure> CPU =
      List.of(
          Figure.CPU_SCHEDULER,
          Figure.CPU_API_SERVER,
          Figure.CPU_ETCD,
          Figure.CPU_KWOK,
          Figure.CPU_CONTROLLERS,
          Figure.CPU_RACE);

  /** The figures of the first table, the one that counts most first. */
  static List<Figure> columns(Scenario.Kind kind) {
    return switch (kind) {
      case CEILING ->
          List.of(
              Figure.PODS_PER_SECOND,
              Figure.CLIENT_MILLIS,
              Figure.API_SERVER_MILLIS,
              Figure.ETCD_MILLIS);
      case COLD, WARM ->
          List.of(
              Figure.SECONDS,
              Figure.PODS_PER_SECOND,
              Figure.CEILING_PERCENT,
              Figure.FIRST_BINDING,
              Figure.BINDING_RATE,
              Figure.GANG_P50,
              Figure.GANG_P99,
              Figure.WRITES_PER_POD,
              Figure.PEAK_MEBIBYTES);
      case BURST, SERIAL_BURST ->
          List.of(
              Figure.BURST_P50,
              Figure.BURST_P99,
              Figure.BURST_MAX,
              Figure.SENT_P50,
              Figure.SENT_P99,
              Figure.WRITES_PER_POD,
              Figure.PEAK_MEBIBYTES);
      case IMPOSSIBLE ->
          List.of(
              Figure.FIT_CREATED,
              Figure.FIT_SENT,
              Figure.SETTLED,
              Figure.IDLE_PERCENT,
              Figure.IDLE_WRITES,
              Figure.PEAK_MEBIBYTES);
      case RESTART ->
          List.of(
              Figure.AFTER_TERM,
              Figure.AFTER_EXPIRY,
              Figure.AFTER_KILL,
              Figure.STOPPING,
              Figure.PEAK_MEBIBYTES);
    };
  }

  /** The section for a document. */
  String markdown() {
    StringBuilder text = new StringBuilder();
    text.append("### %s: %s%n%n".formatted(scenario.name(), scenario.title()));
    text.append(scenario.summary())
        .append(whole ? "" : "; no kubelets, so bound pods stay Pending")
        .append(". Median of ")
        .append(rounds.size())
        .append(rounds.size() == 1 ? " run" : " runs, range in brackets")
        .append(".\n")
        .append(machine.summary())
        .append(".\n\n");
    table(text, columns(scenario.kind()), true);
    if (measured(Figure.CPU_SCHEDULER)) {
      text.append(
          "\nCPU-seconds per 1,000 pods, until %d s after the last binding:\n\n"
              .formatted(Meter.TAIL_SECONDS));
      table(text, CPU.stream().filter(this::measured).toList(), false);
    }
    List<String> remarks = new ArrayList<>(notes);
    if (!ceilings.isEmpty()) {
      remarks.add(
          "S0 of the same rounds: %s bindings/s.".formatted(range(ceilings, Figure.BINDING_RATE)));
    }
    names()
        .forEach(name -> {
          String writes = writes(name);
          if (!writes.isEmpty()) {
            remarks.add("API writes, %s: %s.".formatted(name, writes));
          }
        });
    for (int round = 0; round < rounds.size(); round++) {
      for (Result result : rounds.get(round)) {
        if (!result.fault().isEmpty()) {
          remarks.add(
              "**Round %d, %s: %s.**".formatted(round + 1, result.contestant(), result.fault()));
        }
      }
    }
    remarks.forEach(remark -> text.append("\n").append(remark).append("\n"));
    return text.toString();
  }

  private void table(StringBuilder text, List<Figure> columns, boolean ratio) {
    List<Figure> shown = columns.stream().filter(this::measured).toList();
    boolean compare = ratio && names().size() > 1 && names().contains(FIRST) && !shown.isEmpty();
    String subject = scenario.kind() == Scenario.Kind.CEILING ? "requests" : "scheduler";
    text.append("| ").append(subject).append(" |");
    shown.forEach(figure -> text.append(" ").append(figure.heading()).append(" |"));
    text.append(compare ? " %s by basalt's |%n".formatted(shown.getFirst().heading()) : "\n");
    text.append("|---".repeat(1 + shown.size() + (compare ? 1 : 0))).append("|\n");
    for (String name : names()) {
      text.append("| ").append(name).append(" |");
      for (Figure figure : shown) {
        text.append(" ").append(range(values(name, figure), figure)).append(" |");
      }
      if (compare) {
        text.append(String.format(Locale.ROOT, " %.2f |", ratioToFirst(name, shown.getFirst())));
      }
      text.append("\n");
    }
  }

  private boolean measured(Figure figure) {
    return rounds.stream().flatMap(List::stream).anyMatch(r -> !Double.isNaN(r.get(figure)));
  }

  /** The median over the rounds of a contestant's figure by basalt's of the same round. */
  double ratioToFirst(String name, Figure figure) {
    return Statistics.median(
        rounds.stream()
            .mapToDouble(round -> value(round, name, figure) / value(round, FIRST, figure))
            .toArray());
  }

  private static double value(List<Result> round, String name, Figure figure) {
    return round.stream()
        .filter(result -> result.contestant().equals(name))
        .mapToDouble(result -> result.get(figure))
        .findFirst()
        .orElse(Double.NaN);
  }

  private List<Double> values(String name, Figure figure) {
    return rounds.stream().map(round -> value(round, name, figure)).toList();
  }

  private static String range(List<Double> values, Figure figure) {
    double[] sorted =
        Statistics.measured(values.stream().mapToDouble(Double::doubleValue).toArray());
    String median = figure.format(Statistics.median(sorted));
    return sorted.length < 2
        ? median
        : "%s [%s, %s]"
            .formatted(median, figure.format(sorted[0]), figure.format(sorted[sorted.length - 1]));
  }

  /** Basalt first, then in the order of the first round. */
  private Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    rounds.stream()
        .flatMap(List::stream)
        .map(Result::contestant)
        .filter(FIRST::equals)
        .forEach(names::add);
    rounds.stream().flatMap(List::stream).map(Result::contestant).forEach(names::add);
    return names;
  }

  private String writes(String name) {
    Map<String, Long> sum = new TreeMap<>();
    for (List<Result> round : rounds) {
      round.stream()
          .filter(result -> result.contestant().equals(name))
          .forEach(result -> result.writes().forEach((key, n) -> sum.merge(key, n, Long::sum)));
    }
    return sum.entrySet().stream()
        .map(entry -> "%s %,d".formatted(entry.getKey(), entry.getValue() / rounds.size()))
        .collect(Collectors.joining(", "));
  }

  /** The same for programs: medians and ranges by contestant, and every run. */
  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("scenario", scenario.name());
    json.put("title", scenario.title());
    json.put("nodes", scenario.nodes());
    json.put("pods", scenario.pods());
    json.put("gangs", scenario.gangs());
    json.put("kubelets", whole ? "kwok" : "none");
    json.put("clock", "wall");
    json.put("machine", machine);
    json.put("s0_bindings_per_second", ceilings);
    json.put("notes", notes);
    Map<String, Object> summary = new LinkedHashMap<>();
    names().forEach(name -> summary.put(name, summary(name)));
    json.put("contestants", summary);
    List<Object> runs = new ArrayList<>();
    for (int round = 0; round < rounds.size(); round++) {
      for (Result result : rounds.get(round)) {
        runs.add(run(round + 1, result));
      }
    }
    json.put("runs", runs);
    return json;
  }

  private Map<String, Object> summary(String name) {
    Map<String, Object> figures = new LinkedHashMap<>();
    for (Figure figure : Figure.values()) {
      double[] values =
          Statistics.measured(
              values(name, figure).stream().mapToDouble(Double::doubleValue).toArray());
      if (values.length > 0) {
        figures.put(figure.key(), Statistics.median(values));
        figures.put(figure.key() + "_range", List.of(values[0], values[values.length - 1]));
      }
    }
    return figures;
  }

  private static Map<String, Object> run(int round, Result result) {
    Map<String, Object> run = new LinkedHashMap<>();
    run.put("round", round);
    run.put("contestant", result.contestant());
    result.figures().forEach((figure, value) -> run.put(figure.key(), value));
    run.put("api_writes", result.writes());
    run.put("fault", result.fault());
    return run;
  }
}
