package dev.basalt.controllers.cron;

import dev.basalt.api.batch.CronJobStatus;
import dev.basalt.api.batch.JobPhase;
import dev.basalt.controllers.cron.CronTerms.Overlap;
import dev.basalt.controllers.made.MadeJob;
import dev.basalt.controllers.runtime.Metadata;
import dev.basalt.controllers.runtime.Notice;
import dev.basalt.controllers.runtime.ObjectKey;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done for a CronJob now, in this order: the status is written, jobs are deleted, and
 * the job of a time is made. Whoever dies in between and plans anew does what is left: a time
 * counts as had once its job is there or the status says so.
 *
 * @param status to be written. It names the job that is made before it is there, so that it is
 *     looked for by whoever comes next and does not see it yet
 * @param bygone jobs beyond the history limits
 * @param replaced jobs that make room for the one that is made
 * @param start the time whose job is to be made, null for none
 * @param next the time that comes next, null if there is none
 * @param notices what to record
 */
record CronPlan(
    CronJobStatus status,
    List<MadeJob> bygone,
    List<MadeJob> replaced,
    @Nullable Instant start,
    @Nullable Instant next,
    List<Notice> notices) {
  private static final int MANY = 100;

  /**
   * What is known of a CronJob.
   *
   * @param name its own
   * @param created when it was made
   * @param status its status, null if it has none
   * @param jobs all jobs that it made and that are there
   */
  record Facts(
      ObjectKey name,
      CronTerms terms,
      Instant created,
      @Nullable CronJobStatus status,
      List<MadeJob> jobs) {}

  /** What follows from what is known. */
  static CronPlan of(Facts facts, Instant now) {
    return new Planner(facts, now).plan();
  }

  /** A reference to a job, as a status holds it. */
  static ObjectReference reference(String namespace, String name, @Nullable String uid) {
    return new ObjectReferenceBuilder()
        .withApiVersion("batch.volcano.sh/v1alpha1")
        .withKind("Job")
        .withNamespace(namespace)
        .withName(name)
        .withUid(uid)
        .build();
  }

  private static final class Planner {
    private final Facts facts;
    private final CronTerms terms;
    private final Instant now;
    private final List<MadeJob> active;
    private final List<Notice> notices = new ArrayList<>();

    private Planner(Facts facts, Instant now) {
      this.facts = facts;
      this.terms = facts.terms();
      this.now = now;
      this.active =
          facts.jobs().stream()
              .filter(job -> !job.finished())
              .sorted(Comparator.comparing((MadeJob job) -> job.key().name()))
              .toList();
    }

    private CronPlan plan() {
      Instant had = had();
      tellOfEnded();
      Notice problem = terms.problem();
      if (problem != null) {
        notices.add(problem);
        return new CronPlan(status(had, List.of(), null), bygone(), List.of(), null, null, notices);
      }
      Instant from = had == null ? facts.created() : had;
      Instant due = terms.suspended() ? null : terms.due(from, now);
      Instant start = due == null ? null : inTime(from, due);
      Instant next = terms.suspended() ? null : terms.next(due == null ? from : due);
      if (start != null && !active.isEmpty() && terms.overlap() == Overlap.FORBID) {
        notices.add(
            Notice.warning(
                "ForbidConcurrent",
                "Skipping job creation because another job is already running: %s; spec.concurrencyPolicy is Forbid, so the job of %s waits for its end"
                    .formatted(active.getFirst().key().name(), start)));
        start = null;
      }
      List<MadeJob> replaced =
          start == null || terms.overlap() != Overlap.REPLACE
              ? List.of()
              : active.stream().filter(job -> !job.terminating()).toList();
      if (!replaced.isEmpty()) {
        notices.add(
            Notice.warning(
                "ReplaceConcurrent",
                "Replacing active job for CronJob: %s; spec.concurrencyPolicy is Replace"
                    .formatted(
                        replaced.stream()
                            .map(job -> job.key().name())
                            .collect(Collectors.joining(", ")))));
      }
      return new CronPlan(status(had, replaced, start), bygone(), replaced, start, next, notices);
    }

    /** The last time that a job was made for, null if none was. */
    private @Nullable Instant had() {
      CronJobStatus status = facts.status();
      long written = status == null ? 0 : Metadata.millis(status.lastScheduleTime());
      return Stream.concat(
              written == 0 ? Stream.of() : Stream.of(Instant.ofEpochMilli(written)),
              facts.jobs().stream().map(MadeJob::scheduled).filter(Objects::nonNull))
          .max(Comparator.naturalOrder())
          .orElse(null);
    }

    private CronJobStatus status(
        @Nullable Instant had, List<MadeJob> replaced, @Nullable Instant start) {
      CronJobStatus before = facts.status();
      long told = before == null ? 0 : Metadata.millis(before.lastSuccessfulTime());
      Instant succeeded =
          Stream.concat(
                  told == 0 ? Stream.of() : Stream.of(Instant.ofEpochMilli(told)),
                  ended(true).map(MadeJob::since))
              .max(Comparator.naturalOrder())
              .orElse(null);
      List<ObjectReference> running = new ArrayList<>();
      active.stream()
          .filter(job -> !replaced.contains(job))
          .forEach(
              job -> running.add(reference(job.key().namespace(), job.key().name(), job.uid())));
      if (start != null) {
        String name = terms.jobName(facts.name().name(), start);
        running.add(reference(facts.name().namespace(), name, null));
      }
      return new CronJobStatus(running.isEmpty() ? null : running, text(had), text(succeeded));
    }

    private void tellOfEnded() {
      CronJobStatus status = facts.status();
      if (status == null || status.active() == null) {
        return;
      }
      for (ObjectReference reference : status.active()) {
        MadeJob job =
            facts.jobs().stream()
                .filter(one -> one.key().name().equals(reference.getName()))
                .findFirst()
                .orElse(null);
        if (job != null && job.finished()) {
          notices.add(
              Notice.normal(
                  "SawCompletedJob",
                  "Saw completed job: %s in active, remove: it is %s"
                      .formatted(
                          job.key().name(), MadeJob.text(Objects.requireNonNull(job.phase())))));
        } else if (job == null && reference.getUid() != null) {
          notices.add(
              Notice.warning(
                  "StaleReference",
                  "Active job \"%s\" no longer exists (UID: %s): somebody deleted it"
                      .formatted(reference.getName(), reference.getUid())));
        }
      }
    }

    /** The time itself if it may still be had, else null. */
    private @Nullable Instant inTime(Instant from, Instant due) {
      Duration deadline = terms.deadline();
      if (deadline != null && due.plus(deadline).isBefore(now)) {
        notices.add(
            Notice.warning(
                "MissSchedule",
                "Missed scheduled time to start a job: %s; it is %d s ago, spec.startingDeadlineSeconds is %d"
                    .formatted(due, Duration.between(due, now).toSeconds(), deadline.toSeconds())));
        return null;
      }
      Instant earliest =
          deadline == null || now.minus(deadline).isBefore(from) ? from : now.minus(deadline);
      if (terms.schedule() != null
          && terms.schedule().count(earliest, due, terms.zone(), MANY + 1) > MANY) {
        notices.add(
            Notice.warning(
                "TooManyMissedTimes",
                "too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew: more than %d since %s, only the last is made up for"
                    .formatted(MANY, earliest)));
      }
      return due;
    }

    /** What is beyond the limits, the oldest first. */
    private List<MadeJob> bygone() {
      return Stream.concat(
              beyond(ended(true), terms.keepSucceeded()), beyond(ended(false), terms.keepFailed()))
          .toList();
    }

    private Stream<MadeJob> beyond(Stream<MadeJob> jobs, int limit) {
      List<MadeJob> oldestFirst =
          jobs.filter(job -> !job.terminating())
              .sorted(Comparator.comparing(MadeJob::created).thenComparing(job -> job.key().name()))
              .toList();
      return oldestFirst.stream().limit(Math.max(0, oldestFirst.size() - limit));
    }

    private Stream<MadeJob> ended(boolean well) {
      return facts.jobs().stream()
          .filter(job -> job.finished() && (job.phase() == JobPhase.COMPLETED) == well);
    }

    private static @Nullable String text(@Nullable Instant time) {
      return time == null ? null : time.truncatedTo(ChronoUnit.SECONDS).toString();
    }
  }
}
