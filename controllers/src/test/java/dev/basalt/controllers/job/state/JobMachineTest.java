package dev.basalt.controllers.job.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.api.batch.JobPhase;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class JobMachineTest {
  private static final Target POD = new Target("main", 1, "job-main-2");

  /** What each action does in each phase: a phase, a part of the pods, or nothing. */
  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          PENDING,     RESTART_JOB, RESTARTING
          PENDING,     ABORT_JOB,   ABORTING
          PENDING,     TERMINATE_JOB, TERMINATING
          PENDING,     COMPLETE_JOB, COMPLETING
          PENDING,     RESTART_TASK, part
          PENDING,     RESTART_POD, part
          PENDING,     RESTART_PARTITION, part
          RUNNING,     RESTART_JOB, RESTARTING
          RUNNING,     ABORT_JOB,   ABORTING
          RUNNING,     TERMINATE_JOB, TERMINATING
          RUNNING,     COMPLETE_JOB, COMPLETING
          RUNNING,     RESTART_TASK, part
          RUNNING,     RESTART_POD, part
          RUNNING,     RESTART_PARTITION, part
          RESTARTING,  ABORT_JOB,   ABORTING
          RESTARTING,  TERMINATE_JOB, TERMINATING
          RESTARTING,  COMPLETE_JOB, COMPLETING
          RESTARTING,  RESTART_TASK, more
          RESTARTING,  RESTART_POD, more
          RESTARTING,  RESTART_PARTITION, more
          ABORTING,    RESUME_JOB,  RESTARTING
          ABORTED,     RESUME_JOB,  RESTARTING
          """)
  void anActionDoesWhatTheTableSays(JobPhase phase, JobAction action, String outcome) {
    Progress at = new Progress(phase, 4, 1);
    Step step = act(action, at);
    if (outcome.equals("part") || outcome.equals("more")) {
      // What joins a restart that is under way is the same try.
      int retries = outcome.equals("part") ? 2 : 1;
      assertThat(step.next()).isEqualTo(new Progress(JobPhase.RESTARTING, 4, retries));
      assertThat(step.kill()).isNotInstanceOf(Kill.Everybody.class);
      return;
    }
    JobPhase next = JobPhase.valueOf(outcome);
    assertThat(step.next()).isEqualTo(new Progress(next, 5, next == JobPhase.RESTARTING ? 2 : 1));
    assertThat(step.kill()).isEqualTo(new Kill.Everybody(next != JobPhase.RESTARTING));
  }

  @Test
  void everyOtherPairOfPhaseAndActionDoesNothing() {
    List<String> effective = new ArrayList<>();
    for (JobPhase phase : JobPhase.values()) {
      for (JobAction action : JobAction.values()) {
        if (JobMachine.act(action, new Progress(phase, 0, 0), shape(3, null, 3), POD) != null) {
          effective.add(phase + " " + action);
        }
      }
    }
    // The number of rows in the table above.
    assertThat(effective).hasSize(22);
  }

  @ParameterizedTest
  @EnumSource(names = {"RESTART_TASK", "RESTART_POD", "RESTART_PARTITION"})
  void theLastRestartOfAPartEndsTheJobAsThatOfTheWholeDoes(JobAction action) {
    Progress at = new Progress(JobPhase.RUNNING, 4, 2);

    assertThat(act(action, at)).isEqualTo(act(JobAction.RESTART_JOB, at));
  }

  /** Pods of the job's present version stay while a part is replaced. */
  @Test
  void whatIsNotOfThePartStays() {
    PodView old = Pods.of("main", 0).version(3).view();
    PodView marked = Pods.of("main", 1).version(4).outOfSync().view();
    PodView other = Pods.of("main", 2).version(4).phase(PodPhase.RUNNING).view();
    for (JobPhase phase : List.of(JobPhase.PENDING, JobPhase.RUNNING, JobPhase.RESTARTING)) {
      Kill leaving = JobMachine.leaving(new Progress(phase, 4, 1), shape(3, null, 3));
      assertThat(Stream.of(old, marked, other).filter(leaving::hits))
          .as(phase.name())
          .containsExactly(old, marked);
    }
    Kill last = JobMachine.leaving(new Progress(JobPhase.RESTARTING, 4, 3), shape(3, null, 3));
    assertThat(last.hits(other)).isTrue();
  }

  @ParameterizedTest
  @EnumSource(names = {"RESTART_TASK", "RESTART_POD", "RESTART_PARTITION"})
  void aPartThatIsNotNamedIsNotReplaced(JobAction action) {
    assertThat(
            JobMachine.act(
                action, new Progress(JobPhase.RUNNING, 0, 0), shape(3, null, 3), Target.JOB))
        .isNull();
  }

  @Test
  void partsAreTheTaskThePartitionOrThePod() {
    Progress running = new Progress(JobPhase.RUNNING, 0, 0);
    assertThat(act(JobAction.RESTART_TASK, running).kill()).isEqualTo(new Kill.TaskPods("main"));
    assertThat(act(JobAction.RESTART_PARTITION, running).kill())
        .isEqualTo(new Kill.PartitionPods("main", 1));
    assertThat(act(JobAction.RESTART_POD, running).kill()).isEqualTo(new Kill.OnePod("job-main-2"));
  }

  @Test
  void theLastRestartKeepsWhatHasEnded() {
    Step step =
        JobMachine.act(
            JobAction.RESTART_JOB,
            new Progress(JobPhase.RUNNING, 0, 2),
            shape(3, null, 3),
            Target.JOB);

    assertThat(step).isNotNull();
    assertThat(Objects.requireNonNull(step).kill()).isEqualTo(new Kill.Everybody(true));
    assertThat(JobMachine.settle(step.next(), shape(3, null, 3), tally(0, 0, 0, 0, 3)))
        .isEqualTo(JobPhase.FAILED);
  }

  /** Job of 3 pods, minimum 2: counts of pods, and the phase that follows. */
  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          # phase,     pending, running, succeeded, failed, terminating, next
          PENDING,     3, 0, 0, 0, 0, PENDING
          PENDING,     2, 1, 0, 0, 0, PENDING
          PENDING,     1, 2, 0, 0, 0, RUNNING
          PENDING,     1, 1, 0, 1, 0, RUNNING
          PENDING,     1, 0, 1, 1, 0, RUNNING
          PENDING,     0, 0, 3, 0, 0, RUNNING
          RUNNING,     1, 2, 0, 0, 0, RUNNING
          RUNNING,     2, 1, 0, 0, 0, PENDING
          RUNNING,     0, 1, 2, 0, 0, RUNNING
          RUNNING,     0, 0, 2, 1, 0, COMPLETED
          RUNNING,     0, 0, 3, 0, 0, COMPLETED
          RUNNING,     0, 0, 1, 2, 0, FAILED
          RUNNING,     0, 0, 0, 3, 0, FAILED
          RESTARTING,  0, 0, 0, 0, 3, RESTARTING
          RESTARTING,  0, 0, 0, 0, 2, RESTARTING
          RESTARTING,  0, 0, 0, 0, 1, PENDING
          RESTARTING,  0, 0, 0, 0, 0, PENDING
          ABORTING,    0, 0, 1, 0, 1, ABORTING
          ABORTING,    0, 0, 1, 1, 0, ABORTED
          COMPLETING,  0, 0, 1, 0, 1, COMPLETING
          COMPLETING,  0, 0, 1, 0, 0, COMPLETED
          TERMINATING, 0, 1, 0, 0, 0, TERMINATING
          TERMINATING, 0, 0, 0, 0, 0, TERMINATED
          ABORTED,     0, 0, 1, 0, 0, ABORTED
          COMPLETED,   0, 0, 3, 0, 0, COMPLETED
          TERMINATED,  0, 0, 0, 0, 0, TERMINATED
          FAILED,      0, 0, 0, 3, 0, FAILED
          """)
  void thePodsTellThePhaseThatFollows(
      JobPhase phase,
      int pending,
      int running,
      int succeeded,
      int failed,
      int terminating,
      JobPhase next) {
    assertThat(
            JobMachine.settle(
                new Progress(phase, 0, 0),
                new JobShape(2, null, 3, Map.of("main", new JobShape.Task(3, 0, 3, 0))),
                tally(pending, running, succeeded, failed, terminating)))
        .isEqualTo(next);
  }

  @Test
  void minSuccessComesFirstAndNeedsNoMinimum() {
    JobShape shape = shape(3, 1, 3);
    assertThat(settleRunning(shape, tally(0, 2, 1, 0, 0))).isEqualTo(JobPhase.COMPLETED);
    assertThat(settleRunning(shape, tally(0, 1, 0, 2, 0))).isEqualTo(JobPhase.RUNNING);
    assertThat(settleRunning(shape, tally(0, 0, 0, 3, 0))).isEqualTo(JobPhase.FAILED);
  }

  @Test
  void aTaskBelowItsMinimumFailsTheJobWhereTheJobCoversAllTasks() {
    Map<String, JobShape.Task> tasks = new LinkedHashMap<>();
    tasks.put("main", new JobShape.Task(2, 1, 3, 0));
    tasks.put("side", new JobShape.Task(2, 1, 3, 1));
    List<PodView> pods =
        List.of(
            pod("main", 0, PodPhase.SUCCEEDED),
            pod("main", 1, PodPhase.SUCCEEDED),
            pod("side", 0, PodPhase.FAILED),
            pod("side", 1, PodPhase.FAILED));
    Tally tally = Tally.of(pods, pod -> false);

    assertThat(settleRunning(new JobShape(2, null, 3, tasks), tally)).isEqualTo(JobPhase.FAILED);
    assertThat(settleRunning(new JobShape(1, null, 3, tasks), tally)).isEqualTo(JobPhase.COMPLETED);
  }

  @Test
  void aJobWithoutPodsKeepsRunning() {
    JobShape none = new JobShape(0, null, 3, Map.of());
    assertThat(settleRunning(none, tally(0, 0, 0, 0, 0))).isEqualTo(JobPhase.RUNNING);
  }

  @Test
  void whateverHappensAPhaseIsFollowedByOneThatItLeadsTo() {
    Map<JobPhase, List<JobPhase>> ways =
        Map.of(
            JobPhase.PENDING, List.of(JobPhase.RUNNING),
            JobPhase.RUNNING, List.of(JobPhase.PENDING, JobPhase.COMPLETED, JobPhase.FAILED),
            JobPhase.RESTARTING, List.of(JobPhase.PENDING, JobPhase.FAILED),
            JobPhase.ABORTING, List.of(JobPhase.ABORTED),
            JobPhase.COMPLETING, List.of(JobPhase.COMPLETED),
            JobPhase.TERMINATING, List.of(JobPhase.TERMINATED));
    for (JobPhase phase : JobPhase.values()) {
      for (int code = 0; code < 4 * 4 * 4 * 4 * 4; code++) {
        Tally pods = tally(code & 3, code >> 2 & 3, code >> 4 & 3, code >> 6 & 3, code >> 8 & 3);
        for (Integer minSuccess : new Integer[] {null, 1, 3}) {
          for (int retries = 0; retries < 3; retries++) {
            JobPhase next =
                JobMachine.settle(new Progress(phase, 0, retries), shape(3, minSuccess, 2), pods);
            if (next != phase) {
              assertThat(ways.getOrDefault(phase, List.of())).contains(next);
            }
          }
        }
      }
    }
  }

  private static JobPhase settleRunning(JobShape shape, Tally tally) {
    return JobMachine.settle(new Progress(JobPhase.RUNNING, 0, 0), shape, tally);
  }

  private static Step act(JobAction action, Progress at) {
    return Objects.requireNonNull(JobMachine.act(action, at, shape(3, null, 3), POD));
  }

  private static JobShape shape(int replicas, @Nullable Integer minSuccess, int maxRetry) {
    return new JobShape(
        replicas, minSuccess, maxRetry, Map.of("main", new JobShape.Task(replicas, 1, 3, 0)));
  }

  private static Tally tally(int pending, int running, int succeeded, int failed, int terminating) {
    List<PodView> pods = new ArrayList<>();
    add(pods, pending, PodPhase.PENDING);
    add(pods, running, PodPhase.RUNNING);
    add(pods, succeeded, PodPhase.SUCCEEDED);
    add(pods, failed, PodPhase.FAILED);
    List<PodView> leaving =
        Stream.generate(() -> pod("main", 99, PodPhase.RUNNING)).limit(terminating).toList();
    pods.addAll(leaving);
    return Tally.of(pods, pod -> pod.index() == 99);
  }

  private static void add(List<PodView> pods, int count, PodPhase phase) {
    for (int i = 0; i < count; i++) {
      pods.add(pod("main", pods.size(), phase));
    }
  }

  private static PodView pod(String task, int index, PodPhase phase) {
    return Pods.of(task, index).phase(phase).view();
  }
}
