package dev.basalt.watchdog.view;

import dev.basalt.api.names.VolcanoNames;
import dev.basalt.api.scheduling.PodGroup;
import dev.basalt.api.scheduling.PodGroupCondition;
import dev.basalt.api.scheduling.PodGroupPhase;
import dev.basalt.api.scheduling.PodGroupSpec;
import dev.basalt.cluster.convert.Amounts;
import dev.basalt.controllers.runtime.Metadata;
import dev.basalt.controllers.runtime.ObjectKey;
import dev.basalt.core.resource.ResourceList;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A PodGroup, as far as rules read it.
 *
 * @param uid tells it from another one of its name
 * @param job the Job that it was made for, by name; empty if it is another's
 * @param queue the queue that it is in
 * @param user whose it is, else the namespace
 * @param phase how far it has come
 * @param minMember how many pods start together
 * @param minResources what these need in sum; empty if it does not say
 * @param waiting why it is not placed
 * @param createdMillis when it was made, milliseconds since 1970
 * @param slaMillis how long it may wait by its annotation; -1 if it does not say
 */
public record GroupSight(
    ObjectKey key,
    String uid,
    String job,
    String queue,
    String user,
    PodGroupPhase phase,
    int minMember,
    ResourceList minResources,
    Waiting waiting,
    long createdMillis,
    long slaMillis) {

  static GroupSight read(PodGroup group, Users users) {
    ObjectKey key = ObjectKey.of(group);
    PodGroupSpec spec = group.getSpec();
    OwnerReference job = Metadata.job(group);
    String queue = spec == null || spec.queue() == null ? "" : spec.queue();
    String sla = Metadata.annotation(group, VolcanoNames.PLAIN_SLA_WAITING_TIME);
    return new GroupSight(
        key,
        group.getMetadata().getUid(),
        job == null ? "" : job.getName(),
        (queue.isEmpty() ? VolcanoNames.DEFAULT_QUEUE : queue).intern(),
        users.of(group, key).intern(),
        group.getStatus() == null || group.getStatus().phase() == null
            ? PodGroupPhase.PENDING
            : group.getStatus().phase(),
        spec == null || spec.minMember() == null ? 1 : spec.minMember(),
        minResources(spec),
        waiting(group),
        Metadata.millis(group.getMetadata().getCreationTimestamp()),
        JobSight.sla(
            sla.isEmpty() ? Metadata.annotation(group, VolcanoNames.SLA_WAITING_TIME) : sla));
  }

  /** Whether it has not been placed yet. */
  public boolean waits() {
    return phase == PodGroupPhase.PENDING || phase == PodGroupPhase.INQUEUE;
  }

  private static ResourceList minResources(@Nullable PodGroupSpec spec) {
    if (spec == null || spec.minResources() == null) {
      return ResourceList.EMPTY;
    }
    Map<String, String> texts = new TreeMap<>();
    spec.minResources().forEach((name, amount) -> texts.put(name, amount.toString()));
    return Amounts.parse(texts).list();
  }

  private static Waiting waiting(PodGroup group) {
    if (group.getStatus() != null && group.getStatus().conditions() != null) {
      for (PodGroupCondition condition : group.getStatus().conditions()) {
        if (condition != null
            && PodGroupCondition.UNSCHEDULABLE.equals(condition.type())
            && "True".equals(condition.status())) {
          return new Waiting(text(condition.reason()), text(condition.message()));
        }
      }
    }
    return Waiting.UNSAID;
  }

  private static String text(@Nullable String value) {
    return value == null ? "" : value;
  }
}
