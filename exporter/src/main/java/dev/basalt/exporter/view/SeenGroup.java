package dev.basalt.exporter.view;

import dev.basalt.api.names.VolcanoNames;
import dev.basalt.api.scheduling.PodGroup;
import dev.basalt.api.scheduling.PodGroupCondition;
import dev.basalt.cluster.convert.PodGroupReader;
import dev.basalt.core.event.GroupPhase;
import dev.basalt.core.event.PodGroupSpec;
import dev.basalt.core.event.UserSource;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a PodGroup.
 *
 * @param queue its queue
 * @param user what it says whose it is, null if nothing
 * @param minMember pods that must be placed before any of them starts
 * @param createdSeconds when it was made, seconds since 1970
 * @param phase its phase
 * @param reason why it cannot be placed, empty if nothing is said
 */
public record SeenGroup(
    String namespace,
    String name,
    String queue,
    @Nullable String user,
    int minMember,
    long createdSeconds,
    GroupPhase phase,
    String reason) {
  private static final long MILLIS = 1000;

  /** What is kept of a group. */
  public static SeenGroup read(PodGroup group, UserSource user) {
    PodGroupSpec spec = PodGroupReader.read(group, user);
    return new SeenGroup(
        spec.namespace(),
        spec.name(),
        spec.queue().isEmpty() ? VolcanoNames.DEFAULT_QUEUE : spec.queue().intern(),
        spec.user(),
        spec.minMember(),
        spec.createdMillis() / MILLIS,
        spec.phase(),
        reason(group));
  }

  /** Whether it has not started yet. */
  boolean waits() {
    return phase == GroupPhase.PENDING || phase == GroupPhase.INQUEUE;
  }

  private static String reason(PodGroup group) {
    if (group.getStatus() == null || group.getStatus().conditions() == null) {
      return "";
    }
    for (PodGroupCondition condition : group.getStatus().conditions()) {
      if (PodGroupCondition.UNSCHEDULABLE.equals(condition.type())
          && "True".equals(condition.status())
          && condition.reason() != null) {
        return condition.reason().intern();
      }
    }
    return "";
  }
}
