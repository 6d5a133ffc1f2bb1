package dev.basalt.controllers.group;

import dev.basalt.api.names.BasaltNames;
import dev.basalt.api.names.VolcanoNames;
import dev.basalt.api.scheduling.PodGroup;
import dev.basalt.api.scheduling.PodGroupCondition;
import dev.basalt.api.scheduling.PodGroupPhase;
import dev.basalt.api.scheduling.PodGroupSpec;
import dev.basalt.cluster.convert.Amounts;
import dev.basalt.controllers.runtime.Metadata;
import dev.basalt.controllers.runtime.ObjectKey;
import dev.basalt.core.resource.ResourceList;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A PodGroup, whoever made it.
 *
 * @param owner what controls it, null for nothing
 * @param owned whether anything owns it, so that it goes when that goes
 * @param queue its queue, never empty
 * @param phase its phase; absent is Pending
 * @param changedMillis when a condition of it last changed, or else when it was made
 * @param terminating whether it is being deleted
 * @param made what it was made with; of groups that were not made for a workload nothing is kept
 */
public record GroupRecord(
    ObjectKey key,
    String uid,
    @Nullable Owner owner,
    boolean owned,
    String queue,
    PodGroupPhase phase,
    long changedMillis,
    boolean terminating,
    Made made) {

  /**
   * The fields of a group that follow its workload.
   *
   * @param minResources null if absent
   */
  record Made(
      int minMember,
      @Nullable ResourceList minResources,
      String priorityClass,
      Map<String, String> annotations,
      Map<String, String> labels,
      String user) {
    static final Made UNKNOWN = new Made(0, null, "", Map.of(), Map.of(), "");
  }

  static GroupRecord read(PodGroup group) {
    PodGroupSpec spec = group.getSpec();
    String queue = spec == null || spec.queue() == null ? "" : spec.queue();
    Owner owner = Owner.of(group);
    boolean automatic = owner != null && owner.owns(group.getMetadata().getName());
    return new GroupRecord(
        ObjectKey.of(group),
        group.getMetadata().getUid(),
        owner,
        group.getMetadata().getOwnerReferences() != null
            && !group.getMetadata().getOwnerReferences().isEmpty(),
        queue.isEmpty() ? VolcanoNames.DEFAULT_QUEUE : queue,
        group.getStatus() == null || group.getStatus().phase() == null
            ? PodGroupPhase.PENDING
            : group.getStatus().phase(),
        changedMillis(group),
        group.getMetadata().getDeletionTimestamp() != null,
        automatic ? made(group, spec) : Made.UNKNOWN);
  }

  /** Where the pods of a group that was made for a workload are found, null of any other. */
  @Nullable ObjectKey bucket() {
    return owner != null && owner.owns(key.name())
        ? new ObjectKey(key.namespace(), owner.groupName())
        : null;
  }

  private static Made made(PodGroup group, @Nullable PodGroupSpec spec) {
    Map<String, Quantity> resources = spec == null ? null : spec.minResources();
    return new Made(
        spec == null || spec.minMember() == null ? 0 : spec.minMember(),
        resources == null ? null : amounts(resources),
        spec == null || spec.priorityClassName() == null ? "" : spec.priorityClassName(),
        Inherited.of(group.getMetadata().getAnnotations()),
        Inherited.of(group.getMetadata().getLabels()),
        Metadata.annotation(group, BasaltNames.USER));
  }

  private static ResourceList amounts(Map<String, Quantity> resources) {
    Map<String, String> texts = new LinkedHashMap<>();
    resources.forEach((name, quantity) -> {
      if (quantity != null) {
        texts.put(name, quantity.toString());
      }
    });
    return Amounts.parse(texts).list();
  }

  private static long changedMillis(PodGroup group) {
    List<PodGroupCondition> conditions =
        group.getStatus() == null ? null : group.getStatus().conditions();
    long made = Metadata.millis(group.getMetadata().getCreationTimestamp());
    return conditions == null
        ? made
        : conditions.stream()
            .filter(Objects::nonNull)
            .mapToLong(condition -> Metadata.millis(condition.lastTransitionTime()))
            .reduce(made, Math::max);
  }
}
