package dev.basalt.controllers.queue;

import dev.basalt.api.names.VolcanoNames;
import dev.basalt.api.scheduling.Queue;
import dev.basalt.api.scheduling.QueueState;
import dev.basalt.api.scheduling.QueueStatus;
import dev.basalt.cluster.convert.Amounts;
import dev.basalt.controllers.runtime.Metadata;
import dev.basalt.controllers.runtime.ObjectKey;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A queue, as far as its controller reads it.
 *
 * @param version the object's resourceVersion
 * @param parent the queue around it; empty for root itself
 * @param state null if it has none yet
 * @param closedByParent whether it was closed because the one around it was
 * @param holdsPods whether pods hold something of it, as the scheduler says
 * @param counts the counts of PodGroups in its status
 */
record QueueRecord(
    String name,
    String uid,
    String version,
    String parent,
    @Nullable QueueState state,
    boolean closedByParent,
    boolean holdsPods,
    Counts counts) {

  static QueueRecord read(Queue queue) {
    String name = queue.getMetadata().getName();
    String named = queue.getSpec() == null ? null : queue.getSpec().parent();
    String parent = named == null || named.isEmpty() ? VolcanoNames.ROOT_QUEUE : named;
    QueueStatus status = queue.getStatus();
    return new QueueRecord(
        name,
        queue.getMetadata().getUid(),
        String.valueOf(queue.getMetadata().getResourceVersion()),
        name.equals(VolcanoNames.ROOT_QUEUE) ? "" : parent,
        status == null ? null : status.state(),
        Metadata.annotation(queue, VolcanoNames.CLOSED_BY_PARENT).equals("true"),
        status != null && holds(status),
        Counts.of(status));
  }

  /** Whether it takes new work. */
  boolean open() {
    return state == null || state == QueueState.OPEN;
  }

  @Nullable ObjectKey parentKey() {
    return parent.isEmpty() ? null : new ObjectKey("", parent);
  }

  private static boolean holds(QueueStatus status) {
    if (status.allocated() == null) {
      return false;
    }
    Map<String, String> texts = new TreeMap<>();
    status
        .allocated()
        .forEach((name, quantity) -> texts.put(name, quantity == null ? "0" : quantity.toString()));
    return Amounts.parse(texts).list().toMap().values().stream().anyMatch(amount -> amount > 0);
  }
}
