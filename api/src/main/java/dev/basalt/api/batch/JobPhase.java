package dev.basalt.api.batch;

import com.fasterxml.jackson.annotation.JsonProperty;

/** A job's phase. */
public enum JobPhase {
  /** Waits for its pods to be placed. */
  @JsonProperty("Pending")
  PENDING,
  /** Its pods are being deleted; it may be resumed. */
  @JsonProperty("Aborting")
  ABORTING,
  /** Its pods are gone; it may be resumed. */
  @JsonProperty("Aborted")
  ABORTED,
  /** At least its minimum runs or has ended. */
  @JsonProperty("Running")
  RUNNING,
  /** Its pods are being deleted; it starts anew. */
  @JsonProperty("Restarting")
  RESTARTING,
  /** Its pods are being deleted, as enough was done. */
  @JsonProperty("Completing")
  COMPLETING,
  /** It ended well. */
  @JsonProperty("Completed")
  COMPLETED,
  /** Its pods are being deleted for good. */
  @JsonProperty("Terminating")
  TERMINATING,
  /** It was ended from outside or after an error. */
  @JsonProperty("Terminated")
  TERMINATED,
  /** It failed, and may not be restarted any more. */
  @JsonProperty("Failed")
  FAILED
}
