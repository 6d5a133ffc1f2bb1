package dev.basalt.deploy.dashboard;

import java.util.List;

/**
 * A dashboard.
 *
 * @param uid its name in addresses and links; never changed, so that links last
 * @param title what people see
 * @param description whom it is for and what it answers
 * @param variables what can be chosen at its top, besides the source of data
 * @param rows from top to bottom
 */
public record Dashboard(
    String uid, String title, String description, List<Variable> variables, List<Row> rows) {
  public Dashboard {
    variables = List.copyOf(variables);
    rows = List.copyOf(rows);
  }

  /**
   * Panels under one heading.
   *
   * @param panels laid out from left to right, in as many lines as they need
   */
  public record Row(String title, List<Panel> panels) {
    public Row {
      panels = List.copyOf(panels);
    }

    static Row of(String title, Panel... panels) {
      return new Row(title, List.of(panels));
    }
  }

  /** All its panels, in order. */
  public List<Panel> panels() {
    return rows.stream().flatMap(row -> row.panels().stream()).toList();
  }

  /** The name of its file. */
  public String fileName() {
    return uid + ".json";
  }
}
