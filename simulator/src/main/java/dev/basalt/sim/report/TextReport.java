package dev.basalt.sim.report;

import dev.basalt.sim.replay.Starved;
import java.util.ArrayList;
import java.util.List;

/** A report for the terminal, runs side by side. */
public final class TextReport {
  private static final int LISTED_STARVED = 5;
  private static final String GAP = "   ";

  private TextReport() {}

  /** The lines, without line breaks. */
  public static List<String> lines(Report report) {
    Summary summary = Summary.of(report);
    int labels = 0;
    int columns = 0;
    for (Summary.Group group : summary.groups()) {
      for (Summary.Row row : group.rows()) {
        labels = Math.max(labels, row.label().length() + 2);
        columns = Math.max(columns, widest(row.values()));
      }
    }
    List<String> names = report.runs().stream().map(Run::name).toList();
    columns = Math.max(columns, widest(names));

    List<String> lines = new ArrayList<>();
    lines.add(report.title() + " on " + Plain.count(report.nodes()) + " nodes");
    report.notices().forEach(notice -> lines.add("note: " + notice));
    if (names.size() > 1) {
      lines.add("");
      lines.add(line("", names, labels, columns));
    }
    for (Summary.Group group : summary.groups()) {
      lines.add("");
      lines.add(group.heading());
      for (Summary.Row row : group.rows()) {
        lines.add(line("  " + row.label(), row.values(), labels, columns));
      }
    }
    report.runs().forEach(run -> addStarved(run, lines));
    return lines;
  }

  private static void addStarved(Run run, List<String> lines) {
    List<Starved> starved = run.result().starved();
    if (starved.isEmpty()) {
      return;
    }
    lines.add("");
    lines.add("Starved under " + run.name());
    starved.stream()
        .limit(LISTED_STARVED)
        .forEach(
            job -> lines.add("  " + job.job() + " (queue " + job.queue() + "): " + job.detail()));
    if (starved.size() > LISTED_STARVED) {
      lines.add("  and " + Plain.count(starved.size() - LISTED_STARVED) + " more");
    }
  }

  private static String line(String label, List<String> values, int labels, int columns) {
    StringBuilder line = new StringBuilder(label);
    line.repeat(' ', labels - label.length());
    for (String value : values) {
      line.append(GAP).repeat(' ', columns - value.length()).append(value);
    }
    return line.toString();
  }

  private static int widest(List<String> texts) {
    return texts.stream().mapToInt(String::length).max().orElse(0);
  }
}
