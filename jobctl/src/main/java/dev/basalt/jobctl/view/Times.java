package dev.basalt.jobctl.view;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Points in time and ages, as kubectl shows them. */
public final class Times {
  private Times() {}

  /** An RFC 3339 time; null if it is none. */
  public static @Nullable Instant parse(String text) {
    try {
      return text.isEmpty() ? null : Instant.parse(text);
    } catch (DateTimeException e) {
      return null;
    }
  }

  /** How long ago something was, {@code 5m} or {@code 2d}; {@code -} if that is not known. */
  public static String age(@Nullable Instant then, Instant now) {
    return then == null ? "-" : text(Duration.between(then, now));
  }

  /** A length of time with the one or two units that matter. */
  public static String text(Duration length) {
    long seconds = Math.max(0, length.toSeconds());
    if (seconds < 120) {
      return seconds + "s";
    }
    long minutes = seconds / 60;
    if (minutes < 10) {
      return pair(minutes, "m", seconds % 60, "s");
    }
    if (minutes < 180) {
      return minutes + "m";
    }
    long hours = minutes / 60;
    if (hours < 8) {
      return pair(hours, "h", minutes % 60, "m");
    }
    if (hours < 48) {
      return hours + "h";
    }
    long days = hours / 24;
    return days < 8 ? pair(days, "d", hours % 24, "h") : days + "d";
  }

  private static String pair(long large, String unit, long small, String smaller) {
    return large + unit + (small == 0 ? "" : small + smaller);
  }
}
