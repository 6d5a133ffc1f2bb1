package dev.basalt.exporter.series;

import io.prometheus.metrics.model.registry.MetricType;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricFamilyDescriptor;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.Unit;
import java.util.Arrays;
import java.util.List;

/**
 * A family of series about objects: each is a value now. Counters and histograms of what happened
 * are in {@link Happened}.
 */
public enum Family {
  POD_INFO(
      "basalt_pod_info",
      "A pod of ours that has not ended",
      "namespace pod job_name task queue user node"),
  PENDING_PODS("basalt_pending_pods", "Pods without a node, by why they wait", "queue reason"),
  JOB_INFO("basalt_job_info", "A job", "namespace job_name queue user zone"),
  JOB_STATUS_PHASE(
      "basalt_job_status_phase", "The phase that a job is in", "namespace job_name phase"),
  JOB_CREATED("basalt_job_created_timestamp_seconds", "When a job was made", "namespace job_name"),
  JOB_START(
      "basalt_job_start_timestamp_seconds", "When a job last began to run", "namespace job_name"),
  JOB_COMPLETION(
      "basalt_job_completion_timestamp_seconds", "When a job ended", "namespace job_name"),
  JOB_REPLICAS("basalt_job_spec_replicas", "Pods that a job asks for", "namespace job_name"),
  JOB_MIN_AVAILABLE(
      "basalt_job_min_available",
      "Pods that must be placed before any of them starts",
      "namespace job_name"),
  JOB_MIN_SUCCESS(
      "basalt_job_min_success",
      "Pods that must succeed, where a job says so",
      "namespace job_name"),
  JOB_TASKS("basalt_job_tasks", "Pods of a job's task by phase", "namespace job_name task phase"),
  JOB_REQUESTED(
      "basalt_job_requested",
      "What a job's pods that have not ended request",
      "namespace job_name resource"),
  JOB_USED(
      "basalt_job_used",
      "What they use, where metrics.k8s.io tells",
      "namespace job_name resource"),
  JOB_MEASURED_REQUESTED(
      "basalt_job_measured_requested",
      "What those of a job's pods request whose use metrics.k8s.io tells",
      "namespace job_name resource"),
  JOB_OOM_GROWTHS(
      "basalt_job_oom_growths",
      "How often shards of a task were made larger for want of memory",
      "namespace job_name task"),
  JOBS("basalt_jobs", "Jobs by phase", "queue phase"),
  GANGS("basalt_gangs", "PodGroups by phase", "queue phase"),
  PENDING_GANGS("basalt_pending_gangs", "PodGroups that wait, by why they do", "queue reason"),
  OLDEST_PENDING(
      "basalt_oldest_pending_timestamp_seconds",
      "When the PodGroup was made that waits longest",
      "queue"),
  QUEUE_CAPABILITY(
      "basalt_queue_capability", "The most that a queue's pods may hold", "queue resource"),
  QUEUE_GUARANTEE("basalt_queue_guarantee", "What is kept for a queue", "queue resource"),
  QUEUE_INFO("basalt_queue_info", "A queue", "queue parent state"),
  QUEUE_USED(
      "basalt_queue_used", "What a queue's pods use, where metrics.k8s.io tells", "queue resource"),
  USER_ALLOCATED(
      "basalt_user_allocated",
      "What a user's pods of a queue hold on nodes",
      "queue user resource"),
  QUOTA_LIMIT("basalt_namespace_quota_limit", "What a quota allows", "namespace quota resource"),
  QUOTA_USED("basalt_namespace_quota_used", "What is used of a quota", "namespace quota resource"),
  ZONE_CAPACITY(
      "basalt_zone_capacity",
      "What pods may use of a zone's nodes that are ready and take pods",
      "zone resource"),
  ZONE_ALLOCATED("basalt_zone_allocated", "What pods hold on a zone's nodes", "zone resource"),
  ZONE_READY_ALLOCATED(
      "basalt_zone_ready_allocated",
      "What pods hold on a zone's nodes that are ready and take pods",
      "zone resource"),
  ZONE_READY_NODES(
      "basalt_zone_ready_nodes", "A zone's nodes that are ready and take pods", "zone"),
  LARGEST_FREE_SLOT(
      "basalt_largest_free_slot", "The most that is free on one node of a zone", "zone resource"),
  FRAGMENTATION(
      "basalt_fragmentation_ratio",
      "1 less the largest free slot by all that is free",
      "zone resource"),
  NODE_ALLOCATABLE("basalt_node_allocatable", "What pods may use of a node", "node zone resource"),
  NODE_ALLOCATED("basalt_node_allocated", "What pods hold on a node", "node zone resource"),
  NODE_READY("basalt_node_ready", "1 if a node is ready and takes pods, else 0", "node zone"),
  SERIES("basalt_exporter_series", "Series published, by family", "family"),
  SERIES_LEFT_OUT(
      "basalt_exporter_series_left_out",
      "Objects left out of a family because there are more than its limit",
      "family"),
  VOLCANO_CAPACITY_CPU(
      "volcano_queue_capacity_milli_cpu", "Alias of basalt_queue_capability", "queue_name"),
  VOLCANO_CAPACITY_MEMORY(
      "volcano_queue_capacity_memory_bytes", "Alias of basalt_queue_capability", "queue_name"),
  VOLCANO_INQUEUE("volcano_queue_pod_group_inqueue_count", "Alias of basalt_gangs", "queue_name"),
  VOLCANO_PENDING("volcano_queue_pod_group_pending_count", "Alias of basalt_gangs", "queue_name"),
  VOLCANO_RUNNING("volcano_queue_pod_group_running_count", "Alias of basalt_gangs", "queue_name"),
  VOLCANO_UNKNOWN("volcano_queue_pod_group_unknown_count", "Alias of basalt_gangs", "queue_name"),
  VOLCANO_COMPLETED(
      "volcano_queue_pod_group_completed_count", "Alias of basalt_gangs", "queue_name");

  private static final String INFO = "_info";

  private final String series;
  private final String help;

  @SuppressWarnings("ImmutableEnumChecker") // nobody else sees the array
  private final String[] labels;

  Family(String series, String help, String labels) {
    this.series = series;
    this.help = help;
    this.labels = labels.split(" ", -1);
    Arrays.sort(this.labels);
  }

  /** The name of its series. */
  public String series() {
    return series;
  }

  /** The names of its labels, sorted. */
  public List<String> labels() {
    return List.of(labels);
  }

  /** Whether its series only carry labels; the value is 1. */
  boolean info() {
    return series.endsWith(INFO);
  }

  MetricFamilyDescriptor descriptor() {
    return MetricFamilyDescriptor.of(
        info() ? MetricType.INFO : MetricType.GAUGE, metadata(), labels());
  }

  /** Its name, which the series of an info add a suffix to, its help and its unit. */
  MetricMetadata metadata() {
    String name = info() ? series.substring(0, series.length() - INFO.length()) : series;
    return series.endsWith("_seconds")
        ? new MetricMetadata(name, help, Unit.SECONDS)
        : new MetricMetadata(name, help);
  }

  /** The labels of one series, by their values in the order of the labels' names. */
  Labels labels(String... values) {
    return Labels.of(labels, values);
  }
}
