package dev.basalt.sim.cluster;

import dev.basalt.core.event.PodPhase;
import dev.basalt.core.event.PodShape;
import dev.basalt.core.event.PodSpec;
import dev.basalt.core.resource.ResourceList;
import dev.basalt.sim.workload.PodTemplate;
import org.jspecify.annotations.Nullable;

/** A pod at the API server. Changed by {@link SimulatedApiServer} only. */
public final class SimulatedPod {
  private final String uid;
  private final PodRequest origin;
  private final long createdNanos;
  private final long createdMillis;

  @Nullable String nodeName;
  PodPhase phase = PodPhase.PENDING;
  String reason = "";
  boolean deleting;
  boolean gated;
  long startedMillis;
  long endedNanos = Long.MAX_VALUE;
  private @Nullable ResourceList resized;

  SimulatedPod(String uid, PodRequest origin, long createdNanos, long createdMillis) {
    this.uid = uid;
    this.origin = origin;
    this.createdNanos = createdNanos;
    this.createdMillis = createdMillis;
    this.nodeName = origin.nodeName();
    this.gated = origin.template().gated();
  }

  /** What a feed tells of a pod that was created a moment ago. */
  public static PodSpec specOf(PodRequest request, String uid, long createdMillis) {
    return new SimulatedPod(uid, request, 0, createdMillis).spec();
  }

  public String uid() {
    return uid;
  }

  /** What it was created from. */
  public PodRequest origin() {
    return origin;
  }

  public PodTemplate template() {
    return origin.template();
  }

  /** What it asks for now: a resize changes it while the pod runs. */
  public ResourceList requests() {
    return resized == null ? origin.template().requests() : resized;
  }

  void resize(ResourceList requests) {
    resized = requests;
  }

  /** {@code namespace/name}. */
  public String key() {
    return origin.key();
  }

  /** {@code namespace/name} of its PodGroup, null for a bare pod. */
  public @Nullable String groupKey() {
    return origin.group() == null ? null : origin.namespace() + "/" + origin.group();
  }

  /** The node it is bound to, null while unbound. */
  public @Nullable String nodeName() {
    return nodeName;
  }

  public PodPhase phase() {
    return phase;
  }

  /** The reason beside the phase, such as {@code OutOfcpu}; empty if none. */
  public String reason() {
    return reason;
  }

  /** Whether it has a deletion timestamp. */
  public boolean deleting() {
    return deleting;
  }

  /** Whether it takes room of a node by the API server's account. */
  public boolean holdsRoom() {
    return nodeName != null && !phase.terminal();
  }

  /** Creation, in the timeline's nanoseconds. */
  public long createdNanos() {
    return createdNanos;
  }

  /**
   * When the API server learnt that it ended, in the timeline's nanoseconds; {@link Long#MAX_VALUE}
   * if it did not yet.
   */
  public long endedNanos() {
    return endedNanos;
  }

  /** The pod as a scheduler sees it now. */
  public PodSpec spec() {
    PodTemplate template = origin.template();
    return PodSpec.builder(uid, origin.namespace(), origin.name())
        .schedulerName(template.schedulerName())
        .nodeName(nodeName)
        .phase(phase)
        .statusReason(reason)
        .deleting(deleting)
        .gracePeriodMillis(template.gracePeriodMillis())
        .createdMillis(createdMillis)
        .priority(template.priority())
        .gated(gated)
        .preemptable(template.preemptable())
        .preempts(template.preempts())
        .podGroup(origin.group())
        .queue(template.queue())
        .taskName(template.taskName())
        .user(template.user())
        .startedMillis(startedMillis)
        .shape(shape())
        .problem(template.problem())
        .labels(template.labels())
        .cooldownMillis(template.cooldownMillis())
        .runTime(template.runTime())
        .nominatedNode(nodeName == null ? template.nominatedNode() : null)
        .build();
  }

  private PodShape shape() {
    PodShape shape = origin.template().shape();
    return resized == null ? shape : shape.toBuilder().requests(resized).build();
  }

  @Override
  public String toString() {
    return key();
  }
}
