package dev.basalt.core.event;

import org.jspecify.annotations.Nullable;

/**
 * A pod as far as scheduling reads it.
 *
 * @param uid the pod's UID
 * @param namespace the pod's namespace
 * @param name the pod's name
 * @param schedulerName who is to schedule it; pods of other schedulers only count on their nodes
 * @param nodeName the node it is bound to, null while unbound
 * @param phase what the API server reports
 * @param statusReason the reason the API server reports beside the phase, such as {@code OutOfcpu};
 *     empty if none
 * @param deleting whether it has a deletion timestamp
 * @param gracePeriodMillis how long its node may take to end it once it is deleted
 * @param createdMillis creation, milliseconds since 1970
 * @param priority the pod's resolved priority
 * @param taskPriority overrides {@code priority} in the order within its job, null if not set
 * @param gated whether scheduling gates keep it from being scheduled
 * @param preemptable whether it may be evicted for others
 * @param preempts whether others may be evicted for it: its preemptionPolicy is not Never
 * @param podGroup name of its PodGroup, null for a bare pod
 * @param queue the queue its own annotation names, null if none
 * @param taskName its role within the job ({@code volcano.sh/task-spec}), empty if none
 * @param shape what filters and scores read
 * @param problem why this object cannot be scheduled (an annotation that cannot be parsed, with the
 *     field and the remedy), null if it can
 */
public record PodSpec(
    String uid,
    String namespace,
    String name,
    String schedulerName,
    @Nullable String nodeName,
    PodPhase phase,
    String statusReason,
    boolean deleting,
    long gracePeriodMillis,
    long createdMillis,
    int priority,
    @Nullable Integer taskPriority,
    boolean gated,
    boolean preemptable,
    boolean preempts,
    @Nullable String podGroup,
    @Nullable String queue,
    String taskName,
    PodShape shape,
    @Nullable String problem) {

  /** {@code namespace/name}. */
  public String key() {
    return namespace + "/" + name;
  }
}
