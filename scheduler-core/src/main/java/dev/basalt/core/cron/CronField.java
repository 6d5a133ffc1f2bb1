package dev.basalt.core.cron;

import java.util.List;
import java.util.Locale;

/**
 * A field of a schedule: numbers, names, ranges, lists and steps. It is the syntax that Kubernetes'
 * own CronJobs take; libraries for Java read dialects that differ in {@code ?} and {@code @every}.
 */
enum CronField {
  MINUTE("minute", 0, 59, ""),
  HOUR("hour", 0, 23, ""),
  DAY("day of month", 1, 31, ""),
  MONTH("month", 1, 12, "jan feb mar apr may jun jul aug sep oct nov dec"),
  WEEKDAY("day of week", 0, 6, "sun mon tue wed thu fri sat");

  /**
   * What a field allows.
   *
   * @param values a bit for each number
   * @param star whether it was written as any number at all
   */
  record Set(long values, boolean star) {}

  private final String title;
  private final int least;
  private final int most;

  /** Of its numbers, the first for the least; with blanks between them. */
  private final String names;

  CronField(String title, int least, int most, String names) {
    this.title = title;
    this.least = least;
    this.most = most;
    this.names = names;
  }

  /** Every number. */
  long all() {
    return bits(least, most, 1);
  }

  /**
   * Reads the field.
   *
   * @throws IllegalArgumentException if it is wrong; the message names the field
   */
  Set parse(String text) {
    long values = 0;
    boolean star = false;
    for (String range : text.split(",", -1)) {
      Set one = range(range);
      values |= one.values();
      star |= one.star();
    }
    return new Set(values, star);
  }

  private Set range(String text) {
    String[] stepped = text.split("/", -1);
    if (stepped.length > 2) {
      throw wrong(text);
    }
    int step = stepped.length == 2 ? number(stepped[1], text) : 1;
    if (step == 0) {
      throw wrong(text);
    }
    if (stepped[0].equals("*") || stepped[0].equals("?")) {
      return new Set(bits(least, most, step), step == 1);
    }
    String[] ends = stepped[0].split("-", -1);
    if (ends.length > 2) {
      throw wrong(text);
    }
    int first = value(ends[0], text);
    int alone = stepped.length == 2 ? most : first;
    int last = ends.length == 2 ? value(ends[1], text) : alone;
    if (first < least || last > most || first > last) {
      throw wrong(text);
    }
    return new Set(bits(first, last, step), false);
  }

  private static long bits(int first, int last, int step) {
    long bits = 0;
    for (int value = first; value <= last; value += step) {
      bits |= 1L << value;
    }
    return bits;
  }

  private int value(String text, String range) {
    int named =
        text.isEmpty() ? -1 : List.of(names.split(" ")).indexOf(text.toLowerCase(Locale.ROOT));
    return named >= 0 ? least + named : number(text, range);
  }

  private int number(String text, String range) {
    if (!text.matches("[0-9]{1,4}")) {
      throw wrong(range);
    }
    return Integer.parseInt(text);
  }

  private IllegalArgumentException wrong(String range) {
    return new IllegalArgumentException(
        "\"%s\" is no %s (%d to %d)".formatted(range, title, least, most));
  }
}
