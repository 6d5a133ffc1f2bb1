package dev.basalt.watchdog.view;

import dev.basalt.cluster.convert.PodReader;
import dev.basalt.cluster.convert.Pools;
import dev.basalt.controllers.runtime.ObjectKey;
import dev.basalt.core.event.PodSpec;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import org.jspecify.annotations.Nullable;

/** Reads pods, of which there may be very many: what they share is kept once. One at a time. */
final class PodSights {
  private final PodReader reader = new PodReader(new Pools());
  private final Users users;

  PodSights(Users users) {
    this.users = users;
  }

  synchronized PodSight read(Pod pod) {
    PodSpec spec = reader.read(pod);
    ObjectKey key = ObjectKey.of(pod);
    return new PodSight(
        key,
        spec.uid(),
        PodSight.job(pod),
        text(spec.podGroup()),
        text(spec.queue()).intern(),
        users.of(pod, key).intern(),
        spec.taskName(),
        spec.schedulerName(),
        controller(pod),
        spec.phase(),
        text(spec.nodeName()),
        spec.deleting(),
        spec.createdMillis(),
        spec.shape().requests(),
        spec.nodeName() == null ? waiting(pod.getStatus()) : Waiting.UNSAID,
        Ending.of(pod));
  }

  private static Waiting waiting(@Nullable PodStatus status) {
    if (status != null && status.getConditions() != null) {
      for (PodCondition condition : status.getConditions()) {
        if ("PodScheduled".equals(condition.getType()) && "False".equals(condition.getStatus())) {
          return new Waiting(text(condition.getReason()), text(condition.getMessage()));
        }
      }
    }
    return Waiting.UNSAID;
  }

  private static String controller(Pod pod) {
    if (pod.getMetadata().getOwnerReferences() != null) {
      for (OwnerReference owner : pod.getMetadata().getOwnerReferences()) {
        if (Boolean.TRUE.equals(owner.getController())) {
          return text(owner.getKind()).intern();
        }
      }
    }
    return "";
  }

  private static String text(@Nullable String value) {
    return value == null ? "" : value;
  }
}
