package dev.basalt.api.names;

/** Names that Volcano's clients use and that Basalt honours. */
public final class VolcanoNames {
  /** {@code schedulerName} of the pods that Volcano's clients submit. */
  public static final String SCHEDULER = "volcano";

  /** API group of {@code Queue} and {@code PodGroup}. */
  public static final String SCHEDULING_GROUP = "scheduling.volcano.sh";

  /** API group of {@code Job} and {@code CronJob}. */
  public static final String BATCH_GROUP = "batch.volcano.sh";

  /** API group of {@code Command}. */
  public static final String BUS_GROUP = "bus.volcano.sh";

  /** API group of {@code JobFlow} and {@code JobTemplate}. */
  public static final String FLOW_GROUP = "flow.volcano.sh";

  /** The queue of whatever names no queue. */
  public static final String DEFAULT_QUEUE = "default";

  /** The queue that all others descend from. */
  public static final String ROOT_QUEUE = "root";

  /** Annotation of a pod: its PodGroup, in the same namespace. */
  public static final String GROUP_NAME = "scheduling.k8s.io/group-name";

  /** Annotation of a pod: the same as {@link #GROUP_NAME}, which wins where both are set. */
  public static final String VOLCANO_GROUP_NAME = SCHEDULING_GROUP + "/group-name";

  /** Annotation of a workload: {@code minMember} of the PodGroup made for it. */
  public static final String GROUP_MIN_MEMBER = SCHEDULING_GROUP + "/group-min-member";

  /** Annotation of a workload: {@code minResources} of the PodGroup made for it, as JSON. */
  public static final String GROUP_MIN_RESOURCES = SCHEDULING_GROUP + "/group-min-resources";

  /** Annotation of a pod without PodGroup, or of a namespace for all its pods: the queue. */
  public static final String QUEUE_NAME = SCHEDULING_GROUP + "/queue-name";

  /** Annotation and label of a job's pod: the job's queue. */
  public static final String JOB_QUEUE_NAME = "volcano.sh/queue-name";

  /** Annotation and label of a job's pod: the task of the job that it belongs to. */
  public static final String TASK_SPEC = "volcano.sh/task-spec";

  /** Annotation and label of a job's pod: its number within its task, from 0. */
  public static final String TASK_INDEX = "volcano.sh/task-index";

  /** Annotation of a pod: its priority within its job, instead of {@code spec.priority}. */
  public static final String TASK_PRIORITY = "volcano.sh/task-priority";

  /** Annotation or label of a pod or PodGroup: whether it may be evicted for others. */
  public static final String PREEMPTABLE = "volcano.sh/preemptable";

  /** Annotation of a pod: how it wants its CPUs placed on the node's NUMA topology. */
  public static final String NUMA_TOPOLOGY_POLICY = "volcano.sh/numa-topology-policy";

  /** Annotation or label of a pod: for how long it is not evicted for others after it was bound. */
  public static final String COOLDOWN_TIME = "volcano.sh/cooldown-time";

  /** Annotation of a queue: its place in the tree of hierarchical drf, {@code root/a/b}. */
  public static final String HIERARCHY = "volcano.sh/hierarchy";

  /** Annotation of a queue: the weights along {@link #HIERARCHY}, {@code 1/2/3}. */
  public static final String HIERARCHY_WEIGHTS = "volcano.sh/hierarchy-weights";

  /** Label of a job's pod: the job's name. */
  public static final String JOB_NAME = "volcano.sh/job-name";

  /** Annotation of a job's pod: the job's task that it was made from. */
  public static final String TEMPLATE_UID = "volcano.sh/template-uid";

  /** Annotation of a PodGroup: how long it may wait, such as {@code 1h}. */
  public static final String SLA_WAITING_TIME = "volcano.sh/sla-waiting-time";

  /** The same as {@link #SLA_WAITING_TIME}, which wins where both are set. */
  public static final String PLAIN_SLA_WAITING_TIME = "sla-waiting-time";

  /** Label of a job's pod: the job's namespace. */
  public static final String JOB_NAMESPACE = "volcano.sh/job-namespace";

  /** Annotation of a job's pod and of its PodGroup: the job's version when they were made. */
  public static final String JOB_VERSION = "volcano.sh/job-version";

  /** Annotation of a job's pod: how often the job had been begun anew when the pod was made. */
  public static final String JOB_RETRY_COUNT = "volcano.sh/job-retry-count";

  /** Label of a job's pod: its partition within its task, from 0. */
  public static final String PARTITION_ID = "volcano.sh/partition-id";

  /** Annotation of a job's pod that the job controller replaces: its end is no eviction. */
  public static final String OUT_OF_SYNC = "volcano.sh/controller-out-of-sync";

  /** Annotation of a pod: the zone from which it may be evicted at certain times. */
  public static final String REVOCABLE_ZONE = "volcano.sh/revocable-zone";

  /** Annotation of a pod: how many pods of its job may not be evicted. */
  public static final String JDB_MIN_AVAILABLE = "volcano.sh/jdb-min-available";

  /** Annotation of a pod: how many pods of its job may be evicted. */
  public static final String JDB_MAX_UNAVAILABLE = "volcano.sh/jdb-max-unavailable";

  /** Annotation of a queue that was closed because the one around it was: {@code true}. */
  public static final String CLOSED_BY_PARENT = "volcano.sh/closed-by-parent";

  /** Annotation of a Job: the time of the schedule that its CronJob made it for, RFC 3339. */
  public static final String SCHEDULED_TIMESTAMP = "volcano.sh/cronjob-scheduled-timestamp";

  /** Annotation and label of a Job: the JobTemplate that it was made from, {@code ns.name}. */
  public static final String CREATED_BY_JOB_TEMPLATE = "volcano.sh/createdByJobTemplate";

  /** Annotation and label of a Job: the JobFlow that made it, {@code ns.name}. */
  public static final String CREATED_BY_JOB_FLOW = "volcano.sh/createdByJobFlow";

  /** Label of a node: the node group that it belongs to. */
  public static final String NODE_GROUP_NAME = "volcano.sh/nodegroup-name";

  private static final String WORKLOAD_GROUP = "podgroup-";

  private VolcanoNames() {}

  /**
   * The name of the PodGroup that is made for the pods of a workload which knows nothing of groups.
   *
   * @param ownerUid UID of what controls the pods, such as a ReplicaSet
   */
  public static String workloadGroup(String ownerUid) {
    return WORKLOAD_GROUP + ownerUid;
  }

  /** Whether a PodGroup's name is one of those. */
  public static boolean isWorkloadGroup(String name) {
    return name.startsWith(WORKLOAD_GROUP);
  }
}
