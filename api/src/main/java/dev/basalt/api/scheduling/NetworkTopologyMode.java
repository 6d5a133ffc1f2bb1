package dev.basalt.api.scheduling;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How binding a network topology is. */
public enum NetworkTopologyMode {
  /** Pods that cannot be placed within the tier wait. */
  @JsonProperty("hard")
  HARD,
  /** Pods that cannot be placed within the tier go elsewhere. */
  @JsonProperty("soft")
  SOFT
}
