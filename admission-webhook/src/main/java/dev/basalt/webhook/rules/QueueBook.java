package dev.basalt.webhook.rules;

import dev.basalt.api.names.VolcanoNames;
import dev.basalt.api.scheduling.Queue;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The queues that there are. */
public interface QueueBook {
  /** The queue of a name; null if there is none. */
  @Nullable Queue find(String name);

  /** Every queue that is known. */
  Collection<Queue> all();

  /** The names of the queues right below another, sorted. */
  default List<String> childrenOf(String name) {
    return all().stream()
        .filter(queue -> parent(queue).equals(name))
        .map(queue -> queue.getMetadata().getName())
        .sorted()
        .toList();
  }

  /** The name of a queue's parent; empty for root itself. */
  static String parent(Queue queue) {
    if (VolcanoNames.ROOT_QUEUE.equals(queue.getMetadata().getName())) {
      return "";
    }
    String parent = queue.getSpec() == null ? "" : Given.text(queue.getSpec().parent());
    return parent.isEmpty() ? VolcanoNames.ROOT_QUEUE : parent;
  }
}
