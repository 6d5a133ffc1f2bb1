package dev.basalt.controllers.job;

import dev.basalt.api.batch.Job;
import dev.basalt.api.batch.PartitionPolicy;
import dev.basalt.api.batch.TaskSpec;
import dev.basalt.api.batch.VolumeSpec;
import dev.basalt.api.names.BasaltNames;
import dev.basalt.api.names.VolcanoNames;
import dev.basalt.controllers.job.plugin.JobContext;
import dev.basalt.controllers.job.plugin.JobPlugin;
import dev.basalt.controllers.job.state.Progress;
import dev.basalt.controllers.runtime.Metadata;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes the pods of a job, as they are sent to the API server. */
final class JobPods {
  /** Annotations of a job or a template that mean the same on each pod. */
  private static final List<String> COPIED_ANNOTATIONS =
      List.of(
          VolcanoNames.PREEMPTABLE,
          VolcanoNames.COOLDOWN_TIME,
          VolcanoNames.REVOCABLE_ZONE,
          VolcanoNames.JDB_MIN_AVAILABLE,
          VolcanoNames.JDB_MAX_UNAVAILABLE,
          BasaltNames.USER);

  private static final List<String> COPIED_LABELS =
      List.of(VolcanoNames.PREEMPTABLE, VolcanoNames.COOLDOWN_TIME);

  private static final int LONGEST_LABEL = 63;

  private final Job job;
  private final JobContext context;
  private final Progress progress;
  private final Collection<JobPlugin> plugins;

  /**
   * A maker of pods.
   *
   * @param context the job with all defaults
   * @param progress what the pods are stamped with
   */
  JobPods(Job job, JobContext context, Progress progress, Collection<JobPlugin> plugins) {
    this.job = job;
    this.context = context;
    this.progress = progress;
    this.plugins = plugins;
  }

  /** A pod. */
  Pod pod(TaskSpec task, int index) {
    PodTemplateSpec template = task.template();
    ObjectMeta labelled = template == null ? null : template.getMetadata();
    Pod pod =
        new PodBuilder()
            .withMetadata(
                new ObjectMetaBuilder()
                    .withNamespace(context.namespace())
                    .withName(context.podName(task, index))
                    .withAnnotations(annotations(labelled, task, index))
                    .withLabels(labels(labelled, task, index))
                    .withFinalizers(labelled == null ? List.of() : labelled.getFinalizers())
                    .withOwnerReferences(Metadata.owner(job))
                    .build())
            .withSpec(
                template == null || template.getSpec() == null ? new PodSpec() : template.getSpec())
            .build();
    // The builder has copied the template, down to its containers.
    PodSpec spec = pod.getSpec();
    if (spec.getSchedulerName() == null || spec.getSchedulerName().isEmpty()) {
      spec.setSchedulerName(context.spec().schedulerName());
    }
    if (spec.getPriorityClassName() == null || spec.getPriorityClassName().isEmpty()) {
      spec.setPriorityClassName(context.spec().priorityClassName());
    }
    mountVolumes(spec);
    plugins.forEach(plugin -> plugin.prepare(context, task, index, pod));
    return pod;
  }

  private Map<String, String> annotations(@Nullable ObjectMeta template, TaskSpec task, int index) {
    Map<String, String> all = copy(template == null ? null : template.getAnnotations());
    copy(job.getMetadata().getAnnotations(), COPIED_ANNOTATIONS, all);
    String name = String.valueOf(task.name());
    all.put(VolcanoNames.GROUP_NAME, JobGroups.name(job));
    all.put(VolcanoNames.TASK_INDEX, Integer.toString(index));
    all.put(VolcanoNames.TASK_SPEC, name);
    all.put(VolcanoNames.JOB_NAME, context.name());
    all.put(VolcanoNames.JOB_QUEUE_NAME, String.valueOf(context.spec().queue()));
    all.put(VolcanoNames.JOB_VERSION, Integer.toString(progress.version()));
    all.put(VolcanoNames.TEMPLATE_UID, context.name() + "-" + name);
    all.put(VolcanoNames.JOB_RETRY_COUNT, Integer.toString(progress.retryCount()));
    if (task.topologyPolicy() != null && !task.topologyPolicy().isEmpty()) {
      all.put(VolcanoNames.NUMA_TOPOLOGY_POLICY, task.topologyPolicy());
    }
    return all;
  }

  private Map<String, String> labels(@Nullable ObjectMeta template, TaskSpec task, int index) {
    Map<String, String> all = copy(template == null ? null : template.getLabels());
    copy(job.getMetadata().getLabels(), COPIED_LABELS, all);
    all.put(VolcanoNames.TASK_INDEX, Integer.toString(index));
    all.put(VolcanoNames.JOB_NAME, context.name());
    all.put(VolcanoNames.TASK_SPEC, String.valueOf(task.name()));
    all.put(VolcanoNames.JOB_NAMESPACE, context.namespace());
    all.put(VolcanoNames.JOB_QUEUE_NAME, String.valueOf(context.spec().queue()));
    PartitionPolicy partitions = task.partitionPolicy();
    if (partitions != null && partitions.partitionSize() != null) {
      all.put(
          VolcanoNames.PARTITION_ID,
          Integer.toString(index / Math.max(1, partitions.partitionSize())));
    }
    return all;
  }

  private void mountVolumes(PodSpec spec) {
    List<VolumeSpec> volumes = context.spec().volumes();
    if (volumes == null || volumes.isEmpty()) {
      return;
    }
    Map<String, String> names = new LinkedHashMap<>();
    for (int i = 0; i < volumes.size(); i++) {
      String claim = JobClaims.name(job, volumes.get(i), i);
      if (claim.isEmpty()) {
        continue;
      }
      String name = names.computeIfAbsent(claim, JobPods::volumeName);
      for (Container container : spec.getContainers()) {
        var mounts = new ArrayList<>(container.getVolumeMounts());
        mounts.add(
            new VolumeMountBuilder()
                .withName(name)
                .withMountPath(volumes.get(i).mountPath())
                .build());
        container.setVolumeMounts(mounts);
      }
    }
    List<Volume> all = new ArrayList<>(spec.getVolumes());
    names.forEach((claim, name) ->
        all.add(
            new VolumeBuilder().withName(name).withNewPersistentVolumeClaim(claim, null).build()));
    spec.setVolumes(all);
  }

  /** A volume has the name of its claim, if that is one that volumes may have. */
  private static String volumeName(String claim) {
    return claim.length() <= LONGEST_LABEL && claim.indexOf('.') < 0
        ? claim
        : "claim-" + Integer.toHexString(claim.hashCode());
  }

  private static Map<String, String> copy(@Nullable Map<String, String> map) {
    return map == null ? new HashMap<>() : new HashMap<>(map);
  }

  private static void copy(
      @Nullable Map<String, String> from, List<String> keys, Map<String, String> to) {
    if (from != null) {
      keys.stream()
          .filter(from::containsKey)
          .forEach(key -> to.putIfAbsent(key, String.valueOf(from.get(key))));
    }
  }
}
