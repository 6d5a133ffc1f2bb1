package dev.basalt.core.event;

import dev.basalt.core.resource.ResourceList;
import java.util.Map;
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
 * @param labels the pod's labels
 * @param cooldownMillis for how long it is not evicted for others after it was bound; 0 if it does
 *     not say
 * @param user what its label or annotation says whose it is, null if nothing
 * @param runTime what is known beforehand of how long it runs
 * @param startedMillis when its node began to start it, milliseconds since 1970; 0 if it did not
 * @param acknowledged whether its node has shown that it knows the pod: by a start time, by the
 *     status of a container, or by any phase but Pending
 * @param nominatedNode the node that {@code status.nominatedNodeName} names, null if none
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
    @Nullable String problem,
    Map<String, String> labels,
    long cooldownMillis,
    @Nullable String user,
    RunTime runTime,
    long startedMillis,
    boolean acknowledged,
    @Nullable String nominatedNode) {

  public PodSpec {
    labels = Map.copyOf(labels);
    acknowledged |= phase != PodPhase.PENDING;
  }

  /** {@code namespace/name}. */
  public String key() {
    return namespace + "/" + name;
  }

  /** Describes a pod; what is not said is as in an object that leaves it out. */
  public static Builder builder(String uid, String namespace, String name) {
    return new Builder(uid, namespace, name);
  }

  /** A builder that holds all that this says. */
  public Builder toBuilder() {
    return new Builder(uid, namespace, name)
        .schedulerName(schedulerName)
        .nodeName(nodeName)
        .phase(phase)
        .statusReason(statusReason)
        .deleting(deleting)
        .gracePeriodMillis(gracePeriodMillis)
        .createdMillis(createdMillis)
        .priority(priority)
        .taskPriority(taskPriority)
        .gated(gated)
        .preemptable(preemptable)
        .preempts(preempts)
        .podGroup(podGroup)
        .queue(queue)
        .taskName(taskName)
        .shape(shape)
        .problem(problem)
        .labels(labels)
        .cooldownMillis(cooldownMillis)
        .user(user)
        .runTime(runTime)
        .startedMillis(startedMillis)
        .acknowledged(acknowledged)
        .nominatedNode(nominatedNode);
  }

  /** Describes one, field by field; may go on after {@link #build}. */
  public static final class Builder {
    private final String uid;
    private final String namespace;
    private final String name;
    private String schedulerName = "";
    private @Nullable String nodeName;
    private PodPhase phase = PodPhase.PENDING;
    private String statusReason = "";
    private boolean deleting;
    private long gracePeriodMillis = 30_000;
    private long createdMillis;
    private int priority;
    private @Nullable Integer taskPriority;
    private boolean gated;
    private boolean preemptable = true;
    private boolean preempts = true;
    private @Nullable String podGroup;
    private @Nullable String queue;
    private String taskName = "";
    private PodShape shape = PodShape.of(ResourceList.EMPTY);
    private @Nullable String problem;
    private Map<String, String> labels = Map.of();
    private long cooldownMillis;
    private @Nullable String user;
    private RunTime runTime = RunTime.UNKNOWN;
    private long startedMillis;
    private boolean acknowledged;
    private @Nullable String nominatedNode;

    private Builder(String uid, String namespace, String name) {
      this.uid = uid;
      this.namespace = namespace;
      this.name = name;
    }

    public Builder schedulerName(String value) {
      schedulerName = value;
      return this;
    }

    public Builder nodeName(@Nullable String value) {
      nodeName = value;
      return this;
    }

    public Builder phase(PodPhase value) {
      phase = value;
      return this;
    }

    public Builder statusReason(String value) {
      statusReason = value;
      return this;
    }

    public Builder deleting(boolean value) {
      deleting = value;
      return this;
    }

    public Builder gracePeriodMillis(long value) {
      gracePeriodMillis = value;
      return this;
    }

    public Builder createdMillis(long value) {
      createdMillis = value;
      return this;
    }

    public Builder priority(int value) {
      priority = value;
      return this;
    }

    public Builder taskPriority(@Nullable Integer value) {
      taskPriority = value;
      return this;
    }

    public Builder gated(boolean value) {
      gated = value;
      return this;
    }

    public Builder preemptable(boolean value) {
      preemptable = value;
      return this;
    }

    public Builder preempts(boolean value) {
      preempts = value;
      return this;
    }

    public Builder podGroup(@Nullable String value) {
      podGroup = value;
      return this;
    }

    public Builder queue(@Nullable String value) {
      queue = value;
      return this;
    }

    public Builder taskName(String value) {
      taskName = value;
      return this;
    }

    public Builder shape(PodShape value) {
      shape = value;
      return this;
    }

    public Builder problem(@Nullable String value) {
      problem = value;
      return this;
    }

    public Builder labels(Map<String, String> value) {
      labels = value;
      return this;
    }

    public Builder cooldownMillis(long value) {
      cooldownMillis = value;
      return this;
    }

    public Builder user(@Nullable String value) {
      user = value;
      return this;
    }

    public Builder runTime(RunTime value) {
      runTime = value;
      return this;
    }

    public Builder startedMillis(long value) {
      startedMillis = value;
      return this;
    }

    public Builder acknowledged(boolean value) {
      acknowledged = value;
      return this;
    }

    public Builder nominatedNode(@Nullable String value) {
      nominatedNode = value;
      return this;
    }

    public PodSpec build() {
      return new PodSpec(
          uid,
          namespace,
          name,
          schedulerName,
          nodeName,
          phase,
          statusReason,
          deleting,
          gracePeriodMillis,
          createdMillis,
          priority,
          taskPriority,
          gated,
          preemptable,
          preempts,
          podGroup,
          queue,
          taskName,
          shape,
          problem,
          labels,
          cooldownMillis,
          user,
          runTime,
          startedMillis,
          acknowledged,
          nominatedNode);
    }
  }
}
