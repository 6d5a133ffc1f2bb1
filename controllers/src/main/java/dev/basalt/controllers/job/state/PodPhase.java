package dev.basalt.controllers.job.state;

import org.jspecify.annotations.Nullable;

/** A pod's phase, by the names of the API. */
public enum PodPhase {
  PENDING("Pending"),
  RUNNING("Running"),
  SUCCEEDED("Succeeded"),
  FAILED("Failed"),
  UNKNOWN("Unknown");

  private final String text;

  PodPhase(String text) {
    this.text = text;
  }

  /** The name in the API. */
  public String text() {
    return text;
  }

  /** Whether a pod that is in it has come to its end. */
  public boolean ended() {
    return this == SUCCEEDED || this == FAILED;
  }

  /** The phase of a name: absent means Pending, a strange one Unknown. */
  public static PodPhase of(@Nullable String text) {
    if (text == null || text.isEmpty()) {
      return PENDING;
    }
    for (PodPhase phase : values()) {
      if (phase.text.equals(text)) {
        return phase;
      }
    }
    return UNKNOWN;
  }
}
