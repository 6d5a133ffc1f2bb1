package dev.basalt.controllers.job;

import dev.basalt.api.batch.DependsOn;
import dev.basalt.api.batch.Job;
import dev.basalt.api.batch.JobSpec;
import dev.basalt.api.batch.PartitionPolicy;
import dev.basalt.api.batch.TaskSpec;
import dev.basalt.api.names.BasaltNames;
import dev.basalt.api.names.VolcanoNames;
import dev.basalt.api.scheduling.PodGroup;
import dev.basalt.api.scheduling.PodGroupSpec;
import dev.basalt.api.scheduling.SubGroupPolicy;
import dev.basalt.controllers.job.plugin.JobContext;
import dev.basalt.controllers.runtime.Metadata;
import dev.basalt.core.resource.ResourceList;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Makes the PodGroup of a job.
 *
 * <p>A gang must not wait for pods that wait for it: tasks that depend on others have no pods yet
 * when the gang starts, so the group asks for no more than the other tasks have.
 */
final class JobGroups {
  private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

  private JobGroups() {}

  /** The name of a job's group. */
  static String name(HasMetadata job) {
    return job.getMetadata().getName() + "-" + job.getMetadata().getUid();
  }

  /**
   * The group.
   *
   * @param context the job with all defaults
   * @param priority the value of a PriorityClass by name
   */
  static PodGroup of(Job job, JobContext context, ToIntFunction<String> priority) {
    PodGroup group = new PodGroup();
    Map<String, String> annotations = new TreeMap<>();
    if (job.getMetadata().getAnnotations() != null) {
      annotations.putAll(job.getMetadata().getAnnotations());
    }
    annotations.remove(LAST_APPLIED);
    annotations.remove(BasaltNames.OOM_RECORD);
    annotations.put(BasaltNames.JOB_GENERATION, Long.toString(generation(job)));
    annotations.put(
        VolcanoNames.JOB_VERSION,
        Integer.toString(JobStatuses.progress(job.getStatus()).version()));
    group.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(job.getMetadata().getNamespace())
            .withName(name(job))
            .withAnnotations(annotations)
            .withLabels(job.getMetadata().getLabels())
            .withOwnerReferences(Metadata.owner(job))
            .build());
    group.setSpec(spec(context, priority));
    return group;
  }

  /** The generation of a job's spec. */
  static long generation(Job job) {
    Long generation = job.getMetadata().getGeneration();
    return generation == null ? 0 : generation;
  }

  private static PodGroupSpec spec(JobContext context, ToIntFunction<String> priority) {
    JobSpec spec = context.spec();
    List<TaskSpec> tasks = context.tasks();
    List<TaskSpec> first = tasks.stream().filter(task -> !depends(task)).toList();
    int wanted = number(spec.minAvailable());
    int most = first.stream().mapToInt(task -> number(task.replicas())).sum();
    int members = first.size() == tasks.size() ? wanted : Math.min(wanted, most);
    Map<String, Integer> minTaskMember = new LinkedHashMap<>();
    first.forEach(task ->
        minTaskMember.put(Objects.requireNonNull(task.name()), number(task.minAvailable())));
    String ofJob = spec.priorityClassName() == null ? "" : spec.priorityClassName();
    ResourceList resources =
        MinResources.of(
            first,
            members,
            name -> priority.applyAsInt(name.isEmpty() ? ofJob : name),
            context.growths());
    Map<String, Quantity> minResources = new LinkedHashMap<>();
    resources.toQuantities().forEach((name, text) -> minResources.put(name, Quantity.parse(text)));
    return new PodGroupSpec(
        members,
        minTaskMember,
        spec.queue(),
        spec.priorityClassName(),
        minResources,
        spec.networkTopology(),
        subGroups(tasks));
  }

  private static @Nullable List<SubGroupPolicy> subGroups(List<TaskSpec> tasks) {
    List<SubGroupPolicy> policies = new ArrayList<>();
    for (TaskSpec task : tasks) {
      PartitionPolicy partitions = task.partitionPolicy();
      if (partitions != null) {
        policies.add(
            new SubGroupPolicy(
                task.name(),
                partitions.networkTopology(),
                partitions.partitionSize(),
                partitions.minPartitions(),
                new LabelSelectorBuilder()
                    .addToMatchLabels(VolcanoNames.TASK_SPEC, task.name())
                    .build(),
                List.of(VolcanoNames.PARTITION_ID)));
      }
    }
    return policies.isEmpty() ? null : policies;
  }

  private static boolean depends(TaskSpec task) {
    DependsOn on = task.dependsOn();
    return on != null && on.name() != null && !on.name().isEmpty();
  }

  private static int number(@Nullable Integer value) {
    return value == null ? 0 : value;
  }
}
