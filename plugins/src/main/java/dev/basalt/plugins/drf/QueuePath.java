package dev.basalt.plugins.drf;

import dev.basalt.core.event.QueueSpec;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a queue stands in the tree: the names below the root and their weights.
 *
 * @param problem why its annotations cannot be used (annotation and remedy), null if they can; it
 *     stands right below the root then
 */
record QueuePath(List<String> names, List<Double> weights, @Nullable String problem) {
  private static final String ROOT = "root";
  private static final String HIERARCHY = "metadata.annotations[volcano.sh/hierarchy]";
  private static final String WEIGHTS = "metadata.annotations[volcano.sh/hierarchy-weights]";

  static QueuePath of(QueueSpec spec) {
    if (spec.hierarchy().isEmpty() && spec.hierarchyWeights().isEmpty()) {
      return new QueuePath(List.of(spec.name()), List.of((double) spec.weight()), null);
    }
    List<String> names = Arrays.asList(spec.hierarchy().split("/", -1));
    List<String> texts = Arrays.asList(spec.hierarchyWeights().split("/", -1));
    if (names.size() < 2 || !names.getFirst().equals(ROOT) || names.contains("")) {
      return wrong(
          spec,
          "%s: \"%s\" is no path of two names or more that begins with root; write one such as root/%s"
              .formatted(HIERARCHY, spec.hierarchy(), spec.name()));
    }
    if (texts.size() != names.size()) {
      return wrong(
          spec,
          "%s: \"%s\" has %d weights for the %d names of %s; write one for each"
              .formatted(
                  WEIGHTS, spec.hierarchyWeights(), texts.size(), names.size(), spec.hierarchy()));
    }
    Double[] weights = new Double[texts.size()];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = weight(texts.get(i));
      if (weights[i] == 0) {
        return wrong(
            spec,
            "%s: \"%s\" is not a weight; write a number above 0".formatted(WEIGHTS, texts.get(i)));
      }
    }
    return new QueuePath(
        List.copyOf(names.subList(1, names.size())),
        List.of(weights).subList(1, weights.length),
        null);
  }

  /** 0 for what is no weight. */
  private static double weight(String text) {
    try {
      double weight = Double.parseDouble(text);
      return weight > 0 && weight <= Double.MAX_VALUE ? weight : 0;
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private static QueuePath wrong(QueueSpec spec, String problem) {
    return new QueuePath(List.of(spec.name()), List.of(1.0), problem);
  }
}
