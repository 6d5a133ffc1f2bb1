package dev.basalt.core.event;

/** A pod's phase as the API server reports it. */
public enum PodPhase {
  PENDING,
  RUNNING,
  SUCCEEDED,
  FAILED,
  UNKNOWN;

  /** Whether the pod has ended for good. */
  public boolean terminal() {
    return this == SUCCEEDED || this == FAILED;
  }
}
