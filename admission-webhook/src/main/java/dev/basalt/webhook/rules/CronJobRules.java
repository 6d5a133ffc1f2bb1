package dev.basalt.webhook.rules;

import dev.basalt.api.batch.CronJob;
import dev.basalt.api.batch.CronJobSpec;
import dev.basalt.api.batch.JobSpec;
import dev.basalt.core.cron.Schedule;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Set;

/** What a CronJob must be like. */
public final class CronJobRules {
  /** The jobs' names have eleven characters more, and go into labels of 63. */
  private static final int MAX_NAME = 52;

  /** Digits of the minutes since 1970 until the year 2160, and of the seconds until 2286. */
  private static final int MINUTES = 8;

  private static final int SECONDS = 10;

  private static final Set<String> CONCURRENCY = Set.of("", "Allow", "Forbid", "Replace");

  private CronJobRules() {}

  /** Looks at a new or changed cron job. */
  public static Violations check(CronJob cronJob) {
    Violations violations = new Violations();
    String name = Given.text(cronJob.getMetadata().getName());
    if (name.length() > MAX_NAME) {
      violations.add(
          "metadata.name: cronJob name must be no more than %d characters, it has %d: its jobs' names have eleven more"
              .formatted(MAX_NAME, name.length()));
    }
    CronJobSpec spec = cronJob.getSpec();
    if (spec == null) {
      violations.add("schedule is required, but got empty");
      return violations;
    }
    boolean seconds = schedule(Given.text(spec.schedule()), violations);
    if (spec.timeZone() != null) {
      timeZone(spec.timeZone(), violations);
    }
    if (!CONCURRENCY.contains(Given.text(spec.concurrencyPolicy()))) {
      violations.add(
          "spec.concurrencyPolicy: \"%s\" must be Allow, Forbid or Replace"
              .formatted(spec.concurrencyPolicy()));
    }
    JobSpec job = spec.jobTemplate() == null ? null : spec.jobTemplate().spec();
    if (job == null || Given.list(job.tasks()).isEmpty()) {
      violations.add("spec.jobTemplate: No task specified in job spec");
    } else {
      JobRules.spec(job, name, violations);
      String suffix = "-" + "0".repeat(seconds ? SECONDS : MINUTES);
      NameRules.pods(name + suffix, JobDefaults.standard().apply(job), violations);
    }
    return violations;
  }

  /** Whether its jobs are named after seconds. */
  private static boolean schedule(String schedule, Violations violations) {
    if (schedule.isBlank()) {
      violations.add("schedule is required, but got empty");
    } else if (schedule.contains("TZ")) {
      violations.add("schedule should not contain TZ or CRON_TZ: name a zone in spec.timeZone");
    } else {
      try {
        return Schedule.parse(schedule).withinMinutes();
      } catch (IllegalArgumentException e) {
        violations.add("schedule is not a valid cron expression: " + e.getMessage());
      }
    }
    return false;
  }

  private static void timeZone(String zone, Violations violations) {
    if (zone.isEmpty()) {
      violations.add("timeZone must be nil or non-empty string: leave it out or name a zone");
    } else if (zone.equalsIgnoreCase("Local")) {
      violations.add("timeZone can't be Local: use a name such as Europe/Berlin");
    } else {
      try {
        if (!ZoneId.getAvailableZoneIds().contains(ZoneId.of(zone).getId())) {
          violations.add(
              "invalid timeZone \"%s\": use a name such as Europe/Berlin".formatted(zone));
        }
      } catch (DateTimeException e) {
        violations.add("invalid timeZone \"%s\": use a name such as Europe/Berlin".formatted(zone));
      }
    }
  }
}
