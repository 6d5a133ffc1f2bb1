package dev.basalt.jobctl.request;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The days of a request, divided into shards. */
final class TradingDays {
  static final List<String> FIELDS =
      List.of("from", "to", "calendar", "holidays", "step", "perShard", "reverse", "dates");
  private static final List<String> CALENDARS = List.of("weekdays", "all");
  private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
  private static final int MOST = 100_000;

  private final Fields fields;
  private final Path folder;
  private boolean wrong;

  private TradingDays(Fields fields, Path folder) {
    this.fields = fields;
    this.folder = folder;
  }

  /**
   * The dates of each shard, in order; empty if something is wrong, which is told.
   *
   * @param days a map with the fields above, or a plain list of dates
   * @param folder where files of holidays are looked for
   */
  static List<List<LocalDate>> read(Object days, Path folder, List<String> problems) {
    Map<?, ?> map = days instanceof Map<?, ?> given ? given : Map.of("dates", days);
    Fields fields = new Fields("days.", map, problems);
    fields.allow(FIELDS);
    return new TradingDays(fields, folder).shards();
  }

  private List<List<LocalDate>> shards() {
    List<LocalDate> days = fields.has("dates") ? listed() : calendar();
    int step = fields.number("step", 1, MOST, 1);
    int perShard = fields.number("perShard", 1, MOST, 1);
    boolean reverse = fields.flag("reverse");
    if (wrong) {
      return List.of();
    }
    List<LocalDate> chosen = new ArrayList<>();
    for (int i = 0; i < days.size(); i += step) {
      chosen.add(days.get(i));
    }
    List<List<LocalDate>> shards = new ArrayList<>();
    for (int i = 0; i < chosen.size(); i += perShard) {
      shards.add(List.copyOf(chosen.subList(i, Math.min(chosen.size(), i + perShard))));
    }
    return reverse ? shards.reversed() : shards;
  }

  private List<LocalDate> listed() {
    for (String field : List.of("from", "to", "calendar", "holidays")) {
      if (fields.has(field)) {
        bad(field, "the dates are listed already; remove one of dates and " + field);
      }
    }
    List<LocalDate> dates = new ArrayList<>();
    Set<LocalDate> seen = new HashSet<>();
    for (Object entry : fields.list("dates")) {
      LocalDate date = date("dates", entry);
      if (date != null && !seen.add(date)) {
        bad("dates", date + " is there twice; remove one");
      } else if (date != null) {
        dates.add(date);
      }
    }
    if (dates.isEmpty() && !wrong) {
      bad("dates", "must be a list of dates, at least one");
    }
    return dates;
  }

  private List<LocalDate> calendar() {
    LocalDate from = end("from");
    LocalDate to = end("to");
    String calendar = fields.word("calendar", CALENDARS);
    wrong |= calendar == null && fields.has("calendar");
    Set<LocalDate> holidays = holidays();
    if (from == null || to == null || wrong) {
      wrong = true;
      return List.of();
    }
    if (to.isBefore(from)) {
      bad("to", to + " is before days.from, " + from);
      return List.of();
    }
    List<LocalDate> days = new ArrayList<>();
    for (LocalDate day = from; !day.isAfter(to) && days.size() <= MOST; day = day.plusDays(1)) {
      if (("all".equals(calendar) || isWeekday(day)) && !holidays.contains(day)) {
        days.add(day);
      }
    }
    if (days.isEmpty()) {
      bad("from", "no day of the calendar lies between " + from + " and " + to);
    }
    return days;
  }

  private @Nullable LocalDate end(String field) {
    if (!fields.has(field)) {
      bad(field, "is missing; write a date such as 2024-01-31");
      return null;
    }
    return date(field, fields.raw(field));
  }

  /** A list of dates, or the name of a file with one on each line; what follows a # is a remark. */
  private Set<LocalDate> holidays() {
    Set<LocalDate> holidays = new HashSet<>();
    List<?> entries;
    if (fields.raw("holidays") instanceof String file) {
      entries = entries(file);
    } else {
      entries = fields.list("holidays");
    }
    for (Object entry : entries) {
      LocalDate date = date("holidays", entry);
      if (date != null) {
        holidays.add(date);
      }
    }
    return holidays;
  }

  private List<String> entries(String file) {
    try {
      return holidaysIn(folder, file);
    } catch (UncheckedIOException e) {
      bad("holidays", "the file " + file + " cannot be read; name one beside the request");
      return List.of();
    }
  }

  /**
   * The dates in a file of holidays, as they are written there.
   *
   * @throws UncheckedIOException if it cannot be read
   */
  static List<String> holidaysIn(Path folder, String file) {
    try {
      return Files.readAllLines(folder.resolve(file)).stream()
          .map(line -> line.replaceFirst("#.*", "").strip())
          .filter(line -> !line.isEmpty())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private @Nullable LocalDate date(String field, @Nullable Object value) {
    if (value instanceof String text && DATE.matcher(text).matches()) {
      try {
        return LocalDate.parse(text);
      } catch (DateTimeException e) {
        // There is no such day; told below.
      }
    }
    bad(field, Fields.shown(value) + " is no date; write one such as 2024-01-31");
    return null;
  }

  private static boolean isWeekday(LocalDate day) {
    return day.getDayOfWeek() != DayOfWeek.SATURDAY && day.getDayOfWeek() != DayOfWeek.SUNDAY;
  }

  private void bad(String field, String problem) {
    wrong = true;
    fields.bad(field, problem);
  }
}
