package dev.basalt.controllers.cron;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.basalt.controllers.runtime.Notice;
import dev.basalt.core.cron.Schedule;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * When a CronJob makes jobs.
 *
 * @param schedule null if it cannot be read
 * @param zone whose clock counts
 * @param deadline how late a job may start; null for any time
 * @param overlap what happens if an earlier job has not ended
 * @param suspended whether none is made for now
 * @param keepSucceeded how many jobs are kept that ended well
 * @param keepFailed how many that did not
 * @param problem why no job can be made; null if all is well
 */
record CronTerms(
    @Nullable Schedule schedule,
    ZoneId zone,
    @Nullable Duration deadline,
    Overlap overlap,
    boolean suspended,
    int keepSucceeded,
    int keepFailed,
    @Nullable Notice problem) {
  private static final int KEEP_SUCCEEDED = 3;
  private static final int KEEP_FAILED = 1;

  /** What happens if an earlier job has not ended. */
  enum Overlap {
    /** Both run. */
    ALLOW,
    /** The new one waits. */
    FORBID,
    /** The earlier one is deleted. */
    REPLACE
  }

  /**
   * Reads a spec. What is wrong with it becomes the problem.
   *
   * @param own the zone of a schedule that names none
   */
  static CronTerms read(@Nullable JsonNode written, ZoneId own) {
    JsonNode spec = written == null ? MissingNode.getInstance() : written;
    Reading reading = new Reading();
    Schedule schedule = reading.schedule(spec.path("schedule").asText());
    ZoneId zone = reading.zone(spec.path("timeZone"), own);
    Overlap overlap = reading.overlap(spec.path("concurrencyPolicy").asText("Allow"));
    reading.template(spec.path("jobTemplate").path("spec"));
    JsonNode deadline = spec.path("startingDeadlineSeconds");
    return new CronTerms(
        schedule,
        zone,
        deadline.isNumber() ? Duration.ofSeconds(deadline.asLong()) : null,
        overlap,
        spec.path("suspend").asBoolean(),
        spec.path("successfulJobsHistoryLimit").asInt(KEEP_SUCCEEDED),
        spec.path("failedJobsHistoryLimit").asInt(KEEP_FAILED),
        reading.problem);
  }

  /** The last time that is due and was not yet had, null if there is none. */
  @Nullable Instant due(Instant had, Instant now) {
    return schedule == null ? null : schedule.latest(had, now, zone);
  }

  /** The time after another, null if there is none. */
  @Nullable Instant next(Instant time) {
    return schedule == null ? null : schedule.next(time, zone);
  }

  /** The name of the job of a time: the same for whoever makes it. */
  String jobName(String cronJob, Instant time) {
    long seconds = time.getEpochSecond();
    boolean fine = schedule != null && schedule.withinMinutes();
    return cronJob + "-" + (fine ? seconds : seconds / 60);
  }

  private static final class Reading {
    private @Nullable Notice problem;

    private @Nullable Schedule schedule(String text) {
      try {
        return Schedule.parse(text);
      } catch (IllegalArgumentException e) {
        complain(
            "UnParseableCronJobSchedule",
            "unparseable schedule for cronjob: %s: spec.schedule: %s"
                .formatted(text, e.getMessage()));
        return null;
      }
    }

    private ZoneId zone(JsonNode name, ZoneId own) {
      try {
        return name.isTextual() ? ZoneId.of(name.asText()) : own;
      } catch (DateTimeException e) {
        complain(
            "InvalidTimeZone",
            "Invalid time zone \"%s\": spec.timeZone: nobody knows it; use a name such as Europe/Berlin"
                .formatted(name.asText()));
        return own;
      }
    }

    private Overlap overlap(String policy) {
      return switch (policy) {
        case "", "Allow" -> Overlap.ALLOW;
        case "Forbid" -> Overlap.FORBID;
        case "Replace" -> Overlap.REPLACE;
        default -> {
          complain(
              "InvalidConcurrencyPolicy",
              "spec.concurrencyPolicy: \"%s\" must be Allow, Forbid or Replace".formatted(policy));
          yield Overlap.FORBID;
        }
      };
    }

    private void template(JsonNode spec) {
      if (spec.path("tasks").isEmpty()) {
        complain("InvalidJobTemplate", "spec.jobTemplate.spec.tasks: name at least one task");
      }
    }

    private void complain(String reason, String message) {
      problem = problem == null ? Notice.warning(reason, message) : problem;
    }
  }
}
