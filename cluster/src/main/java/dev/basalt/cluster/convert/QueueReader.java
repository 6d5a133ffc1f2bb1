package dev.basalt.cluster.convert;

import dev.basalt.api.names.BasaltNames;
import dev.basalt.api.names.VolcanoNames;
import dev.basalt.api.scheduling.DequeueStrategy;
import dev.basalt.api.scheduling.Queue;
import dev.basalt.api.scheduling.QueueState;
import dev.basalt.core.event.QueueSpec;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads queues. */
public final class QueueReader {
  private static final int MAX_WEIGHT = 65_535;

  private static final Pattern NAMESPACE_PATTERN =
      Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?|([a-z0-9][-a-z0-9]{0,61})?\\*");

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
    Map<String, String> annotations = Fields.entries(metadata.getAnnotations());
    int runningJobs = limit(annotations, BasaltNames.MAX_RUNNING_JOBS, problems);
    int pendingPods = limit(annotations, BasaltNames.MAX_PENDING_PODS, problems);
    List<String> namespaces = namespaces(annotations.get(BasaltNames.NAMESPACES), problems);
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
        .fifo(spec.dequeueStrategy() == DequeueStrategy.FIFO)
        .maxRunningJobs(runningJobs)
        .maxPendingPods(pendingPods)
        .namespaces(namespaces)
        .zone(Fields.annotation(metadata, BasaltNames.ZONE))
        .problem(problems.isEmpty() ? null : problems.getFirst())
        .hierarchy(annotation(metadata, VolcanoNames.HIERARCHY))
        .hierarchyWeights(annotation(metadata, VolcanoNames.HIERARCHY_WEIGHTS))
        .build();
  }

  private static String annotation(ObjectMeta metadata, String key) {
    return Fields.text(Fields.entries(metadata.getAnnotations()).get(key));
  }

  private static Amounts amounts(
      String prefix, @Nullable Map<String, Quantity> quantities, List<String> problems) {
    Amounts amounts = Fields.amounts(quantities);
    if (amounts.problem() != null) {
      problems.add(prefix + amounts.problem());
    }
    return amounts;
  }

  /** A limit that an annotation sets; one that cannot be read lets nothing in. */
  private static int limit(Map<String, String> annotations, String key, List<String> problems) {
    String text = annotations.get(key);
    if (text == null) {
      return QueueSpec.UNLIMITED;
    }
    try {
      int limit = Integer.parseInt(text.strip());
      if (limit >= 0) {
        return limit;
      }
    } catch (NumberFormatException e) {
      // Said below, as for a negative number.
    }
    problems.add(
        "metadata.annotations[%s]: \"%s\" is not a whole number of at least 0; correct it or remove the annotation"
            .formatted(key, text));
    return 0;
  }

  private static List<String> namespaces(@Nullable String text, List<String> problems) {
    if (text == null) {
      return List.of();
    }
    List<String> patterns = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      String pattern = part.strip();
      if (!NAMESPACE_PATTERN.matcher(pattern).matches()) {
        problems.add(
            "metadata.annotations[%s]: \"%s\" is neither a namespace nor a prefix followed by *; correct it or remove the annotation"
                .formatted(BasaltNames.NAMESPACES, pattern));
      }
      patterns.add(pattern);
    }
    return patterns;
  }
}
