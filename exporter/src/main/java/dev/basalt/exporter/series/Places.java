package dev.basalt.exporter.series;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Who has series of what happens to them: as many as a limit allows. To whom nothing has happened
 * for a day makes room when others come. For one thread at a time.
 */
final class Places<T> {
  private static final long QUIET_SECONDS = Duration.ofDays(1).toSeconds();

  /** How many without a place are told apart. */
  private static final int MOST_LEFT_OUT = 10_000;

  private final int limit;
  private final LongSupplier nowSeconds;
  private final Consumer<T> leaving;

  /** When something last happened to each, the quietest first. */
  private final SequencedMap<T, Long> inside = new LinkedHashMap<>();

  private final Map<T, Long> outside = new HashMap<>();

  /**
   * Nobody has a place yet.
   *
   * @param nowSeconds the time, seconds since 1970
   * @param leaving is told who has lost a place
   */
  Places(int limit, LongSupplier nowSeconds, Consumer<T> leaving) {
    this.limit = limit;
    this.nowSeconds = nowSeconds;
    this.leaving = leaving;
  }

  /** Something happens to one; returns whether it has a place now. */
  boolean has(T one) {
    long now = nowSeconds.getAsLong();
    if (inside.remove(one) != null || room(now)) {
      outside.remove(one);
      inside.put(one, now);
      return true;
    }
    outside.remove(one);
    if (outside.size() < MOST_LEFT_OUT) {
      outside.put(one, now);
    }
    return false;
  }

  /** How many had no place when something last happened to them, within a day. */
  int leftOut() {
    long now = nowSeconds.getAsLong();
    outside.values().removeIf(last -> quiet(last, now));
    return outside.size();
  }

  private boolean room(long now) {
    if (inside.size() < limit) {
      return true;
    }
    Map.Entry<T, Long> quietest = inside.firstEntry();
    if (quietest == null || !quiet(quietest.getValue(), now)) {
      return false;
    }
    inside.remove(quietest.getKey());
    leaving.accept(quietest.getKey());
    return true;
  }

  private static boolean quiet(long last, long now) {
    return now - last >= QUIET_SECONDS;
  }
}
