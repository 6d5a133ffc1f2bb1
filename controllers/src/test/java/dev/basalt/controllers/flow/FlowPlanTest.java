package dev.basalt.controllers.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.basalt.api.batch.JobPhase;
import dev.basalt.api.batch.TaskState;
import dev.basalt.api.flow.FlowJobStatus;
import dev.basalt.api.flow.JobFlowPhase;
import dev.basalt.api.flow.JobFlowState;
import dev.basalt.api.flow.JobFlowStatus;
import dev.basalt.controllers.made.MadeJob;
import dev.basalt.controllers.runtime.Notice;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FlowPlanTest extends FlowFixture {
  @Test
  void aFlowGoesFromPlaceToPlace() {
    FlowPlan plan = plan(LINE);
    assertThat(made(plan)).containsExactly("daily-a");
    assertThat(phase(plan)).isEqualTo(JobFlowPhase.PENDING);
    assertThat(plan.status().jobStatusList()).isNull();

    job("a", null);
    plan = plan(LINE);
    assertThat(plan.make()).isEmpty();
    assertThat(plan.status().unKnowJobs()).containsExactly("daily-a");

    job("a", JobPhase.PENDING);
    assertThat(phase(plan(LINE))).isEqualTo(JobFlowPhase.PENDING);
    assertThat(plan(LINE).status().pendingJobs()).containsExactly("daily-a");

    job("a", JobPhase.RUNNING);
    plan = plan(LINE);
    assertThat(phase(plan)).isEqualTo(JobFlowPhase.RUNNING);
    assertThat(plan.status().runningJobs()).containsExactly("daily-a");
    assertThat(plan.make()).isEmpty();

    job("a", JobPhase.COMPLETED);
    plan = plan(LINE);
    assertThat(made(plan)).containsExactly("daily-b");
    assertThat(phase(plan)).isEqualTo(JobFlowPhase.RUNNING);

    job("b", JobPhase.COMPLETED);
    plan = plan(LINE);
    assertThat(phase(plan)).isEqualTo(JobFlowPhase.SUCCEED);
    assertThat(plan.status().completedJobs()).containsExactly("daily-a", "daily-b");
    assertThat(plan.delete()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = JobPhase.class,
      names = {"FAILED", "TERMINATED"})
  void aJobThatFailedFailsTheFlowAndNothingMoreIsMade(JobPhase phase) {
    job("a", phase);
    String spec = "{flows: [{name: a}, {name: b, dependsOn: {targets: [a]}}, {name: c}]}";

    FlowPlan plan = plan(spec);

    assertThat(phase(plan)).isEqualTo(JobFlowPhase.FAILED);
    assertThat(plan.make()).isEmpty();
    assertThat(Objects.requireNonNull(plan.status().state()).message())
        .isEqualTo("job daily-a is " + MadeJob.text(phase));
  }

  @Test
  void aJobThatWasSuspendedIsWaitedFor() {
    job("a", JobPhase.ABORTED);

    FlowPlan plan = plan(LINE);

    assertThat(phase(plan)).isEqualTo(JobFlowPhase.RUNNING);
    assertThat(plan.status().pendingJobs()).containsExactly("daily-a");
    assertThat(plan.make()).isEmpty();
  }

  @Test
  void aFailedJobIsMadeAnewAsOftenAsTheFlowSays() {
    retries = 1;
    job("a", JobPhase.FAILED);

    // It is written first,
    FlowPlan plan = plan(LINE);
    assertThat(plan.notices()).extracting(Notice::reason).containsExactly("JobRetried");
    assertThat(attempt(plan)).isEqualTo(1);
    assertThat(phase(plan)).isEqualTo(JobFlowPhase.RUNNING);
    assertThat(plan.delete()).extracting(job -> job.key().name()).containsExactly("daily-a");
    assertThat(plan.make()).isEmpty();

    // then the job is deleted,
    status = plan.status();
    plan = plan(LINE);
    assertThat(plan.notices()).isEmpty();
    assertThat(plan.delete()).hasSize(1);

    // then another is made, which knows which one it is.
    jobs.clear();
    plan = plan(LINE);
    assertThat(plan.make()).singleElement().extracting(FlowPlan.Order::attempt).isEqualTo(1);

    jobs.put("daily-a", job("daily-a", JobPhase.FAILED, 1));
    assertThat(phase(plan(LINE))).isEqualTo(JobFlowPhase.FAILED);
    retries = 2;
    assertThat(attempt(plan(LINE))).isEqualTo(2);
  }

  @Test
  void aJobThatSomebodyEndedIsNotMadeAnew() {
    retries = 5;
    job("a", JobPhase.TERMINATED);

    assertThat(phase(plan(LINE))).isEqualTo(JobFlowPhase.FAILED);
  }

  @Test
  void whatHasEndedStaysSoAlthoughItsJobIsGone() {
    gone.put("daily-a", job("daily-a", JobPhase.COMPLETED, 0));
    FlowPlan plan = plan(LINE);
    assertThat(made(plan)).containsExactly("daily-b");

    gone.clear();
    status = plan.status();
    plan = plan(LINE);
    assertThat(made(plan)).containsExactly("daily-b");
    assertThat(plan.status().completedJobs()).containsExactly("daily-a");
    assertThat(plan.status().conditions()).containsOnlyKeys("daily-a");
    assertThat(plan.status()).isEqualTo(status);
  }

  @Test
  void aJobThatSomebodyDeletedBeforeItEndedIsMadeAnew() {
    job("a", JobPhase.RUNNING);
    status = plan(LINE).status();
    jobs.clear();

    assertThat(made(plan(LINE))).containsExactly("daily-a");
  }

  @Test
  void jobsAreDeletedOnceAllHaveCompletedIfTheFlowSaysSo() {
    deletes = true;
    job("a", JobPhase.COMPLETED);
    assertThat(plan(LINE).delete()).isEmpty();
    job("b", JobPhase.COMPLETED);

    FlowPlan plan = plan(LINE);

    assertThat(plan.delete()).hasSize(2);
    status = plan.status();
    jobs.clear();
    plan = plan(LINE);
    assertThat(phase(plan)).isEqualTo(JobFlowPhase.SUCCEED);
    assertThat(plan.make()).isEmpty();
  }

  @Test
  void aFlowThatIsBeingDeletedMakesNothing() {
    terminating = true;
    retries = 1;
    job("a", JobPhase.FAILED);

    FlowPlan plan = plan("{flows: [{name: a}, {name: b}]}");

    assertThat(phase(plan)).isEqualTo(JobFlowPhase.TERMINATING);
    assertThat(plan.make()).isEmpty();
    assertThat(plan.delete()).isEmpty();
  }

  @Test
  void aFlowOfNothingHasSucceeded() {
    assertThat(phase(plan("{flows: []}"))).isEqualTo(JobFlowPhase.SUCCEED);
  }

  @Test
  void aNameThatComesTwiceIsOnePlace() {
    String spec =
        "{flows: [{name: a}, {name: b}, {name: c, dependsOn: {targets: [a]}}, {name: c,"
            + " dependsOn: {targets: [b]}}]}";
    job("a", JobPhase.COMPLETED);
    assertThat(made(plan(spec))).containsExactly("daily-b");
    job("b", JobPhase.COMPLETED);
    assertThat(made(plan(spec))).containsExactly("daily-c");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {flows: [{name: a}, {name: b, dependsOn: {targets: [x]}}]} | spec.flows[1].dependsOn.targets of flow "b": there is no flow "x"
          {flows: [{name: c}, {name: a, dependsOn: {targets: [b]}}, {name: b, dependsOn: {targets: [a]}}]} | spec.flows[1].dependsOn.targets: the flows [a, b] wait for each other
          """)
  void aFlowWithoutAnOrderSaysWhereAndMakesNothing(String spec, String message) {
    FlowPlan plan = plan(spec);

    assertThat(plan.make()).isEmpty();
    JobFlowState state = Objects.requireNonNull(plan.status().state());
    assertThat(state.phase()).isEqualTo(JobFlowPhase.PENDING);
    assertThat(state.reason()).isEqualTo("InvalidFlow");
    assertThat(state.message()).startsWith(message);
  }

  @Test
  void aMissingTemplateIsWaitedForAndHarmsNoOther() {
    missingTemplates.add("b");

    FlowPlan plan = plan("{flows: [{name: b}, {name: a}]}");

    assertThat(made(plan)).containsExactly("daily-a");
    JobFlowState state = Objects.requireNonNull(plan.status().state());
    assertThat(state.reason()).isEqualTo("TemplateNotFound");
    assertThat(state.message())
        .isEqualTo(
            "spec.flows[0].name: there is no JobTemplate \"b\" in namespace team; make it or change"
                + " the name");
  }

  @Test
  void whatStoodInTheWayIsSaid() {
    hindrance = Notice.warning("QuotaExceeded", "wait");

    assertThat(Objects.requireNonNull(plan(LINE).status().state()).reason())
        .isEqualTo("QuotaExceeded");
    assertThat(made(plan(LINE))).containsExactly("daily-a");
  }

  @Test
  void theStatusTellsOfEachJob() {
    job("a", JobPhase.COMPLETED, Map.of("Succeeded", 2));

    JobFlowStatus written = plan(LINE).status();

    FlowJobStatus job = Objects.requireNonNull(written.jobStatusList()).getFirst();
    assertThat(job.name()).isEqualTo("daily-a");
    assertThat(job.state()).isEqualTo("Completed");
    assertThat(job.startTimestamp()).isEqualTo("2026-11-01T00:00:00Z");
    assertThat(job.endTimestamp()).isEqualTo("2026-11-01T00:01:10Z");
    assertThat(job.restartCount()).isEqualTo(3);
    assertThat(job.runningHistories())
        .extracting("state", "startTimestamp", "endTimestamp")
        .containsExactly(
            tuple("Running", "2026-11-01T00:00:10Z", "2026-11-01T00:01:10Z"),
            tuple("Completed", "2026-11-01T00:01:10Z", null));
    var condition =
        Objects.requireNonNull(Objects.requireNonNull(written.conditions()).get("daily-a"));
    assertThat(condition.phase()).isEqualTo("Completed");
    assertThat(condition.runningDuration()).isEqualTo("1m10s");
    assertThat(condition.taskStatusCount())
        .isEqualTo(Map.of("ps", new TaskState(Map.of("Succeeded", 2))));
  }
}
