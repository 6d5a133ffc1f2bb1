package dev.basalt.webhook.rules;

import dev.basalt.core.resource.Durations;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The syntax of a schedule: five fields (minute, hour, day of month, month, day of week) of
 * numbers, names, ranges, lists and steps, or a word such as {@code @daily}. It is the syntax that
 * Kubernetes' own CronJobs take; libraries for Java read dialects that differ in {@code ?} and
 * {@code @every}.
 */
final class CronExpression {
  private static final Set<String> WORDS =
      Set.of("@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly");
  private static final String EVERY = "@every ";

  /** A field: its name, its bounds, and names for its numbers, the first for the lower bound. */
  private record Field(String name, int least, int most, List<String> names) {}

  private static final List<Field> FIELDS =
      List.of(
          new Field("minute", 0, 59, List.of()),
          new Field("hour", 0, 23, List.of()),
          new Field("day of month", 1, 31, List.of()),
          new Field(
              "month",
              1,
              12,
              List.of(
                  "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov",
                  "dec")),
          new Field("day of week", 0, 6, List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat")));

  private CronExpression() {}

  /**
   * Reads a schedule.
   *
   * @throws IllegalArgumentException if it is none; the message names the field
   */
  static void check(String text) {
    String schedule = text.strip();
    if (schedule.startsWith("@")) {
      word(schedule);
      return;
    }
    String[] parts = schedule.split("\\s+");
    if (parts.length != FIELDS.size()) {
      throw new IllegalArgumentException(
          "\"%s\" has %d fields, not %d".formatted(schedule, parts.length, FIELDS.size()));
    }
    for (int i = 0; i < parts.length; i++) {
      for (String range : parts[i].split(",", -1)) {
        range(range, FIELDS.get(i));
      }
    }
  }

  private static void word(String schedule) {
    if (schedule.startsWith(EVERY)) {
      Durations.parseNanos(schedule.substring(EVERY.length()).strip());
    } else if (!WORDS.contains(schedule)) {
      throw new IllegalArgumentException("nobody knows \"" + schedule + "\"");
    }
  }

  private static void range(String text, Field field) {
    String[] stepped = text.split("/", -1);
    if (stepped.length > 2) {
      throw wrong(text, field);
    }
    if (stepped.length == 2 && number(stepped[1], text, field) == 0) {
      throw wrong(text, field);
    }
    if (stepped[0].equals("*") || stepped[0].equals("?")) {
      return;
    }
    String[] ends = stepped[0].split("-", -1);
    if (ends.length > 2) {
      throw wrong(text, field);
    }
    int first = value(ends[0], text, field);
    int last = ends.length == 2 ? value(ends[1], text, field) : first;
    if (first < field.least() || last > field.most() || first > last) {
      throw wrong(text, field);
    }
  }

  private static int value(String text, String range, Field field) {
    int named = field.names().indexOf(text.toLowerCase(Locale.ROOT));
    return named >= 0 ? field.least() + named : number(text, range, field);
  }

  private static int number(String text, String range, Field field) {
    if (!text.matches("[0-9]{1,4}")) {
      throw wrong(range, field);
    }
    return Integer.parseInt(text);
  }

  private static IllegalArgumentException wrong(String range, Field field) {
    return new IllegalArgumentException(
        "\"%s\" is no %s (%d to %d)".formatted(range, field.name(), field.least(), field.most()));
  }
}
