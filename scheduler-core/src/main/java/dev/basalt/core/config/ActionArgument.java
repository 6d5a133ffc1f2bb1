package dev.basalt.core.config;

import dev.basalt.core.resource.Durations;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The arguments that actions take under {@code configurations}. */
public enum ActionArgument {
  INQUEUE_TIMEOUT(
      "enqueue",
      "inqueueTimeout",
      Kind.DURATION,
      "10m",
      "how long a group that was let in keeps its promised room while none of its pods exists"),
  PREEMPT_COOLDOWN(
      "preempt",
      "cooldown",
      Kind.DURATION,
      "10s",
      "how long a pod is left alone after it was bound"),
  RECLAIM_COOLDOWN(
      "reclaim",
      "cooldown",
      Kind.DURATION,
      "10s",
      "how long a pod is left alone after it was bound"),
  RESERVATIONS(
      "backfill",
      "reservations",
      Kind.COUNT,
      "1",
      "jobs of each queue for which room is kept, 0 to 100; 0 lets everything pass"),
  LEARN_RUN_TIMES(
      "backfill",
      "learnRunTimes",
      Kind.FLAG,
      "true",
      "whether earlier pods of a template tell how long later ones run");

  private static final int MOST = 100;

  private final String action;
  private final String key;
  private final Kind kind;
  private final String standard;
  private final String description;

  private enum Kind {
    DURATION,
    COUNT,
    FLAG
  }

  ActionArgument(String action, String key, Kind kind, String standard, String description) {
    this.action = action;
    this.key = key;
    this.kind = kind;
    this.standard = standard;
    this.description = description;
  }

  /** The one of an action and a key; null if the action has none of that key. */
  static @Nullable ActionArgument of(String action, String key) {
    for (ActionArgument argument : values()) {
      if (argument.action.equals(action) && argument.key.equals(key)) {
        return argument;
      }
    }
    return null;
  }

  public String action() {
    return action;
  }

  public String key() {
    return key;
  }

  /** The value where the configuration has none, as it would be written there. */
  public String standard() {
    return standard;
  }

  /** What it does, in a sentence. */
  public String description() {
    return description;
  }

  /** Its value in a configuration that was read, as text. */
  public String text(SchedulerConfiguration configuration) {
    return String.valueOf(
        configuration
            .actionArguments()
            .getOrDefault(action, Map.of())
            .getOrDefault(key, standard));
  }

  /**
   * Looks at a value.
   *
   * @param place where it stands, for the message
   * @throws ConfigurationException if it is none
   */
  void check(String place, Object value) throws ConfigurationException {
    String text = String.valueOf(value);
    if (!valid(text)) {
      throw new ConfigurationException(
          "%s: %s must be %s, not \"%s\"".formatted(place, key, rule(), text));
    }
  }

  private String rule() {
    return switch (kind) {
      case FLAG -> "true or false";
      case COUNT -> "a whole number from 0 to " + MOST;
      case DURATION -> "a duration such as 10s";
    };
  }

  private boolean valid(String text) {
    return switch (kind) {
      case FLAG -> text.equals("true") || text.equals("false");
      case COUNT -> text.matches("\\d{1,3}") && Integer.parseInt(text) <= MOST;
      case DURATION -> isDuration(text);
    };
  }

  private static boolean isDuration(String text) {
    try {
      Durations.parseNanos(text);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
