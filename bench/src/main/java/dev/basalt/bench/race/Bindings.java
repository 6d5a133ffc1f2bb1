package dev.basalt.bench.race;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The figures that follow from when each pod was bound. */
final class Bindings {
  private Bindings() {}

  /**
   * Times and rates.
   *
   * @param startNanos when the clock was started
   * @param gangSize pods of a gang; gangs that are not complete have no time of completion
   */
  static Map<Figure, Double> figures(long startNanos, Map<String, Long> nanosByPod, int gangSize) {
    Map<Figure, Double> figures = new EnumMap<>(Figure.class);
    if (nanosByPod.isEmpty()) {
      return figures;
    }
    long first = nanosByPod.values().stream().mapToLong(Long::longValue).min().orElseThrow();
    long last = nanosByPod.values().stream().mapToLong(Long::longValue).max().orElseThrow();
    int pods = nanosByPod.size();
    figures.put(Figure.SECONDS, (last - startNanos) / 1e9);
    figures.put(Figure.PODS_PER_SECOND, pods / ((last - startNanos) / 1e9));
    figures.put(Figure.FIRST_BINDING, (first - startNanos) / 1e9);
    if (last > first) {
      figures.put(Figure.BINDING_RATE, (pods - 1) / ((last - first) / 1e9));
    }
    double[] gangs = completions(startNanos, nanosByPod, gangSize);
    if (gangs.length > 0) {
      figures.put(Figure.GANG_P50, Statistics.percentile(50, gangs));
      figures.put(Figure.GANG_P99, Statistics.percentile(99, gangs));
    }
    return figures;
  }

  private static double[] completions(long startNanos, Map<String, Long> nanosByPod, int gangSize) {
    Map<String, List<Long>> gangs = new HashMap<>();
    nanosByPod.forEach((pod, nanos) ->
        gangs.computeIfAbsent(Gang.ofPod(pod), name -> new ArrayList<>()).add(nanos));
    return gangs.values().stream()
        .filter(times -> times.size() == gangSize)
        .mapToDouble(times ->
            (times.stream().mapToLong(Long::longValue).max().orElseThrow() - startNanos) / 1e9)
        .toArray();
  }
}
