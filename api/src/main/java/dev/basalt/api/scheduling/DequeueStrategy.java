package dev.basalt.api.scheduling;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What happens behind a job that cannot start. */
public enum DequeueStrategy {
  /** Everything behind it waits. */
  @JsonProperty("fifo")
  FIFO,
  /** The next one is tried. */
  @JsonProperty("traverse")
  TRAVERSE
}
