package dev.basalt.watchdog.view;

import dev.basalt.api.names.VolcanoNames;
import dev.basalt.api.scheduling.Queue;
import dev.basalt.cluster.convert.Amounts;
import dev.basalt.cluster.convert.QueueReader;
import dev.basalt.core.event.QueueSpec;
import dev.basalt.core.resource.ResourceList;
import java.util.Map;
import java.util.TreeMap;

/**
 * A queue, as far as rules read it.
 *
 * @param spec what it is entitled to
 * @param allocated what its pods hold, as the scheduler last wrote; with those of all queues in it
 */
public record QueueSight(QueueSpec spec, ResourceList allocated) {
  static QueueSight read(Queue queue) {
    Map<String, String> texts = new TreeMap<>();
    if (queue.getStatus() != null && queue.getStatus().allocated() != null) {
      queue.getStatus().allocated().forEach((name, held) -> texts.put(name, held.toString()));
    }
    return new QueueSight(QueueReader.read(queue), Amounts.parse(texts).list());
  }

  public String name() {
    return spec.name();
  }

  /** The queue around it; empty if it is at the top. */
  public String parent() {
    return spec.parent().equals(VolcanoNames.ROOT_QUEUE) ? "" : spec.parent();
  }
}
