package dev.basalt.api.scheduling;

import com.fasterxml.jackson.annotation.JsonProperty;

/** A gang's phase. */
public enum PodGroupPhase {
  /** Waits for its queue to let it in. */
  @JsonProperty("Pending")
  PENDING,
  /** Its queue has let it in; it waits for nodes. */
  @JsonProperty("Inqueue")
  INQUEUE,
  /** At least its minimum has been placed. */
  @JsonProperty("Running")
  RUNNING,
  /** Some of its pods run while others that it needs cannot be placed. */
  @JsonProperty("Unknown")
  UNKNOWN,
  /** All its pods have ended. */
  @JsonProperty("Completed")
  COMPLETED
}
