package dev.basalt.deploy.dashboard;

import java.util.LinkedHashMap;
import java.util.Map;

/** How a panel shows what it asks for. */
public sealed interface Look {
  /**
   * Lines over time.
   *
   * @param stacked as areas on top of each other
   */
  record Lines(boolean stacked) implements Look {}

  /** The latest value, large. */
  record Latest() implements Look {}

  /** A bar for each series, by its latest value. */
  record Bars() implements Look {}

  /** A line for each series, coloured by its value over time. */
  record HeatMap() implements Look {}

  /**
   * A line for each combination of labels, a column for each label and query.
   *
   * @param labels by which all of its queries aggregate, with their columns' titles, in order
   */
  record Table(Map<String, String> labels) implements Look {
    public Table {
      labels = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(labels));
    }
  }
}
