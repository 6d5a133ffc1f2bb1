package dev.basalt.bench.race;

import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * One run of one contestant.
 *
 * @param contestant who
 * @param figures what was measured; a figure that could not be is absent
 * @param writes the API server's write requests by verb and resource
 * @param fault what was wrong with the outcome, empty if nothing
 */
record Result(
    String contestant, Map<Figure, Double> figures, Map<String, Long> writes, String fault) {

  Result {
    figures = figures.isEmpty() ? Map.of() : new EnumMap<>(figures);
    writes = new TreeMap<>(writes);
  }

  /** A figure; not a number if it was not measured. */
  double get(Figure figure) {
    return figures.getOrDefault(figure, Double.NaN);
  }

  /** The same with its rate as a percentage of the ceiling of the same round. */
  Result against(double bindingsPerSecond) {
    Map<Figure, Double> more = new EnumMap<>(Figure.class);
    more.putAll(figures);
    more.put(Figure.CEILING_PERCENT, 100 * get(Figure.PODS_PER_SECOND) / bindingsPerSecond);
    return new Result(contestant, more, writes, fault);
  }
}
