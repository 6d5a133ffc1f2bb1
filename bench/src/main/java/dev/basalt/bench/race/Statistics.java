package dev.basalt.bench.race;

import java.util.Arrays;

/** Medians and percentiles of few values. */
final class Statistics {
  private Statistics() {}

  /** The middle value, or the mean of the two in the middle; not a number if there is none. */
  static double median(double... values) {
    double[] sorted = measured(values);
    int middle = sorted.length / 2;
    if (sorted.length == 0) {
      return Double.NaN;
    }
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /**
   * The smallest value that so many percent of the values do not exceed (nearest rank).
   *
   * @param percent above 0, up to 100
   */
  static double percentile(double percent, double... values) {
    double[] sorted = measured(values);
    if (sorted.length == 0) {
      return Double.NaN;
    }
    return sorted[(int) Math.ceil(percent / 100 * sorted.length) - 1];
  }

  /** The values that are numbers, ascending. */
  static double[] measured(double... values) {
    double[] sorted = Arrays.stream(values).filter(value -> !Double.isNaN(value)).toArray();
    Arrays.sort(sorted);
    return sorted;
  }
}
