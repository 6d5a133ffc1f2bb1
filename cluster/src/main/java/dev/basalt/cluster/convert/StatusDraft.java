package dev.basalt.cluster.convert;

import dev.basalt.core.event.PodPhase;
import dev.basalt.core.event.PodSpec;

/**
 * What a pod's status says of the pod as a whole, being read. Absent strings are empty. Reused;
 * owned by one thread.
 */
public final class StatusDraft {
  private final Pools pools;
  private PodPhase phase = PodPhase.PENDING;
  private String reason = "";
  private String nominatedNode = "";
  private long startedMillis;
  private boolean acknowledged;

  StatusDraft(Pools pools) {
    this.pools = pools;
  }

  void clear() {
    phase = PodPhase.PENDING;
    reason = "";
    nominatedNode = "";
    startedMillis = 0;
    acknowledged = false;
  }

  /** {@code status.phase} as the API has it. */
  public void phase(String text) {
    phase =
        switch (text) {
          case "", "Pending" -> PodPhase.PENDING;
          case "Running" -> PodPhase.RUNNING;
          case "Succeeded" -> PodPhase.SUCCEEDED;
          case "Failed" -> PodPhase.FAILED;
          default -> PodPhase.UNKNOWN;
        };
  }

  /** {@code status.reason}. */
  public void reason(String value) {
    reason = value;
  }

  /** {@code status.nominatedNodeName}. */
  public void nominatedNode(String value) {
    nominatedNode = value;
  }

  /** {@code status.startTime}, milliseconds since 1970. */
  public void startedMillis(long millis) {
    startedMillis = millis;
  }

  /** The node reports something that only one that knows the pod can. */
  public void acknowledged() {
    acknowledged = true;
  }

  /** Adds it to a pod that was read. */
  PodSpec.Builder tell(PodSpec.Builder pod) {
    return pod.phase(phase)
        .statusReason(pools.string(reason))
        .nominatedNode(nominatedNode.isEmpty() ? null : pools.string(nominatedNode))
        .startedMillis(startedMillis)
        .acknowledged(acknowledged);
  }
}
