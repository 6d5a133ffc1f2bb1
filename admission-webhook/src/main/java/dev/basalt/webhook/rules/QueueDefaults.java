package dev.basalt.webhook.rules;

import dev.basalt.api.scheduling.Queue;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the fields of a Queue mean that its author left out. */
public final class QueueDefaults {
  private QueueDefaults() {}

  /** Whether others may take back what a queue holds above its share. */
  public static boolean reclaimable(Queue queue) {
    return queue.getSpec() == null || !Boolean.FALSE.equals(queue.getSpec().reclaimable());
  }

  /** The queue's weight; 0 is read as left out. */
  public static int weight(Queue queue) {
    int weight = queue.getSpec() == null ? 0 : Given.number(queue.getSpec().weight());
    return weight == 0 ? 1 : weight;
  }

  /** Annotations whose values change, so that the paths of the hierarchy begin at root. */
  public static Map<String, String> annotations(Queue queue) {
    String path = QueueHierarchy.annotation(queue, QueueHierarchy.PATH);
    String weights = QueueHierarchy.annotation(queue, QueueHierarchy.WEIGHTS);
    Map<String, String> changed = new LinkedHashMap<>();
    if (!path.isEmpty() && !weights.isEmpty() && !QueueHierarchy.startsAtRoot(path)) {
      changed.put(QueueHierarchy.PATH, QueueHierarchy.rooted(path));
      changed.put(QueueHierarchy.WEIGHTS, "1/" + weights);
    }
    return changed;
  }
}
