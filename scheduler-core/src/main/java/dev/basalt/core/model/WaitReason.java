package dev.basalt.core.model;

/**
 * Why a job or a pod waits: machine-readable codes that are also metric labels and anchors in the
 * documentation.
 */
public enum WaitReason {
  /** The nodes lack room: more or larger nodes would help. */
  NOT_ENOUGH_RESOURCES("NotEnoughResources", true),
  /** There is room in sum, but not in large enough pieces. */
  FRAGMENTED("Fragmented", true),
  /** No node satisfies selectors, affinity, taints or ports. */
  NO_NODE_MATCHES("NoNodeMatches", true),
  /** Fewer pods exist than the gang needs. */
  NOT_ENOUGH_TASKS("NotEnoughTasks", false),
  /** A role has fewer pods than it needs. */
  NOT_ENOUGH_PODS_OF_TASK("NotEnoughPodsOfTask", false),
  /** The queue holds its share or its capability already. */
  QUEUE_SHARE("WaitingForQueueShare", false),
  /** The pods of its namespace hold what the namespace's quota allows. */
  NAMESPACE_QUOTA("WaitingForQuota", false),
  /** It needs more than the quota of its namespace: it can never start. */
  EXCEEDS_QUOTA("ExceedsMaxQuota", false),
  /** Not let in yet: cluster or queue have promised their room to others. */
  NOT_ENQUEUED("WaitingForAdmission", false),
  /** The queue named does not exist. */
  QUEUE_NOT_FOUND("QueueNotFound", false),
  /** The queue is closed. */
  QUEUE_CLOSED("QueueClosed", false),
  /** The PodGroup named does not exist yet. */
  POD_GROUP_NOT_FOUND("PodGroupNotFound", false),
  /** The object is invalid. */
  MISCONFIGURED("Misconfigured", false),
  /** The object uses a field that is not supported yet. */
  UNSUPPORTED("Unsupported", false),
  /** Held back by its own scheduling gates. */
  GATED("SchedulingGated", false),
  /** Every node that would do has bindings on the way. */
  PENDING_BINDINGS("WaitingForPendingBindings", false),
  /** Its last binding was refused; it is tried again after a pause. */
  BACK_OFF("BackOff", false),
  /** Pods are being evicted to make room for it. */
  EVICTIONS("WaitingForPreemptedPods", false),
  /** Others of its gang cannot be placed. */
  GANG("WaitingForGang", false),
  /** Another scheduler may start it too: it is being claimed. */
  CLAIM("WaitingForClaim", false);

  private final String code;
  private final boolean moreNodesHelp;

  WaitReason(String code, boolean moreNodesHelp) {
    this.code = code;
    this.moreNodesHelp = moreNodesHelp;
  }

  public String code() {
    return code;
  }

  /** Whether a cluster autoscaler should act on it. */
  public boolean moreNodesHelp() {
    return moreNodesHelp;
  }
}
