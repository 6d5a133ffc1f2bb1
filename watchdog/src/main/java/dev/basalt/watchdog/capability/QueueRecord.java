package dev.basalt.watchdog.capability;

import dev.basalt.api.names.BasaltNames;
import dev.basalt.api.scheduling.NodeGroupTerms;
import dev.basalt.api.scheduling.Queue;
import dev.basalt.api.scheduling.QueueAffinity;
import dev.basalt.api.scheduling.QueueSpec;
import dev.basalt.cluster.convert.Amounts;
import dev.basalt.core.resource.ResourceList;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A queue, as far as its capability depends on it.
 *
 * @param generation grows with each change of its spec
 * @param parent empty for none
 * @param capability a resource that is not in it has no limit
 * @param groups node groups that its pods must go to; null for any
 * @param notGroups node groups that its pods must keep away from
 * @param annotations those that say how its capability is kept, and its zone
 * @param holder who else set a part of its capability; null if nobody did
 */
record QueueRecord(
    String name,
    String uid,
    long generation,
    String parent,
    int weight,
    ResourceList capability,
    ResourceList guarantee,
    @Nullable Set<String> groups,
    Set<String> notGroups,
    Map<String, String> annotations,
    @Nullable String holder) {
  private static final Set<String> READ =
      Set.of(
          BasaltNames.ZONE,
          BasaltNames.CAPABILITY,
          BasaltNames.CAPABILITY_ZONES,
          BasaltNames.CAPABILITY_MIN,
          BasaltNames.CAPABILITY_MAX,
          BasaltNames.CAPABILITY_HYSTERESIS);

  private static final int MAX_WEIGHT = 65_535;

  QueueRecord {
    annotations = Map.copyOf(annotations);
  }

  /**
   * What is kept of a queue.
   *
   * @param manager whose fields are our own
   */
  static QueueRecord read(Queue queue, String manager) {
    QueueSpec spec = queue.getSpec() == null ? QueueSpec.ofWeight(1) : queue.getSpec();
    Map<String, String> annotations = new HashMap<>();
    if (queue.getMetadata().getAnnotations() != null) {
      annotations.putAll(queue.getMetadata().getAnnotations());
      annotations.keySet().retainAll(READ);
    }
    Long generation = queue.getMetadata().getGeneration();
    QueueAffinity affinity = spec.affinity();
    List<String> groups = affinity == null ? null : required(affinity.nodeGroupAffinity());
    List<String> without = affinity == null ? null : required(affinity.nodeGroupAntiAffinity());
    return new QueueRecord(
        queue.getMetadata().getName(),
        queue.getMetadata().getUid(),
        generation == null ? 0 : generation,
        spec.parent() == null ? "" : spec.parent(),
        spec.weight() == null ? 1 : Math.clamp(spec.weight(), 1, MAX_WEIGHT),
        amounts(spec.capability()),
        amounts(spec.guarantee() == null ? null : spec.guarantee().resource()),
        groups == null || groups.isEmpty() ? null : Set.copyOf(groups),
        without == null ? Set.of() : Set.copyOf(without),
        annotations,
        holder(queue, manager));
  }

  /** An annotation, null if it is not there. */
  @Nullable String annotation(String key) {
    return annotations.get(key);
  }

  private static @Nullable List<String> required(@Nullable NodeGroupTerms terms) {
    return terms == null ? null : terms.required();
  }

  private static ResourceList amounts(@Nullable Map<String, Quantity> quantities) {
    if (quantities == null) {
      return ResourceList.EMPTY;
    }
    Map<String, String> texts = new HashMap<>();
    quantities.forEach(
        (name, quantity) -> texts.put(name, quantity == null ? "" : quantity.toString()));
    return Amounts.parse(texts).list();
  }

  private static @Nullable String holder(Queue queue, String manager) {
    List<ManagedFieldsEntry> entries = queue.getMetadata().getManagedFields();
    if (entries == null) {
      return null;
    }
    for (ManagedFieldsEntry entry : entries) {
      boolean own = manager.equals(entry.getManager()) && "Apply".equals(entry.getOperation());
      if (!own && setsCapability(entry)) {
        return entry.getManager();
      }
    }
    return null;
  }

  /** Whether a manager's fields are some of {@code spec.capability}, each named {@code f:NAME}. */
  private static boolean setsCapability(ManagedFieldsEntry entry) {
    return entry.getFieldsV1() != null
        && entry.getFieldsV1().getAdditionalProperties().get("f:spec") instanceof Map<?, ?> spec
        && spec.get("f:capability") instanceof Map<?, ?> capability
        && capability.keySet().stream().anyMatch(key -> String.valueOf(key).startsWith("f:"));
  }
}
