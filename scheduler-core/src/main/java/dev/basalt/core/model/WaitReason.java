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
  /** The quota of its namespace, or a native one, has no room for it now. */
  NAMESPACE_QUOTA("WaitingForQuota", false),
  /** It needs more than the whole quota of its namespace, or a native one: it can never start. */
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
  /** As many jobs of its queue run, or pods of it wait, as the queue allows. */
  QUEUE_LIMIT("WaitingForQueueLimit", false),
  /** Its queue is fifo, and a job before it cannot be placed. */
  IN_LINE("WaitingInLine", false),
  /** The queue takes no jobs of its namespace. */
  QUEUE_NOT_ALLOWED("QueueNotAllowed", false),
  /** There is room, but it is kept for a larger job ahead of it, which it would delay. */
  RESERVATION("WaitingForReservation", false),
  /** A claim or its volume is not there, not bound, or in use by another pod. */
  VOLUMES("WaitingForVolumes", false),
  /** Another scheduler may start it too: it is being claimed. */
  CLAIM("WaitingForClaim", false),
  /** Its zone lent the room that it needs: whoever borrowed it was told to leave. */
  LENT("WaitingForLentRoom", false);

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
