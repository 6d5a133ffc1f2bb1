package dev.basalt.exporter.view;

import dev.basalt.api.names.VolcanoNames;
import dev.basalt.api.scheduling.Queue;
import dev.basalt.api.scheduling.QueueState;
import dev.basalt.cluster.convert.QueueReader;
import dev.basalt.core.event.QueueSpec;
import dev.basalt.core.resource.ResourceList;
import java.util.Locale;

/**
 * What is kept of a queue.
 *
 * @param parent the queue around it, empty for root
 * @param state its state as it is written; Open if it has none
 * @param capability the most that its pods may hold; a resource not named has no limit
 * @param guarantee what is kept for it
 */
public record SeenQueue(
    String name, String parent, String state, ResourceList capability, ResourceList guarantee) {

  /** What is kept of a queue. */
  public static SeenQueue read(Queue queue) {
    QueueSpec spec = QueueReader.read(queue);
    QueueState state = queue.getStatus() == null ? null : queue.getStatus().state();
    String word = (state == null ? QueueState.OPEN : state).name();
    String parent = spec.parent().isEmpty() ? VolcanoNames.ROOT_QUEUE : spec.parent();
    return new SeenQueue(
        spec.name(),
        spec.name().equals(VolcanoNames.ROOT_QUEUE) ? "" : parent,
        word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT),
        spec.capability(),
        spec.guarantee());
  }
}
