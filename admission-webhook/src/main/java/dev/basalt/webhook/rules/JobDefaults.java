package dev.basalt.webhook.rules;

import dev.basalt.api.batch.JobSpec;
import dev.basalt.api.batch.PartitionPolicy;
import dev.basalt.api.batch.TaskSpec;
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
 * What the fields of a Job mean that its author left out. A count of 0 is read as left out where
 * Volcano's clients cannot write the difference. Applying it twice changes nothing more.
 *
 * @param schedulerName who schedules a job that names nobody
 * @param queue where a job waits that names no queue
 */
public record JobDefaults(String schedulerName, String queue) {
  /** How often a job or a task's containers are restarted, where nothing is said. */
  public static final int MAX_RETRY = 3;

  private static final String NAME_PREFIX = "default";
  private static final String HOST_NETWORK_DNS = "ClusterFirstWithHostNet";
  private static final Set<String> NEED_HOSTS = Set.of("tensorflow", "pytorch", "mpi", "ray");

  /** Volcano's own: its scheduler and the default queue. */
  public static JobDefaults standard() {
    return new JobDefaults(VolcanoNames.SCHEDULER, VolcanoNames.DEFAULT_QUEUE);
  }

  /** The spec with every default filled in. */
  public JobSpec apply(JobSpec spec) {
    List<TaskSpec> tasks = tasks(Given.list(spec.tasks()));
    return new JobSpec(
        Given.text(spec.schedulerName()).isEmpty() ? schedulerName : spec.schedulerName(),
        given(spec.minAvailable(), startable(tasks)),
        spec.volumes(),
        spec.tasks() == null ? null : tasks,
        spec.policies(),
        plugins(spec.plugins()),
        spec.runningEstimate(),
        Given.text(spec.queue()).isEmpty() ? queue : spec.queue(),
        given(spec.maxRetry(), MAX_RETRY),
        spec.ttlSecondsAfterFinished(),
        spec.priorityClassName(),
        spec.minSuccess(),
        spec.networkTopology());
  }

  private static List<TaskSpec> tasks(List<TaskSpec> tasks) {
    List<TaskSpec> defaulted = new ArrayList<>(tasks.size());
    for (int i = 0; i < tasks.size(); i++) {
      TaskSpec task = tasks.get(i);
      defaulted.add(
          new TaskSpec(
              Given.text(task.name()).isEmpty() ? NAME_PREFIX + i : task.name(),
              task.replicas(),
              task.minAvailable() == null ? minAvailable(task) : task.minAvailable(),
              template(task.template()),
              task.policies(),
              task.topologyPolicy(),
              given(task.maxRetry(), MAX_RETRY),
              task.dependsOn(),
              task.partitionPolicy()));
    }
    return defaulted;
  }

  /** The smallest number of a task's pods that may start, as its author meant it. */
  static int minAvailable(TaskSpec task) {
    if (task.minAvailable() != null) {
      return task.minAvailable();
    }
    PartitionPolicy partitions = task.partitionPolicy();
    // The API server makes 0 of a number of partitions that nobody has named.
    return partitions == null || Given.number(partitions.minPartitions()) == 0
        ? Given.number(task.replicas())
        : Given.number(partitions.minPartitions()) * Given.number(partitions.partitionSize());
  }

  private static int given(@Nullable Integer count, int otherwise) {
    int given = Given.number(count);
    return given == 0 ? otherwise : given;
  }

  private static int startable(List<TaskSpec> tasks) {
    return tasks.stream().mapToInt(JobDefaults::minAvailable).sum();
  }

  private static @Nullable PodTemplateSpec template(@Nullable PodTemplateSpec template) {
    PodSpec pod = template == null ? null : template.getSpec();
    if (pod == null
        || !Boolean.TRUE.equals(pod.getHostNetwork())
        || !Given.text(pod.getDnsPolicy()).isEmpty()) {
      return template;
    }
    return new PodTemplateSpecBuilder(template)
        .editSpec()
        .withDnsPolicy(HOST_NETWORK_DNS)
        .endSpec()
        .build();
  }

  private static @Nullable Map<String, List<String>> plugins(
      @Nullable Map<String, List<String>> plugins) {
    if (plugins == null || plugins.keySet().stream().noneMatch(NEED_HOSTS::contains)) {
      return plugins;
    }
    Map<String, List<String>> all = new LinkedHashMap<>(plugins);
    all.putIfAbsent("svc", List.of());
    if (all.containsKey("mpi")) {
      all.putIfAbsent("ssh", List.of());
    }
    return all;
  }
}
