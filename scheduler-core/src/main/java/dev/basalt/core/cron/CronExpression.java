package dev.basalt.core.cron;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import org.jspecify.annotations.Nullable;

/**
 * Five fields: minute, hour, day of month, month, day of week. A day must match the month and both
 * kinds of day; where neither of these is {@code *} or {@code ?}, one of them is enough.
 *
 * <p>When clocks change, a schedule that names hours has each of its times once: a time that is
 * left out comes when the clocks go on, one that is repeated comes the first time. One that has
 * every hour follows the clock: what is left out does not come, what is repeated comes twice.
 */
final class CronExpression implements Schedule {
  private static final int YEARS_AHEAD = 10;

  private final long minutes;
  private final long hours;
  private final long days;
  private final long months;
  private final long weekdays;
  private final boolean anyDay;
  private final boolean anyWeekday;

  private CronExpression(CronField.Set[] fields) {
    minutes = fields[0].values();
    hours = fields[1].values();
    days = fields[2].values();
    months = fields[3].values();
    weekdays = fields[4].values();
    anyDay = fields[2].star();
    anyWeekday = fields[4].star();
  }

  static CronExpression parse(String schedule) {
    String[] parts = schedule.split("\\s+");
    CronField[] fields = CronField.values();
    if (parts.length != fields.length) {
      throw new IllegalArgumentException(
          "\"%s\" has %d fields, not %d".formatted(schedule, parts.length, fields.length));
    }
    CronField.Set[] sets = new CronField.Set[fields.length];
    for (int i = 0; i < fields.length; i++) {
      sets[i] = fields[i].parse(parts[i]);
    }
    return new CronExpression(sets);
  }

  @Override
  public @Nullable Instant next(Instant after, ZoneId zone) {
    ZoneRules rules = zone.getRules();
    ZoneOffset offset = rules.getOffset(after);
    LocalDateTime from =
        LocalDateTime.ofInstant(after, offset).truncatedTo(ChronoUnit.MINUTES).plusMinutes(1);
    LocalDate last = from.toLocalDate().plusYears(YEARS_AHEAD);
    if (!everyHour()) {
      from = later(from, endOfRepetition(rules.previousTransition(after.plusNanos(1))));
    }
    ZoneOffsetTransition change = rules.nextTransition(after);
    while (true) {
      LocalDateTime local = firstFrom(from, last);
      if (local != null && (change == null || local.isBefore(change.getDateTimeBefore()))) {
        return local.toInstant(offset);
      }
      if (change == null || change.getDateTimeBefore().toLocalDate().isAfter(last)) {
        return null;
      }
      if (local != null && !everyHour() && local.isBefore(change.getDateTimeAfter())) {
        return change.getInstant();
      }
      from =
          everyHour()
              ? change.getDateTimeAfter()
              : later(change.getDateTimeBefore(), change.getDateTimeAfter());
      offset = change.getOffsetAfter();
      change = rules.nextTransition(change.getInstant());
    }
  }

  /** By bisection: whether there is a time between an instant and {@code until}. */
  @Override
  public @Nullable Instant latest(Instant after, Instant until, ZoneId zone) {
    Instant latest = next(after, zone);
    if (latest == null || latest.isAfter(until)) {
      return null;
    }
    long none = until.getEpochSecond() + 1;
    while (none - latest.getEpochSecond() > 1) {
      long middle = latest.getEpochSecond() + (none - latest.getEpochSecond()) / 2;
      Instant time = next(Instant.ofEpochSecond(middle), zone);
      if (time == null || time.isAfter(until)) {
        none = middle;
      } else {
        latest = time;
      }
    }
    Instant last = next(latest, zone);
    return last == null || last.isAfter(until) ? latest : last;
  }

  @Override
  public boolean withinMinutes() {
    return false;
  }

  private boolean everyHour() {
    return hours == CronField.HOUR.all();
  }

  /**
   * The local time up to which times were had before the clocks went back; null if they did not.
   */
  private static @Nullable LocalDateTime endOfRepetition(@Nullable ZoneOffsetTransition change) {
    return change == null || change.isGap() ? null : change.getDateTimeBefore();
  }

  private static LocalDateTime later(LocalDateTime one, @Nullable LocalDateTime other) {
    return other == null || one.isAfter(other) ? one : other;
  }

  /** The first local time that is not before another, null if there is none up to a day. */
  private @Nullable LocalDateTime firstFrom(LocalDateTime from, LocalDate last) {
    LocalDateTime ceiling = from.truncatedTo(ChronoUnit.MINUTES);
    LocalDateTime time = ceiling.equals(from) ? from : ceiling.plusMinutes(1);
    LocalDate day = time.toLocalDate();
    int minuteOfDay = time.getHour() * 60 + time.getMinute();
    while (!day.isAfter(last)) {
      if (!has(months, day.getMonthValue())) {
        day = day.withDayOfMonth(1).plusMonths(1);
        minuteOfDay = 0;
        continue;
      }
      int found = matches(day) ? firstMinute(minuteOfDay) : -1;
      if (found >= 0) {
        return day.atTime(found / 60, found % 60);
      }
      day = day.plusDays(1);
      minuteOfDay = 0;
    }
    return null;
  }

  private boolean matches(LocalDate day) {
    boolean byMonth = has(days, day.getDayOfMonth());
    boolean byWeek = has(weekdays, day.getDayOfWeek().getValue() % 7);
    return (anyDay || anyWeekday) ? (byMonth && byWeek) : (byMonth || byWeek);
  }

  /** The first minute of a day that is not before another, -1 if there is none. */
  private int firstMinute(int from) {
    int hour = from / 60;
    if (has(hours, hour)) {
      int minute = firstBit(minutes, from % 60);
      if (minute >= 0) {
        return hour * 60 + minute;
      }
    }
    int next = firstBit(hours, hour + 1);
    return next < 0 ? -1 : next * 60 + firstBit(minutes, 0);
  }

  private static int firstBit(long bits, int from) {
    int found = from >= Long.SIZE ? Long.SIZE : Long.numberOfTrailingZeros((bits >>> from) << from);
    return found == Long.SIZE ? -1 : found;
  }

  private static boolean has(long bits, int value) {
    return ((bits >>> value) & 1) != 0;
  }
}
