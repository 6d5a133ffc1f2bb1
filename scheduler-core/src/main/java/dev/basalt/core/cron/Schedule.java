package dev.basalt.core.cron;

import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/** Times at which something is to happen, as Kubernetes' CronJobs write them. */
public sealed interface Schedule permits CronExpression, Interval {

  /**
   * Reads a schedule: five fields (minute, hour, day of month, month, day of week), a word such as
   * {@code @daily}, or {@code @every} with a duration.
   *
   * @throws IllegalArgumentException if it is none; the message names the field
   */
  static Schedule parse(String text) {
    String schedule = text.strip();
    if (schedule.startsWith(Interval.WORD)) {
      return Interval.parse(schedule.substring(Interval.WORD.length()).strip());
    }
    String meant =
        switch (schedule) {
          case "@yearly", "@annually" -> "0 0 1 1 *";
          case "@monthly" -> "0 0 1 * *";
          case "@weekly" -> "0 0 * * 0";
          case "@daily", "@midnight" -> "0 0 * * *";
          case "@hourly" -> "0 * * * *";
          default -> schedule;
        };
    if (meant.startsWith("@")) {
      throw new IllegalArgumentException("nobody knows \"" + schedule + "\"");
    }
    return CronExpression.parse(meant);
  }

  /**
   * The first time after another.
   *
   * @return null if there is none within ten years
   */
  @Nullable Instant next(Instant after, ZoneId zone);

  /**
   * The last time after {@code after} and not after {@code until}; null if there is none. Its cost
   * does not grow with the number of times in between.
   */
  @Nullable Instant latest(Instant after, Instant until, ZoneId zone);

  /** How many times there are after {@code after} and not after {@code until}, at most so many. */
  default int count(Instant after, Instant until, ZoneId zone, int most) {
    int count = 0;
    Instant time = next(after, zone);
    while (time != null && !time.isAfter(until) && count < most) {
      count++;
      time = next(time, zone);
    }
    return count;
  }

  /** Whether two times may lie within one minute. */
  boolean withinMinutes();
}
