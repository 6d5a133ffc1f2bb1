package dev.basalt.controllers.job.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.api.batch.JobPhase;
import dev.basalt.api.batch.JobSpec;
import dev.basalt.api.batch.LifecyclePolicy;
import dev.basalt.api.batch.TaskSpec;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PoliciesTest {
  private static final Target POD = new Target("main", 0, "job-main-0");

  static Stream<Arguments> everyEventAndAction() {
    return Stream.of(JobEvent.values())
        .filter(event -> event.legal() && event != JobEvent.ANY)
        .flatMap(event ->
            Stream.of(JobAction.values())
                .filter(JobAction::legal)
                .map(action -> Arguments.of(event, action)));
  }

  /** Each event answered by each action, at task and job level, by name, in a list and by star. */
  @ParameterizedTest
  @MethodSource("everyEventAndAction")
  void anEventIsAnsweredByTheActionOfThePolicyThatNamesIt(JobEvent event, JobAction action) {
    Occurrence occurrence = new Occurrence(event, POD, List.of(), 1_000);
    String timeout = event == JobEvent.POD_PENDING ? "0" : null;
    LifecyclePolicy byName = new LifecyclePolicy(action.text(), event.text(), null, null, timeout);
    LifecyclePolicy byList =
        new LifecyclePolicy(action.text(), null, List.of("Other", event.text()), null, timeout);
    LifecyclePolicy byStar = new LifecyclePolicy(action.text(), "*", null, null, timeout);
    LifecyclePolicy other =
        new LifecyclePolicy(action.text(), another(event).text(), null, null, timeout);

    for (LifecyclePolicy policy : List.of(byName, byList, byStar)) {
      if (policy.equals(byStar) && event == JobEvent.JOB_UPDATED) {
        // To scale a job is no mishap of it.
        assertThat(Policies.answer(spec(policy, policy), occurrence)).isNull();
        continue;
      }
      assertThat(answer(spec(policy, null), occurrence)).isEqualTo(action);
      assertThat(answer(spec(null, policy), occurrence)).isEqualTo(action);
    }
    assertThat(Policies.answer(spec(other, other), occurrence)).isNull();
  }

  /** What the whole machine makes of each pair: the step of the action, in each phase. */
  @ParameterizedTest
  @MethodSource("everyEventAndAction")
  void theAnswerThatChangesSomethingIsGiven(JobEvent event, JobAction action) {
    String timeout = event == JobEvent.POD_PENDING ? "0" : null;
    JobSpec spec =
        spec(null, new LifecyclePolicy(action.text(), event.text(), null, null, timeout));
    for (JobPhase phase : JobPhase.values()) {
      Progress at = new Progress(phase, 0, 0);
      JobShape shape =
          new JobShape(1, null, 3, java.util.Map.of("main", new JobShape.Task(1, 1, 3, 0)));
      Policies.Verdict verdict =
          Policies.ask(
              spec,
              List.of(new Occurrence(event, POD, List.of(), 0)),
              1,
              answer -> JobMachine.act(answer.action(), at, shape, POD) != null);
      assertThat(verdict.now() != null)
          .as("%s in %s", action, phase)
          .isEqualTo(JobMachine.act(action, at, shape, POD) != null);
    }
  }

  @Test
  void internalEventsAreAnsweredByNobody() {
    LifecyclePolicy star = new LifecyclePolicy("RestartJob", "*", null, null, null);
    for (JobEvent event : JobEvent.values()) {
      if (!event.legal()) {
        assertThat(
                Policies.answer(spec(star, star), new Occurrence(event, Target.JOB, List.of(), 0)))
            .isNull();
      }
    }
  }

  @Test
  void theTasksOwnPoliciesComeBeforeTheJobsAndTheFirstDecides() {
    LifecyclePolicy task = policy("RestartTask", "PodFailed");
    LifecyclePolicy job = policy("AbortJob", "PodFailed");
    Occurrence failed = new Occurrence(JobEvent.POD_FAILED, POD, List.of(1), 0);

    assertThat(answer(spec(task, job), failed)).isEqualTo(JobAction.RESTART_TASK);
    assertThat(
            answer(
                spec(task, job),
                new Occurrence(
                    JobEvent.POD_FAILED, new Target("side", -1, "job-side-0"), List.of(), 0)))
        .isEqualTo(JobAction.ABORT_JOB);
  }

  @ParameterizedTest
  @CsvSource({"3, true", "137, true", "1, false"})
  void anExitCodeOfAnyContainerCounts(int code, boolean answered) {
    JobSpec spec = spec(null, new LifecyclePolicy("TerminateJob", null, null, code, null));
    Occurrence failed = new Occurrence(JobEvent.POD_FAILED, POD, List.of(3, 137), 0);
    assertThat(Policies.answer(spec, failed) != null).isEqualTo(answered);
  }

  @Test
  void aPendingPodIsAnsweredOnlyAfterATimeout() {
    Occurrence pending = new Occurrence(JobEvent.POD_PENDING, POD, List.of(), 10_000);
    JobSpec none = spec(null, policy("AbortJob", "*"));
    JobSpec minute = spec(null, new LifecyclePolicy("AbortJob", "PodPending", null, null, "1m"));

    assertThat(Policies.answer(none, pending)).isNull();
    assertThat(ask(minute, pending, 69_999)).isEqualTo(new Policies.Verdict(null, 70_000));
    assertThat(Objects.requireNonNull(ask(minute, pending, 70_000).now()).action())
        .isEqualTo(JobAction.ABORT_JOB);
  }

  @Test
  void aPolicyThatIsWrongIsPassedOver() {
    Occurrence failed = new Occurrence(JobEvent.POD_FAILED, POD, List.of(), 0);
    JobSpec spec =
        new JobSpec(
            null,
            null,
            null,
            null,
            List.of(
                policy("RestartJop", "PodFailed"),
                new LifecyclePolicy("AbortJob", "PodFailed", null, null, "soon"),
                policy("CompleteJob", "PodFailed")),
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null);

    assertThat(answer(spec, failed)).isEqualTo(JobAction.COMPLETE_JOB);
    assertThat(Policies.problem(policy("RestartJop", "PodFailed")))
        .contains("RestartJop")
        .contains("RestartJob");
  }

  @Test
  void whatHappenedIsFoundInThePods() {
    JobShape shape =
        new JobShape(2, null, 3, java.util.Map.of("main", new JobShape.Task(2, 2, 3, 0)));
    List<PodView> pods =
        List.of(
            Pods.of("main", 1).phase(PodPhase.FAILED).exitCodes(3).at(7).view(),
            Pods.of("main", 0).phase(PodPhase.RUNNING).restarts(3).at(5).view(),
            Pods.of("main", 5).phase(PodPhase.FAILED).view());

    assertThat(Occurrences.in(shape, pods))
        .extracting(one -> one.event() + " " + one.target().pod() + " " + one.sinceMillis())
        .containsExactly("POD_FAILED job-main-1 7", "TASK_FAILED  5");
    assertThat(
            Occurrences.in(
                shape,
                List.of(
                    Pods.of("main", 0).phase(PodPhase.FAILED).evicted().at(3).view(),
                    Pods.of("main", 1).phase(PodPhase.SUCCEEDED).terminating().view())))
        .extracting(Occurrence::event)
        .containsExactly(JobEvent.POD_EVICTED);
    assertThat(
            Occurrences.in(
                shape,
                List.of(
                    Pods.of("main", 0).phase(PodPhase.SUCCEEDED).at(3).view(),
                    Pods.of("main", 1).phase(PodPhase.SUCCEEDED).at(4).view())))
        .containsExactly(
            new Occurrence(JobEvent.TASK_COMPLETED, Target.task("main"), List.of(), 4));
  }

  private static Policies.Verdict ask(JobSpec spec, Occurrence occurrence, long now) {
    return Policies.ask(spec, List.of(occurrence), now, answer -> true);
  }

  private static JobAction answer(JobSpec spec, Occurrence occurrence) {
    return Objects.requireNonNull(Policies.answer(spec, occurrence)).action();
  }

  private static LifecyclePolicy policy(String action, String event) {
    return new LifecyclePolicy(action, event, null, null, null);
  }

  private static JobEvent another(JobEvent event) {
    return event == JobEvent.POD_FAILED ? JobEvent.POD_EVICTED : JobEvent.POD_FAILED;
  }

  private static JobSpec spec(@Nullable LifecyclePolicy task, @Nullable LifecyclePolicy job) {
    return new JobSpec(
        null,
        1,
        null,
        List.of(
            new TaskSpec(
                "main", 1, 1, null, task == null ? null : List.of(task), null, null, null, null)),
        job == null ? null : List.of(job),
        null,
        null,
        null,
        3,
        null,
        null,
        null,
        null);
  }
}
