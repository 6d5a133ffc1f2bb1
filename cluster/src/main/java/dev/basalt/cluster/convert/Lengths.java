package dev.basalt.cluster.convert;

import dev.basalt.core.resource.Durations;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads annotations that say how long something takes. */
final class Lengths {
  private Lengths() {}

  /** Milliseconds from 1 on; 0 where the annotation is absent, or unreadable, which is told. */
  static long millis(String key, @Nullable String text, Consumer<String> problems) {
    if (text == null) {
      return 0;
    }
    try {
      long nanos = Durations.parseNanos(text);
      if (nanos > 0) {
        return Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos));
      }
    } catch (IllegalArgumentException e) {
      // Told below, with the lengths of zero.
    }
    problems.accept(
        "metadata.annotations[%s]: \"%s\" is not a duration above 0; write one such as 90s or 1h30m, or remove the annotation"
            .formatted(key, text));
    return 0;
  }
}
