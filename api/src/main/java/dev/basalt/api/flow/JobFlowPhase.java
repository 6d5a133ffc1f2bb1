package dev.basalt.api.flow;

import com.fasterxml.jackson.annotation.JsonProperty;

/** A flow's phase. */
public enum JobFlowPhase {
  /** No job has begun. */
  @JsonProperty("Pending")
  PENDING,
  /** Some jobs have. */
  @JsonProperty("Running")
  RUNNING,
  /** All jobs have completed. */
  @JsonProperty("Succeed")
  SUCCEED,
  /** A job failed. */
  @JsonProperty("Failed")
  FAILED,
  /** The flow is being deleted. */
  @JsonProperty("Terminating")
  TERMINATING
}
