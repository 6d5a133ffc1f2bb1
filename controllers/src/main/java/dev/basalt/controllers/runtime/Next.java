package dev.basalt.controllers.runtime;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * When a key is looked at again although nothing happened to it.
 *
 * @param after from now on; null for never
 */
public record Next(@Nullable Duration after) {
  private static final Next NEVER = new Next(null);

  /** Only when something happens. */
  public static Next never() {
    return NEVER;
  }

  /** At once. */
  public static Next now() {
    return new Next(Duration.ZERO);
  }

  public static Next after(Duration time) {
    return new Next(time.isNegative() ? Duration.ZERO : time);
  }

  /** The earlier of both. */
  public Next or(Next other) {
    if (after == null) {
      return other;
    }
    return other.after == null || after.compareTo(other.after) <= 0 ? this : other;
  }
}
