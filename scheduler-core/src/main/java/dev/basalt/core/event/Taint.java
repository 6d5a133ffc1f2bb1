package dev.basalt.core.event;

/** A node's taint. */
public record Taint(String key, String value, Effect effect) {
  /** What a taint does to pods that do not tolerate it. */
  public enum Effect {
    NO_SCHEDULE,
    PREFER_NO_SCHEDULE,
    NO_EXECUTE
  }
}
