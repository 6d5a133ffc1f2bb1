package dev.basalt.controllers.group;

import dev.basalt.api.names.VolcanoNames;
import dev.basalt.controllers.runtime.ObjectKey;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An owner of pods whose kind is watched.
 *
 * @param uid empty if its pods are not ours
 * @param wanted how many pods it wants at once
 * @param oneByOne whether it makes a pod only once the one before is ready
 */
record Workload(ObjectKey key, String uid, Wishes wishes, int wanted, boolean oneByOne) {
  private static final ObjectKey NOWHERE = new ObjectKey("", "");
  private static final Workload FOREIGN = new Workload(NOWHERE, "", Wishes.NONE, 0, false);

  static Workload of(ReplicaSet set, Set<String> schedulers) {
    var spec = set.getSpec();
    return spec == null || !ours(spec.getTemplate(), schedulers)
        ? FOREIGN
        : of(set, number(spec.getReplicas(), 1), false);
  }

  static Workload of(StatefulSet set, Set<String> schedulers) {
    var spec = set.getSpec();
    return spec == null || !ours(spec.getTemplate(), schedulers)
        ? FOREIGN
        : of(set, number(spec.getReplicas(), 1), !"Parallel".equals(spec.getPodManagementPolicy()));
  }

  static Workload of(Job job, Set<String> schedulers) {
    var spec = job.getSpec();
    return spec == null || !ours(spec.getTemplate(), schedulers)
        ? FOREIGN
        : of(job, wanted(job), false);
  }

  private static int wanted(Job job) {
    boolean over =
        job.getStatus() != null
            && job.getStatus().getConditions() != null
            && job.getStatus().getConditions().stream()
                .anyMatch(condition ->
                    "True".equals(condition.getStatus())
                        && ("Complete".equals(condition.getType())
                            || "Failed".equals(condition.getType())));
    if (over || Boolean.TRUE.equals(job.getSpec().getSuspend())) {
      return 0;
    }
    int parallelism = number(job.getSpec().getParallelism(), 1);
    Integer completions = job.getSpec().getCompletions();
    return completions == null ? parallelism : Math.min(parallelism, completions);
  }

  private static Workload of(HasMetadata object, int wanted, boolean oneByOne) {
    return new Workload(
        ObjectKey.of(object), object.getMetadata().getUid(), Wishes.of(object), wanted, oneByOne);
  }

  /** What its pods are looked for by, null if they are not ours. */
  @Nullable ObjectKey bucket() {
    return uid.isEmpty() ? null : new ObjectKey(key.namespace(), VolcanoNames.workloadGroup(uid));
  }

  private static boolean ours(@Nullable PodTemplateSpec template, Set<String> schedulers) {
    return template != null
        && template.getSpec() != null
        && template.getSpec().getSchedulerName() != null
        && schedulers.contains(template.getSpec().getSchedulerName());
  }

  private static int number(@Nullable Integer value, int absent) {
    return value == null ? absent : value;
  }
}
