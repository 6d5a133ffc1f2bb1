package dev.basalt.controllers.defaults;

import dev.basalt.api.batch.JobSpec;
import dev.basalt.api.batch.PartitionPolicy;
import dev.basalt.api.batch.TaskSpec;
import dev.basalt.api.names.BasaltNames;
import dev.basalt.api.names.VolcanoNames;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The defaults of a job, those that Volcano's admission sets: names of tasks, minima, retries,
 * queue, scheduler, and the plugins that others need. What is set stays as it is.
 */
public final class JobDefaults {
  private static final int MAX_RETRY = 3;
  private static final Set<String> NEED_A_SERVICE = Set.of("tensorflow", "pytorch", "mpi", "ray");

  private JobDefaults() {}

  /** The spec with every default in it. */
  public static JobSpec of(JobSpec spec) {
    List<TaskSpec> tasks = new ArrayList<>();
    for (TaskSpec task : spec.tasks() == null ? List.<TaskSpec>of() : spec.tasks()) {
      tasks.add(task(task, tasks.size()));
    }
    int least = tasks.stream().mapToInt(task -> orElse(task.minAvailable(), 0)).sum();
    return new JobSpec(
        orElse(spec.schedulerName(), BasaltNames.SCHEDULER),
        orElse(spec.minAvailable(), least),
        spec.volumes(),
        List.copyOf(tasks),
        spec.policies(),
        plugins(spec.plugins()),
        spec.runningEstimate(),
        orElse(spec.queue(), VolcanoNames.DEFAULT_QUEUE),
        orElse(spec.maxRetry(), MAX_RETRY),
        spec.ttlSecondsAfterFinished(),
        spec.priorityClassName(),
        spec.minSuccess(),
        spec.networkTopology());
  }

  private static TaskSpec task(TaskSpec task, int place) {
    int replicas = orElse(task.replicas(), 0);
    int maxRetry = orElse(task.maxRetry(), MAX_RETRY);
    return new TaskSpec(
        orElse(task.name(), "default" + place),
        replicas,
        orElse(task.minAvailable(), leastOf(task.partitionPolicy(), replicas)),
        template(task.template()),
        task.policies(),
        task.topologyPolicy(),
        maxRetry == 0 ? MAX_RETRY : maxRetry,
        task.dependsOn(),
        task.partitionPolicy());
  }

  private static int leastOf(@Nullable PartitionPolicy partitions, int replicas) {
    // The API server makes 0 of a number of partitions that nobody has named.
    return partitions == null || orElse(partitions.minPartitions(), 0) == 0
        ? replicas
        : orElse(partitions.minPartitions(), 0) * orElse(partitions.partitionSize(), 1);
  }

  /** Pods in the network of their node find services by name only when told to. */
  private static @Nullable PodTemplateSpec template(@Nullable PodTemplateSpec template) {
    PodSpec pod = template == null ? null : template.getSpec();
    if (pod == null
        || !Boolean.TRUE.equals(pod.getHostNetwork())
        || (pod.getDnsPolicy() != null && !pod.getDnsPolicy().isEmpty())) {
      return template;
    }
    return new PodTemplateSpecBuilder(template)
        .editSpec()
        .withDnsPolicy("ClusterFirstWithHostNet")
        .endSpec()
        .build();
  }

  private static @Nullable Map<String, List<String>> plugins(
      @Nullable Map<String, List<String>> plugins) {
    if (plugins == null) {
      return null;
    }
    Map<String, List<String>> all = new LinkedHashMap<>(plugins);
    if (plugins.keySet().stream().anyMatch(NEED_A_SERVICE::contains)) {
      all.putIfAbsent("svc", List.of());
    }
    if (plugins.containsKey("mpi")) {
      all.putIfAbsent("ssh", List.of());
    }
    return all;
  }

  private static String orElse(@Nullable String value, String absent) {
    return value == null || value.isEmpty() ? absent : value;
  }

  private static int orElse(@Nullable Integer value, int absent) {
    return value == null ? absent : value;
  }
}
