package dev.basalt.core.cron;

import dev.basalt.core.resource.Durations;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * A time again and again after the same while, whatever the calendar says: {@code @every 90m}.
 *
 * @param period whole seconds, at least one
 */
record Interval(Duration period) implements Schedule {
  static final String WORD = "@every ";

  static Interval parse(String period) {
    long seconds = Duration.ofNanos(Durations.parseNanos(period)).toSeconds();
    return new Interval(Duration.ofSeconds(Math.max(1, seconds)));
  }

  @Override
  public Instant next(Instant after, ZoneId zone) {
    return after.truncatedTo(ChronoUnit.SECONDS).plus(period);
  }

  @Override
  public @Nullable Instant latest(Instant after, Instant until, ZoneId zone) {
    Instant origin = after.truncatedTo(ChronoUnit.SECONDS);
    long times = Math.floorDiv(Duration.between(origin, until).toSeconds(), period.toSeconds());
    return times < 1 ? null : origin.plus(period.multipliedBy(times));
  }

  @Override
  public boolean withinMinutes() {
    return period.toSeconds() < 60;
  }
}
