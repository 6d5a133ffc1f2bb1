package dev.basalt.core.event;

/** A PodGroup's phase. An absent phase reads as {@link #PENDING}. */
public enum GroupPhase {
  PENDING("Pending"),
  INQUEUE("Inqueue"),
  RUNNING("Running"),
  UNKNOWN("Unknown"),
  COMPLETED("Completed");

  private final String text;

  GroupPhase(String text) {
    this.text = text;
  }

  /** The name in the API. */
  public String text() {
    return text;
  }

  /** The phase of that name in the API; anything unknown or empty is {@link #PENDING}. */
  public static GroupPhase of(String text) {
    for (GroupPhase phase : values()) {
      if (phase.text.equals(text)) {
        return phase;
      }
    }
    return PENDING;
  }
}
