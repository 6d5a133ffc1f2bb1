package dev.basalt.cluster.convert;

import dev.basalt.api.names.BasaltNames;
import dev.basalt.api.scheduling.Queue;
import dev.basalt.api.scheduling.QueueState;
import dev.basalt.core.event.QueueSpec;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads queues. */
public final class QueueReader {
  private static final int MAX_WEIGHT = 65_535;

  private QueueReader() {}

  /** The queue as far as scheduling reads it; never fails, see {@link QueueSpec#problem}. */
  public static QueueSpec read(Queue queue) {
    ObjectMeta metadata = queue.getMetadata();
    List<String> problems = new ArrayList<>();
    dev.basalt.api.scheduling.QueueSpec spec = queue.getSpec();
    if (spec == null) {
      spec = dev.basalt.api.scheduling.QueueSpec.ofWeight(1);
    }
    int weight = spec.weight() == null ? 1 : spec.weight();
    if (weight < 1 || weight > MAX_WEIGHT) {
      problems.add("spec.weight: %d is not a weight; write 1 to 65535".formatted(weight));
      weight = Math.clamp(weight, 1, MAX_WEIGHT);
    }
    int priority = Fields.number(spec.priority());
    if (priority < 0) {
      problems.add("spec.priority: %d is negative; write 0 or more".formatted(priority));
    }
    Amounts capability = amounts("spec.capability.", spec.capability(), problems);
    Amounts deserved = amounts("spec.deserved.", spec.deserved(), problems);
    Map<String, Quantity> kept = spec.guarantee() == null ? null : spec.guarantee().resource();
    Amounts guarantee = amounts("spec.guarantee.resource.", kept, problems);
    QueueState state = queue.getStatus() == null ? null : queue.getStatus().state();
    return QueueSpec.builder(Fields.text(metadata.getName()), Fields.text(metadata.getUid()))
        .weight(weight)
        .capability(capability.list())
        .deserved(deserved.list())
        .guarantee(guarantee.list())
        .reclaimable(spec.reclaimable() == null || spec.reclaimable())
        .priority(Math.max(priority, 0))
        .parent(Fields.text(spec.parent()))
        .open(state == null || state == QueueState.OPEN)
        .createdMillis(Fields.millis(metadata.getCreationTimestamp()))
        .zone(Fields.annotation(metadata, BasaltNames.ZONE))
        .problem(problems.isEmpty() ? null : problems.getFirst())
        .build();
  }

  private static Amounts amounts(
      String prefix, @Nullable Map<String, Quantity> quantities, List<String> problems) {
    Amounts amounts = Fields.amounts(quantities);
    if (amounts.problem() != null) {
      problems.add(prefix + amounts.problem());
    }
    return amounts;
  }
}
