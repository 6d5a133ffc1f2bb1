package dev.basalt.controllers.job;

import dev.basalt.api.names.BasaltNames;
import dev.basalt.api.names.VolcanoNames;
import dev.basalt.api.scheduling.PodGroup;
import dev.basalt.api.scheduling.PodGroupCondition;
import dev.basalt.api.scheduling.PodGroupPhase;
import dev.basalt.api.scheduling.PodGroupSpec;
import dev.basalt.controllers.runtime.Metadata;
import dev.basalt.controllers.runtime.ObjectKey;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A PodGroup, as far as the job controller reads it.
 *
 * @param uid its UID
 * @param job the job that it was made for, null if it is somebody else's
 * @param jobUid that job's UID
 * @param spec its spec, null if it is somebody else's
 * @param phase its phase; absent is Pending
 * @param changedMillis when a condition of it last changed, 0 if none did
 * @param generation the generation of the job that it was made from
 * @param version the version of the job that it was made from, -1 if it does not say
 * @param updatedMillis when the job was changed after the group was made, 0 if it was not
 * @param waitsFor why it is not let in or placed, empty if nobody says so
 * @param terminating whether it is being deleted
 */
record GroupView(
    String uid,
    @Nullable ObjectKey job,
    String jobUid,
    @Nullable PodGroupSpec spec,
    PodGroupPhase phase,
    long changedMillis,
    int generation,
    int version,
    long updatedMillis,
    String waitsFor,
    boolean terminating) {

  static GroupView read(PodGroup group) {
    OwnerReference owner = Metadata.job(group);
    String uid = group.getMetadata().getUid();
    boolean terminating = group.getMetadata().getDeletionTimestamp() != null;
    if (owner == null) {
      return new GroupView(uid, null, "", null, phase(group), 0, -1, -1, 0, "", terminating);
    }
    return new GroupView(
        uid,
        new ObjectKey(group.getMetadata().getNamespace(), owner.getName()),
        owner.getUid(),
        group.getSpec(),
        phase(group),
        changedMillis(group),
        Metadata.number(Metadata.annotation(group, BasaltNames.JOB_GENERATION)),
        Metadata.number(Metadata.annotation(group, VolcanoNames.JOB_VERSION)),
        Math.max(0, Metadata.longNumber(Metadata.annotation(group, BasaltNames.JOB_UPDATED))),
        waitsFor(group),
        terminating);
  }

  /** Whether its queue has let it in: only then are pods made. */
  boolean admitted() {
    return phase != PodGroupPhase.PENDING;
  }

  private static PodGroupPhase phase(PodGroup group) {
    return group.getStatus() == null || group.getStatus().phase() == null
        ? PodGroupPhase.PENDING
        : group.getStatus().phase();
  }

  private static String waitsFor(PodGroup group) {
    List<PodGroupCondition> conditions =
        group.getStatus() == null ? null : group.getStatus().conditions();
    if (conditions == null) {
      return "";
    }
    for (PodGroupCondition condition : conditions) {
      if (condition != null
          && PodGroupCondition.UNSCHEDULABLE.equals(condition.type())
          && "True".equals(condition.status())) {
        return condition.reason() + ": " + condition.message();
      }
    }
    return "";
  }

  private static long changedMillis(PodGroup group) {
    List<PodGroupCondition> conditions =
        group.getStatus() == null ? null : group.getStatus().conditions();
    return conditions == null
        ? 0
        : conditions.stream()
            .filter(Objects::nonNull)
            .mapToLong(condition -> Metadata.millis(condition.lastTransitionTime()))
            .max()
            .orElse(0);
  }
}
