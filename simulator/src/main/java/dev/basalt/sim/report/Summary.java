package dev.basalt.sim.report;

import dev.basalt.sim.replay.ReplayResult;
import dev.basalt.sim.replay.ReplayResult.ClassWaits;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The figures of a report in rows, a column for each run.
 *
 * @param groups headings with their rows
 */
record Summary(List<Group> groups) {
  /** Rows under a heading. */
  record Group(String heading, List<Row> rows) {}

  /**
   * A figure of each run.
   *
   * @param bad whether a run's figure is one that must be zero and is not, by run
   */
  record Row(String label, List<String> values, List<Boolean> bad) {}

  static Summary of(Report report) {
    List<ReplayResult> results = report.runs().stream().map(Run::result).toList();
    return new Summary(
        List.of(
            new Group("Input and time", facts(results)),
            new Group("Checks, which must be zero", checks(results)),
            new Group("Wait from creation to binding: P50, P99, longest", waits(results)),
            new Group(
                "Share of the cluster: held of deserved, missing on average", shares(results)),
            new Group("Use of the cluster: mean, peak, unusable on average", uses(results)),
            new Group("Waiting", waiting(results))));
  }

  private static List<Row> facts(List<ReplayResult> results) {
    return List.of(
        row("pods", results, result -> Plain.count(result.pods())),
        row(
            "jobs, gangs",
            results,
            result -> Plain.count(result.jobs()) + ", " + Plain.count(result.gangs())),
        row("simulated time", results, result -> Plain.span(result.simulatedNanos())),
        row("real time", results, result -> Plain.span(result.wallNanos())),
        row("sessions", results, result -> Plain.count(result.sessions())));
  }

  private static List<Row> checks(List<ReplayResult> results) {
    return List.of(
        check("node overcommits", results, ReplayResult::nodeOvercommits),
        check("gangs partial", results, ReplayResult::gangsPartial),
        check("pods bound twice", results, ReplayResult::boundTwice),
        check("pods turned away by nodes", results, ReplayResult::outOfRejections),
        check("starved jobs", results, result -> result.starved().size()));
  }

  private static List<Row> waits(List<ReplayResult> results) {
    List<Row> rows = new ArrayList<>();
    List<ClassWaits> classes = results.getFirst().classes();
    for (int i = 0; i < classes.size(); i++) {
      int index = i;
      rows.add(
          row(
              classes.get(i).name(),
              results,
              result -> {
                ClassWaits waits = result.classes().get(index);
                return Plain.span(waits.p50Nanos())
                    + ", "
                    + Plain.span(waits.p99Nanos())
                    + ", "
                    + Plain.span(waits.maxNanos());
              }));
    }
    return rows;
  }

  private static List<Row> shares(List<ReplayResult> results) {
    List<Row> rows = new ArrayList<>();
    List<RunFigures.Share> shares = new RunFigures(results.getFirst()).shares();
    for (int i = 0; i < shares.size(); i++) {
      int index = i;
      RunFigures.Share first = shares.get(i);
      rows.add(
          row(
              first.queue() + " (weight " + first.weight() + ")",
              results,
              result -> {
                RunFigures.Share share = new RunFigures(result).shares().get(index);
                return Plain.percent(share.held())
                    + " of "
                    + Plain.percent(share.deserved())
                    + ", "
                    + Plain.percent(share.below());
              }));
    }
    return rows;
  }

  private static List<Row> uses(List<ReplayResult> results) {
    List<Row> rows = new ArrayList<>();
    List<RunFigures.Use> uses = new RunFigures(results.getFirst()).uses();
    for (int i = 0; i < uses.size(); i++) {
      int index = i;
      rows.add(
          row(
              uses.get(i).resource(),
              results,
              result -> {
                RunFigures.Use use = new RunFigures(result).uses().get(index);
                return Plain.percent(use.mean())
                    + ", "
                    + Plain.percent(use.peak())
                    + ", "
                    + Plain.percent(use.meanUnusable());
              }));
    }
    return rows;
  }

  private static List<Row> waiting(List<ReplayResult> results) {
    return List.of(
        row(
            "most gangs at a time",
            results,
            result -> Plain.count(new RunFigures(result).mostGangsWaiting())),
        row(
            "most pods at a time",
            results,
            result -> Plain.count(new RunFigures(result).mostPodsWaiting())),
        row("pods without a node at the end", results, result -> Plain.count(result.unplaced())),
        row("jobs too large for the cluster", results, result -> Plain.count(result.unplaceable())),
        row(
            "jobs bypassed by smaller later ones",
            results,
            result -> Plain.count(result.bypassed())));
  }

  private static Row row(
      String label, List<ReplayResult> results, Function<ReplayResult, String> figure) {
    return new Row(
        label, results.stream().map(figure).toList(), results.stream().map(run -> false).toList());
  }

  private static Row check(
      String label, List<ReplayResult> results, Function<ReplayResult, Integer> figure) {
    return new Row(
        label,
        results.stream().map(figure).map(Plain::count).toList(),
        results.stream().map(figure).map(count -> count > 0).toList());
  }
}
