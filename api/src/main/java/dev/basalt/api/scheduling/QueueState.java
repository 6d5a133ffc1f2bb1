package dev.basalt.api.scheduling;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Whether a queue takes new work. */
public enum QueueState {
  /** New work is taken. */
  @JsonProperty("Open")
  OPEN,
  /** No new work is taken and none is left. */
  @JsonProperty("Closed")
  CLOSED,
  /** No new work is taken; what is there runs to its end. */
  @JsonProperty("Closing")
  CLOSING,
  /** The state could not be determined. */
  @JsonProperty("Unknown")
  UNKNOWN
}
