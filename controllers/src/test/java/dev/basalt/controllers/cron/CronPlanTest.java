package dev.basalt.controllers.cron;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.basalt.api.batch.CronJobStatus;
import dev.basalt.api.batch.JobPhase;
import dev.basalt.api.names.BasaltNames;
import dev.basalt.api.names.VolcanoNames;
import dev.basalt.controllers.made.MadeJob;
import dev.basalt.controllers.runtime.Notice;
import dev.basalt.controllers.runtime.ObjectKey;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CronPlanTest {
  private static final Instant CREATED = Instant.parse("2026-11-01T00:00:30Z");
  private static final Instant NOON = Instant.parse("2026-11-01T12:00:00Z");

  private static final ObjectKey CRON = new ObjectKey("team", "cron");
  private static final String TEMPLATE = ", jobTemplate: {spec: {tasks: [{name: t}]}}";

  private final List<MadeJob> jobs = new ArrayList<>();
  private @Nullable CronJobStatus status;
  private String options = "";

  @Test
  void aTimeThatHasComeStartsItsJobAndTheNextIsWaitedFor() {
    CronPlan plan = plan("0 * * * *", NOON);

    assertThat(plan.start()).isEqualTo(NOON);
    assertThat(plan.next()).isEqualTo(NOON.plusSeconds(3600));
    assertThat(plan.notices()).isEmpty();
    assertThat(plan.status().lastScheduleTime()).isNull();
    // It is named before it is there.
    assertThat(plan.status().active())
        .extracting(ObjectReference::getName)
        .containsExactly("cron-" + NOON.getEpochSecond() / 60);
  }

  @Test
  void aTimeIsHadOnceItsJobIsThereOrTheStatusSaysSo() {
    status = new CronJobStatus(null, "2026-11-01T12:00:00Z", null);
    assertThat(plan("0 * * * *", NOON.plusSeconds(60)).start()).isNull();

    status = null;
    jobs.add(job("a", NOON, JobPhase.RUNNING));
    CronPlan plan = plan("0 * * * *", NOON.plusSeconds(60));
    assertThat(plan.start()).isNull();
    assertThat(plan.status().lastScheduleTime()).isEqualTo("2026-11-01T12:00:00Z");
    assertThat(plan.status().active()).extracting(ObjectReference::getName).containsExactly("a");
  }

  @Test
  void beforeItsFirstTimeNothingStarts() {
    CronPlan plan = plan("0 13 * * *", NOON);

    assertThat(plan.start()).isNull();
    assertThat(plan.next()).isEqualTo("2026-11-01T13:00:00Z");
  }

  @Test
  void ofManyMissedTimesTheLastIsMadeUpFor() {
    CronPlan plan = plan("* * * * *", NOON.plusSeconds(30));

    assertThat(plan.start()).isEqualTo(NOON);
    assertThat(reasons(plan)).containsExactly("TooManyMissedTimes");
    options = ", startingDeadlineSeconds: 3600";
    assertThat(plan("* * * * *", NOON).notices()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0, true", "600, true", "601, false"})
  void aTimeBeyondItsDeadlineIsLeftOut(int late, boolean starts) {
    options = ", startingDeadlineSeconds: 600";

    CronPlan plan = plan("0 12 * * *", NOON.plusSeconds(late));

    assertThat(plan.start()).isEqualTo(starts ? NOON : null);
    assertThat(reasons(plan)).isEqualTo(starts ? List.of() : List.of("MissSchedule"));
    assertThat(plan.next()).isEqualTo("2026-11-02T12:00:00Z");
  }

  @Test
  void aSuspendedOneStartsNothingAndMakesUpForItOnceItGoesOn() {
    options = ", suspend: true";
    CronPlan plan = plan("0 * * * *", NOON);
    assertThat(plan.start()).isNull();
    assertThat(plan.next()).isNull();
    assertThat(plan.notices()).isEmpty();

    options = ", suspend: false";
    assertThat(plan("0 * * * *", NOON.plusSeconds(600)).start()).isEqualTo(NOON);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Allow   | true  | 0 |
          ''      | true  | 0 |
          Forbid  | false | 0 | ForbidConcurrent: Skipping job creation because another job is already running
          Replace | true  | 1 | ReplaceConcurrent: Replacing active job for CronJob
          """)
  void anEarlierJobThatHasNotEnded(
      String policy, boolean starts, int replaced, @Nullable String said) {
    options = ", concurrencyPolicy: \"" + policy + "\"";
    jobs.add(job("old", NOON.minusSeconds(3600), JobPhase.ABORTED));
    jobs.add(job("done", NOON.minusSeconds(7200), JobPhase.FAILED));

    CronPlan plan = plan("0 * * * *", NOON);

    assertThat(plan.start()).isEqualTo(starts ? NOON : null);
    assertThat(plan.replaced()).hasSize(replaced);
    assertThat(plan.notices()).hasSize(said == null ? 0 : 1);
    plan.notices()
        .forEach(notice ->
            assertThat(notice.reason() + ": " + notice.message()).startsWith(said + ": "));
    assertThat(plan.status().active()).hasSize(starts ? 2 - replaced : 1);
  }

  @Test
  void aForbiddenTimeIsHadOnceTheEarlierJobEnds() {
    options = ", concurrencyPolicy: Forbid";
    jobs.add(job("old", NOON.minusSeconds(3600), JobPhase.COMPLETED));

    assertThat(plan("0 * * * *", NOON.plusSeconds(900)).start()).isEqualTo(NOON);
  }

  @Test
  void anEndedJobLeavesTheStatusAndTheOldestAreDeleted() {
    status =
        new CronJobStatus(
            List.of(
                CronPlan.reference("team", "good-9", "good-9"),
                CronPlan.reference("team", "lost", "lost")),
            "2026-11-01T12:00:00Z",
            "2026-11-01T01:00:00Z");
    IntStream.range(0, 10)
        .forEach(i -> {
          jobs.add(job("good-" + i, NOON.minusSeconds(600 - i * 60), JobPhase.COMPLETED));
          jobs.add(job("bad-" + i, NOON.minusSeconds(600 - i * 60), JobPhase.TERMINATED));
        });

    CronPlan plan = plan("0 * * * *", NOON.plusSeconds(60));

    assertThat(plan.status().active()).isNull();
    assertThat(plan.status().lastSuccessfulTime()).isEqualTo("2026-11-01T11:59:10Z");
    assertThat(reasons(plan)).containsExactly("SawCompletedJob", "StaleReference");
    assertThat(plan.bygone())
        .extracting(job -> job.key().name())
        .containsExactly(
            "good-0", "good-1", "good-2", "good-3", "good-4", "good-5", "good-6", "bad-0", "bad-1",
            "bad-2", "bad-3", "bad-4", "bad-5", "bad-6", "bad-7", "bad-8");
    options = ", successfulJobsHistoryLimit: 0, failedJobsHistoryLimit: 10";
    assertThat(plan("0 * * * *", NOON).bygone()).hasSize(10);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          schedule: never                        | UnParseableCronJobSchedule | unparseable schedule for cronjob: never: spec.schedule
          schedule: "0 99 * * *"                 | UnParseableCronJobSchedule | "99" is no hour
          schedule: "@daily", timeZone: Mars/One | InvalidTimeZone            | Invalid time zone "Mars/One"
          schedule: "@daily", concurrencyPolicy: Maybe | InvalidConcurrencyPolicy | spec.concurrencyPolicy
          schedule: "@daily", jobTemplate: {}    | InvalidJobTemplate         | spec.jobTemplate.spec.tasks
          """)
  void whatIsWrongIsSaidAndHarmsNothingElse(String spec, String reason, String field) {
    jobs.add(job("a", NOON, JobPhase.RUNNING));
    CronPlan plan =
        CronPlan.of(
            new CronPlan.Facts(
                CRON,
                terms("{" + spec + (spec.contains("jobTemplate") ? "}" : TEMPLATE + "}")),
                CREATED,
                status,
                jobs),
            NOON.plusSeconds(86_400));

    assertThat(plan.start()).isNull();
    assertThat(plan.status().active()).hasSize(1);
    assertThat(plan.notices())
        .singleElement()
        .satisfies(notice -> {
          assertThat(notice.reason()).isEqualTo(reason);
          assertThat(notice.message()).contains(field);
        });
  }

  @Test
  void aJobOfSomebodyElseIsNamed() {
    Notice notice = CronReconciler.foreign("c-1", job("c-1", NOON, JobPhase.RUNNING));

    assertThat(notice.reason()).isEqualTo("ForeignJob");
    assertThat(notice.message())
        .startsWith("Job c-1 exists but is not owned by this CronJob (current owner: ");
  }

  @Test
  void intervalsCountFromTheLastTime() {
    CronPlan first = plan("@every 7m", CREATED.plusSeconds(900));
    assertThat(first.start()).isEqualTo(CREATED.plusSeconds(840));
    assertThat(first.next()).isEqualTo(CREATED.plusSeconds(1260));
  }

  @Test
  void aJobIsNamedAfterItsTimeAndTellsWhoseItIs() {
    WrittenCronJob cronJob =
        Serialization.unmarshal(
            """
            apiVersion: batch.volcano.sh/v1alpha1
            kind: CronJob
            metadata:
              namespace: team
              name: nightly
              uid: c1
              annotations: {basalt.dev/user: ada, other: x}
            spec:
              schedule: 0 2 * * *
              timeZone: Europe/Berlin
              jobTemplate:
                metadata:
                  name: ignored
                  labels: {a: b}
                  annotations: {c: d, basalt.dev/user: mallory}
                spec: {queue: q, newer: field, tasks: [{name: t, replicas: 1}]}
            """,
            WrittenCronJob.class);
    CronTerms terms = CronTerms.read(cronJob.getSpec(), ZoneId.of("UTC"));
    Instant time = Instant.parse("2026-11-02T01:00:00Z");

    var job = CronJobObjects.job(cronJob, terms, time);

    assertThat(job.path("metadata").path("name").asText())
        .isEqualTo("nightly-" + time.getEpochSecond() / 60);
    assertThat(job.path("metadata").path("labels"))
        .isEqualTo(tree(Map.of("a", "b", BasaltNames.CRON_JOB, "nightly")));
    assertThat(job.path("metadata").path("annotations"))
        .isEqualTo(
            tree(
                Map.of(
                    "c",
                    "d",
                    BasaltNames.USER,
                    "ada",
                    VolcanoNames.SCHEDULED_TIMESTAMP,
                    "2026-11-02T02:00:00+01:00")));
    assertThat(job.path("spec").path("newer").asText()).isEqualTo("field");
    assertThat(job.at("/metadata/ownerReferences/0/uid").asText()).isEqualTo("c1");
    assertThat(terms("{schedule: \"@every 20s\"}").jobName("n", time))
        .isEqualTo("n-" + time.getEpochSecond());
  }

  private static JsonNode tree(Map<String, String> map) {
    return Serialization.unmarshal(Serialization.asJson(map), JsonNode.class);
  }

  private CronPlan plan(String schedule, Instant now) {
    return CronPlan.of(
        new CronPlan.Facts(
            CRON,
            terms("{schedule: \"%s\"%s%s}".formatted(schedule, options, TEMPLATE)),
            CREATED,
            status,
            jobs),
        now);
  }

  private static CronTerms terms(String yaml) {
    WrittenCronJob cronJob =
        Serialization.unmarshal(
            "apiVersion: batch.volcano.sh/v1alpha1\nkind: CronJob\nspec: " + yaml,
            WrittenCronJob.class);
    return CronTerms.read(cronJob.getSpec(), ZoneId.of("UTC"));
  }

  private static List<String> reasons(CronPlan plan) {
    return plan.notices().stream().map(Notice::reason).toList();
  }

  /** A job that was made at its time and came to its phase ten seconds later. */
  static MadeJob job(String name, Instant time, @Nullable JobPhase phase) {
    return new MadeJob(
        new ObjectKey("team", name),
        name,
        new MadeJob.Maker(MadeJob.CRON_JOB, new ObjectKey("team", "cron"), "c1", null),
        phase,
        false,
        time,
        phase == null
            ? List.of()
            : List.of(new MadeJob.Passed(Objects.requireNonNull(phase), time.plusSeconds(10))),
        time,
        0,
        0,
        null,
        Map.of(),
        Map.of());
  }
}
