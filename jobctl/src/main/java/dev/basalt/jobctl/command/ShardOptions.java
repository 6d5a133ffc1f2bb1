package dev.basalt.jobctl.command;

import static dev.basalt.jobctl.command.RequestOptions.put;

import dev.basalt.jobctl.Failure;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a job is divided. */
final class ShardOptions {
  private static final List<String> RELATIVE = List.of("today", "yesterday");

  @Option(
      names = {"--shards", "--replicas"},
      paramLabel = "N",
      description = "So many shards, each with its JOBCTL_SHARD.")
  private @Nullable Integer shards;

  @Option(
      names = "--from",
      paramLabel = "DATE",
      description = "First day; each shard has its JOBCTL_DATES. Also: today, yesterday.")
  private @Nullable String from;

  @Option(names = "--to", paramLabel = "DATE", description = "Last day, included.")
  private @Nullable String to;

  @Option(
      names = "--time-zone",
      paramLabel = "ZONE",
      description = "Whose today it is; without it, this computer's.")
  private @Nullable String timeZone;

  @Option(names = "--calendar", description = "weekdays (the default) or all.")
  private @Nullable String calendar;

  @Option(
      names = "--holidays",
      paramLabel = "FILE",
      description = "Dates that are left out, one in each line.")
  private @Nullable Path holidays;

  @Option(names = "--date", paramLabel = "DATE", description = "These days, instead of a range.")
  private List<String> dates = new ArrayList<>();

  @Option(names = "--step", paramLabel = "N", description = "Every n-th of the days.")
  private @Nullable Integer step;

  @Option(names = "--days-per-shard", paramLabel = "N", description = "Days in a shard.")
  private @Nullable Integer daysPerShard;

  @Option(names = "--reverse", description = "The newest days first.")
  private boolean reverse;

  @Option(names = "--only", paramLabel = "3,7-9", description = "Only these shards.")
  private @Nullable String only;

  @Option(names = "--gang", description = "All shards start together, and end when one fails.")
  private boolean gang;

  void into(Map<String, Object> fields) {
    put(fields, "shards", shards);
    Map<String, Object> days = days();
    if (!days.isEmpty()) {
      Map<String, Object> all = new LinkedHashMap<>();
      if (fields.get("days") instanceof Map<?, ?> there) {
        there.forEach((key, value) -> all.put(String.valueOf(key), value));
      }
      all.putAll(days);
      fields.put("days", all);
    }
    put(fields, "only", only);
    put(fields, "gang", gang ? true : null);
  }

  private Map<String, Object> days() {
    Map<String, Object> days = new LinkedHashMap<>();
    put(days, "from", date(from));
    put(days, "to", date(to));
    put(days, "calendar", calendar);
    put(days, "holidays", holidays == null ? null : holidays.toAbsolutePath().toString());
    put(days, "dates", dates.isEmpty() ? null : dates);
    put(days, "step", step);
    put(days, "perShard", daysPerShard);
    put(days, "reverse", reverse ? true : null);
    return days;
  }

  /** A schedule makes its jobs of one manifest. */
  void sameEachTime() {
    if (RELATIVE.contains(String.valueOf(from)) || RELATIVE.contains(String.valueOf(to))) {
      throw new Failure(
          2,
          "--from and --to: today and yesterday would stay those of now in each job of the schedule; leave them out, and let the command take the day of its run, from date +%F say");
    }
  }

  private @Nullable String date(@Nullable String text) {
    if ("today".equals(text)) {
      return LocalDate.now(zone()).toString();
    }
    return "yesterday".equals(text) ? LocalDate.now(zone()).minusDays(1).toString() : text;
  }

  private ZoneId zone() {
    try {
      return timeZone == null ? ZoneId.systemDefault() : ZoneId.of(timeZone);
    } catch (DateTimeException e) {
      throw new Failure(2, "--time-zone " + timeZone + " is none; write one such as Asia/Shanghai");
    }
  }
}
