package dev.basalt.deploy.dashboard;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One picture.
 *
 * @param title what is shown
 * @param description how to read it; never blank
 * @param unit of its values
 * @param look how they are shown
 * @param targets what is asked, in the order of the legend
 * @param thresholds colours from values on, rising; green below the first
 * @param width of 24 columns
 * @param height in Grafana's grid, of some 30 pixels each
 */
public record Panel(
    String title,
    String description,
    Unit unit,
    Look look,
    List<Target> targets,
    List<Threshold> thresholds,
    int width,
    int height) {
  public Panel {
    if (title.isBlank() || description.isBlank()) {
      throw new IllegalArgumentException("panel '" + title + "' needs a title and a description");
    }
    targets = List.copyOf(targets);
    thresholds = List.copyOf(thresholds);
  }

  static Panel lines(String title, Unit unit, String description) {
    return of(title, unit, description, new Look.Lines(false), 8, 8);
  }

  static Panel stacked(String title, Unit unit, String description) {
    return of(title, unit, description, new Look.Lines(true), 8, 8);
  }

  static Panel number(String title, Unit unit, String description) {
    return of(title, unit, description, new Look.Latest(), 4, 4);
  }

  static Panel bars(String title, Unit unit, String description) {
    return of(title, unit, description, new Look.Bars(), 8, 8);
  }

  static Panel heatMap(String title, Unit unit, String description) {
    return of(title, unit, description, new Look.HeatMap(), 12, 9);
  }

  /**
   * A table.
   *
   * @param labelsAndTitles a label, its column's title, the next label, ...
   */
  static Panel table(String title, String description, String... labelsAndTitles) {
    Map<String, String> labels = new LinkedHashMap<>();
    for (int i = 0; i < labelsAndTitles.length; i += 2) {
      labels.put(labelsAndTitles[i], labelsAndTitles[i + 1]);
    }
    return of(title, Unit.COUNT, description, new Look.Table(labels), 24, 10);
  }

  private static Panel of(
      String title, Unit unit, String description, Look look, int width, int height) {
    return new Panel(title, description, unit, look, List.of(), List.of(), width, height);
  }

  Panel query(String expr, String legend) {
    return with(new Target(expr, legend, unit, false));
  }

  /** A query whose values are drawn below the axis. */
  Panel below(String expr, String legend) {
    return with(new Target(expr, legend, unit, true));
  }

  /** A query of a table. */
  Panel column(String columnTitle, Unit columnUnit, String expr) {
    return with(new Target(expr, columnTitle, columnUnit, false));
  }

  Panel from(double value, String color) {
    List<Threshold> more = new ArrayList<>(thresholds);
    more.add(new Threshold(value, color));
    return new Panel(title, description, unit, look, targets, more, width, height);
  }

  Panel sized(int newWidth, int newHeight) {
    return new Panel(title, description, unit, look, targets, thresholds, newWidth, newHeight);
  }

  private Panel with(Target target) {
    List<Target> more = new ArrayList<>(targets);
    more.add(target);
    return new Panel(title, description, unit, look, more, thresholds, width, height);
  }
}
