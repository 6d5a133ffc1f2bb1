package dev.basalt.webhook.rules;

import dev.basalt.api.scheduling.Queue;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The hierarchy of queues by annotations, as Volcano's drf plugin reads it: a path of names and a
 * path of weights, such as {@code root/eng/prod} and {@code 1/2/8}.
 */
public final class QueueHierarchy {
  /** Annotation of a queue: its path. */
  public static final String PATH = "volcano.sh/hierarchy";

  /** Annotation of a queue: the weight of each step of its path. */
  public static final String WEIGHTS = "volcano.sh/hierarchy-weights";

  private static final String ROOT = "root";

  private QueueHierarchy() {}

  /** The path with the root that every path begins with. */
  static String rooted(String path) {
    return startsAtRoot(path) ? path : ROOT + "/" + path;
  }

  static boolean startsAtRoot(String path) {
    return path.equals(ROOT) || path.startsWith(ROOT + "/");
  }

  static void check(Queue queue, QueueBook queues, Violations violations) {
    String path = annotation(queue, PATH);
    String weights = annotation(queue, WEIGHTS);
    if (path.isEmpty() && weights.isEmpty()) {
      return;
    }
    List<String> steps = Arrays.asList(path.split("/", -1));
    List<String> numbers = Arrays.asList(weights.split("/", -1));
    if (path.isEmpty() || weights.isEmpty() || steps.size() != numbers.size()) {
      violations.add(
          "%s and %s must have the same length: \"%s\", \"%s\""
              .formatted(PATH, WEIGHTS, path, weights));
      return;
    }
    numbers.forEach(number -> weight(number, weights, violations));
    for (Queue other : queues.all()) {
      String name = other.getMetadata().getName();
      String otherPath = annotation(other, PATH);
      if (name.equals(queue.getMetadata().getName()) || otherPath.isEmpty()) {
        continue;
      }
      if (otherPath.startsWith(path + "/")) {
        violations.add(
            "%s: %s is not allowed to be in the sub path of %s of queue %s: a queue is a leaf"
                .formatted(PATH, path, otherPath, name));
      }
    }
  }

  private static void weight(String text, String weights, Violations violations) {
    double value;
    try {
      value = Double.parseDouble(text);
    } catch (NumberFormatException e) {
      violations.add("%s: %s in the %s is invalid number".formatted(WEIGHTS, text, weights));
      return;
    }
    if (!(value > 0) || Double.isInfinite(value)) {
      violations.add("%s: %s in the %s must be larger than 0".formatted(WEIGHTS, text, weights));
    }
  }

  static String annotation(Queue queue, String key) {
    Map<String, String> annotations = queue.getMetadata().getAnnotations();
    return annotations == null ? "" : Given.text(annotations.get(key));
  }
}
