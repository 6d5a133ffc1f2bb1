package dev.basalt.bench.race;

import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * One run of one contestant.
 *
 * @param contestant who
 * @param figures what was measured; what could not be, or is no finite number, is absent
 * @param writes the API server's write requests by verb and resource
 * @param fault what was wrong with the outcome, empty if nothing
 */
record Result(
    String contestant, Map<Figure, Double> figures, Map<String, Long> writes, String fault) {

  Result {
    Map<Figure, Double> finite = new EnumMap<>(Figure.class);
    figures.forEach((figure, value) -> {
      if (Double.isFinite(value)) {
        finite.put(figure, value);
      }
    });
    figures = finite;
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
