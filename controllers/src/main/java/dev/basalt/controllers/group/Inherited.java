package dev.basalt.controllers.group;

import dev.basalt.api.names.BasaltNames;
import dev.basalt.api.names.VolcanoNames;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a group takes over of the annotations and labels of its pods and their owner. Never whose it
 * is: a user writes templates and workloads.
 */
final class Inherited {
  private static final String VOLCANO = "volcano.sh/";

  private static final Set<String> OTHERS =
      Set.of(VolcanoNames.PLAIN_SLA_WAITING_TIME, BasaltNames.RUNNING_ESTIMATE, BasaltNames.ZONE);

  /** Of a single pod. */
  private static final Set<String> PODS_OWN =
      Set.of(VolcanoNames.TASK_INDEX, VolcanoNames.TASK_SPEC, VolcanoNames.TASK_PRIORITY);

  private Inherited() {}

  /** What is taken over, sorted. */
  static Map<String, String> of(@Nullable Map<String, String> marks) {
    if (marks == null || marks.isEmpty()) {
      return Map.of();
    }
    Map<String, String> taken = new TreeMap<>();
    marks.forEach((key, value) -> {
      if ((key.startsWith(VOLCANO) || OTHERS.contains(key)) && !PODS_OWN.contains(key)) {
        taken.put(key, value);
      }
    });
    return taken.isEmpty() ? Map.of() : taken;
  }
}
