package dev.basalt.cluster.convert;

import dev.basalt.api.names.VolcanoNames;
import java.util.Set;

/** The keys of a pod's annotations that scheduling reads; of its labels it reads all. */
public final class PodKeys {
  public static final Set<String> ANNOTATIONS =
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
          VolcanoNames.COOLDOWN_TIME);

  private PodKeys() {}
}
