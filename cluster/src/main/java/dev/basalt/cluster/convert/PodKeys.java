package dev.basalt.cluster.convert;

import dev.basalt.api.names.BasaltNames;
import dev.basalt.api.names.VolcanoNames;
import dev.basalt.core.event.UserSource;
import java.util.HashSet;
import java.util.Set;

/** The keys of a pod's annotations that scheduling reads; of its labels it reads all. */
public final class PodKeys {
  private static final Set<String> ANNOTATIONS =
      Set.of(
          VolcanoNames.GROUP_NAME,
          VolcanoNames.VOLCANO_GROUP_NAME,
          VolcanoNames.GROUP_MIN_MEMBER,
          VolcanoNames.GROUP_MIN_RESOURCES,
          VolcanoNames.QUEUE_NAME,
          VolcanoNames.TASK_SPEC,
          VolcanoNames.TASK_PRIORITY,
          VolcanoNames.PREEMPTABLE,
          VolcanoNames.NUMA_TOPOLOGY_POLICY,
          VolcanoNames.COOLDOWN_TIME,
          VolcanoNames.TEMPLATE_UID,
          BasaltNames.RUNNING_ESTIMATE,
          BasaltNames.ZONE);

  private PodKeys() {}

  /** The annotations that are read, where a user is taken from here. */
  public static Set<String> annotations(UserSource user) {
    return with(ANNOTATIONS, user, UserSource.Kind.ANNOTATION);
  }

  private static Set<String> with(Set<String> keys, UserSource user, UserSource.Kind kind) {
    if (user.kind() != kind) {
      return keys;
    }
    Set<String> all = new HashSet<>(keys);
    all.add(user.key());
    return all;
  }
}
