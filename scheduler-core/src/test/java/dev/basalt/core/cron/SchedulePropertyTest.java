package dev.basalt.core.cron;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.basalt.properties.Property;
import dev.basalt.properties.Source;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Schedules against a reference that looks at each minute. */
class SchedulePropertyTest {
  private static final List<String> ZONES =
      List.of(
          "UTC",
          "America/New_York",
          "Europe/Berlin",
          "Asia/Kolkata",
          "Australia/Lord_Howe",
          "Africa/Cairo",
          "America/St_Johns",
          "America/Havana",
          "Asia/Beirut");

  private interface Next {
    @Nullable Instant after(Schedule schedule, Instant time, ZoneId zone);
  }

  @Test
  void theTimesAreThoseOfTheReference() {
    check((schedule, time, zone) -> schedule.next(time, zone));
  }

  @Test
  void aPlantedFaultIsNoticed() {
    assertThatThrownBy(
            // What clocks leave out does not come: the rule of Kubernetes' own CronJobs.
            () ->
                check((schedule, time, zone) -> {
                  Instant next = schedule.next(time, zone);
                  return next != null && clocksChange(next, zone)
                      ? schedule.next(next, zone)
                      : next;
                }))
        .isInstanceOf(AssertionError.class);
  }

  private static boolean clocksChange(Instant time, ZoneId zone) {
    ZoneOffsetTransition change = zone.getRules().previousTransition(time.plusNanos(1));
    return change != null && change.getInstant().equals(time);
  }

  private static void check(Next next) {
    Property.named("a schedule's times are those that a clock shows")
        .tries(400)
        .check(source -> {
          ZoneId zone = ZoneId.of(source.pick(ZONES));
          Instant start = start(source, zone);
          Instant end = start.plus(Duration.ofDays(source.size(1, 5)));
          List<String> fields = fields(source);
          Schedule schedule = Schedule.parse(String.join(" ", fields));
          NavigableSet<Instant> expected = reference(fields, start, end, zone);

          List<Instant> found = new ArrayList<>();
          Instant time = next.after(schedule, start, zone);
          while (time != null && !time.isAfter(end)) {
            found.add(time);
            time = next.after(schedule, time, zone);
          }

          assertThat(found)
              .as("%s in %s from %s", fields, zone, start)
              .containsExactlyElementsOf(expected);
          Instant until = start.plusSeconds(source.between(1, 5 * 86_400));
          Instant latest = until.isAfter(end) ? end : until;
          assertThat(schedule.latest(start, latest, zone))
              .as("latest of %s in %s from %s until %s", fields, zone, start, latest)
              .isEqualTo(expected.floor(latest));
        });
  }

  /** Mostly shortly before clocks change. */
  private static Instant start(Source source, ZoneId zone) {
    Instant any =
        Instant.parse("2005-01-01T00:00:00Z")
            .plusSeconds(source.between(0, 20 * 365 * 1440) * 60L + source.between(0, 59));
    ZoneOffsetTransition change = zone.getRules().nextTransition(any);
    return change == null || source.chance(20)
        ? any
        : change.getInstant().minusSeconds(source.between(-7200, 86_400));
  }

  private static List<String> fields(Source source) {
    return List.of(
        field(source, 0, 59),
        field(source, 0, 23),
        field(source, 1, 31),
        source.chance(80) ? "*" : field(source, 1, 12),
        field(source, 0, 6));
  }

  private static String field(Source source, int least, int most) {
    int first = source.between(least, most);
    int last = source.between(first, most);
    return switch (source.between(0, 7)) {
      case 0 -> first + "-" + last;
      case 1 -> "*/" + source.between(1, 7);
      case 2 -> first + "/" + source.between(1, 5);
      case 3 -> first + "," + last;
      case 4 -> String.valueOf(first);
      default -> "*";
    };
  }

  /** Each minute that a clock shows, by the plain meaning of the fields. */
  private static NavigableSet<Instant> reference(
      List<String> fields, Instant start, Instant end, ZoneId zone) {
    List<NavigableSet<Integer>> sets =
        List.of(
            numbers(fields.get(0), 0, 59),
            numbers(fields.get(1), 0, 23),
            numbers(fields.get(2), 1, 31),
            numbers(fields.get(3), 1, 12),
            numbers(fields.get(4), 0, 6));
    boolean everyHour = sets.get(1).size() == 24;
    boolean either = !star(fields.get(2)) && !star(fields.get(4));
    TreeSet<Instant> times = new TreeSet<>();
    LocalDateTime last = LocalDateTime.ofInstant(end, zone).plusDays(2);
    for (LocalDateTime local =
            LocalDateTime.ofInstant(start, zone).minusDays(2).withSecond(0).withNano(0);
        local.isBefore(last);
        local = local.plusMinutes(1)) {
      boolean day = sets.get(2).contains(local.getDayOfMonth());
      boolean weekday = sets.get(4).contains(local.getDayOfWeek().getValue() % 7);
      if (sets.get(0).contains(local.getMinute())
          && sets.get(1).contains(local.getHour())
          && sets.get(3).contains(local.getMonthValue())
          && (either ? day || weekday : day && weekday)) {
        var offsets = zone.getRules().getValidOffsets(local);
        LocalDateTime shown = local;
        if (everyHour) {
          offsets.forEach(offset -> times.add(shown.toInstant(offset)));
        } else if (offsets.isEmpty()) {
          times.add(zone.getRules().getTransition(local).getInstant());
        } else {
          times.add(local.toInstant(offsets.getFirst()));
        }
      }
    }
    return times.stream()
        .filter(time -> time.isAfter(start) && !time.isAfter(end))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static boolean star(String field) {
    return field.equals("*") || field.equals("*/1");
  }

  private static NavigableSet<Integer> numbers(String field, int least, int most) {
    return Arrays.stream(field.split(","))
        .flatMap(part -> {
          String[] stepped = part.split("/");
          int step = stepped.length == 2 ? Integer.parseInt(stepped[1]) : 1;
          String[] ends = stepped[0].split("-");
          int first = stepped[0].equals("*") ? least : Integer.parseInt(ends[0]);
          int last =
              stepped[0].equals("*") || (ends.length == 1 && stepped.length == 2)
                  ? most
                  : Integer.parseInt(ends[ends.length - 1]);
          return IntStream.rangeClosed(first, last).filter(i -> (i - first) % step == 0).boxed();
        })
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
