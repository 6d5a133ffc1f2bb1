package dev.basalt.controllers.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.api.batch.Job;
import dev.basalt.api.batch.JobPhase;
import dev.basalt.cluster.http.ApiResponse;
import dev.basalt.cluster.lead.Fence;
import dev.basalt.controllers.defaults.JobDefaults;
import dev.basalt.controllers.job.JobStatuses.Cause;
import dev.basalt.controllers.job.plugin.JobContext;
import dev.basalt.controllers.job.state.JobAction;
import dev.basalt.controllers.job.state.JobEvent;
import dev.basalt.controllers.job.state.JobMachine;
import dev.basalt.controllers.job.state.JobShape;
import dev.basalt.controllers.job.state.Kill;
import dev.basalt.controllers.job.state.PodPhase;
import dev.basalt.controllers.job.state.PodView;
import dev.basalt.controllers.job.state.Pods;
import dev.basalt.controllers.job.state.Policies;
import dev.basalt.controllers.job.state.Progress;
import dev.basalt.controllers.runtime.ObjectKey;
import dev.basalt.controllers.runtime.Writer;
import dev.basalt.core.port.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What is remembered of pods that are gone, and for how long. */
class JobHappeningsTest {
  private static final ObjectKey KEY = new ObjectKey("team", "sweep");

  private long now = 1_000_000;
  private final JobHappenings happenings =
      new JobHappenings(
          (job, warning, reason, message) -> {},
          new Writer(
              request -> CompletableFuture.completedFuture(new ApiResponse(404, new byte[0], null)),
              Fence.none(),
              Clock.system()),
          new Clock() {
            @Override
            public long nanos() {
              return 0;
            }

            @Override
            public long epochMillis() {
              return now;
            }
          });

  @Test
  void aDelayedEvictionIsAnsweredUnlessAnotherPodRunsInItsPlaceBefore()
      throws InterruptedException {
    String policy = "{event: PodEvicted, action: TerminateJob, timeout: 10s}";
    PodView went = running("main", 0).view();
    PodView other = running("main", 1).view();
    happenings.vanished(KEY, went);

    assertThat(ask(policy, JobPhase.RUNNING, other).nextMillis()).isEqualTo(1_010_000);
    PodView next = running("main", 0).uid("next").phase(PodPhase.PENDING).view();
    assertThat(ask(policy, JobPhase.RUNNING, next, other).nextMillis()).isEqualTo(1_010_000);

    // The pod itself, seen once more by a mirror that lags, runs in nobody's place.
    assertThat(ask(policy, JobPhase.RUNNING, went, other).nextMillis()).isEqualTo(1_010_000);

    PodView runs = running("main", 0).uid("next").view();
    assertThat(ask(policy, JobPhase.RUNNING, runs, other)).isEqualTo(Policies.Verdict.NOTHING);
    now += 60_000;
    assertThat(ask(policy, JobPhase.RUNNING, other)).isEqualTo(Policies.Verdict.NOTHING);
  }

  @Test
  void aDelayedEvictionIsAnsweredWhereNoOtherPodRuns() throws InterruptedException {
    String policy = "{event: PodEvicted, action: TerminateJob, timeout: 10s}";
    happenings.vanished(KEY, running("main", 0).view());
    ask(policy, JobPhase.RUNNING, running("main", 1).view());

    now += 10_000;
    assertThat(
            Objects.requireNonNull(ask(policy, JobPhase.RUNNING, running("main", 1).view()).now())
                .action())
        .isEqualTo(JobAction.TERMINATE_JOB);
  }

  /** A controller that is slow finds the next pod running already. */
  @Test
  void whatIsToBeAnsweredAtOnceIsAnsweredHoweverSoonAnotherPodRuns() throws InterruptedException {
    happenings.vanished(KEY, running("main", 0).view());

    Policies.Answer answer =
        ask(
                "{event: PodEvicted, action: RestartTask}",
                JobPhase.RUNNING,
                running("main", 0).uid("next").view(),
                running("main", 1).view())
            .now();

    assertThat(Objects.requireNonNull(answer).action()).isEqualTo(JobAction.RESTART_TASK);
  }

  /** It had its grace, and needed less. */
  @Test
  void aPodThatWentWithinItsGraceIsMissedAtOnce() throws InterruptedException {
    happenings.vanished(KEY, running("main", 0).evicted().at(now + 28_000).view());

    Policies.Answer answer =
        ask("{event: PodEvicted, action: RestartTask}", JobPhase.RUNNING).now();

    assertThat(Objects.requireNonNull(answer).action()).isEqualTo(JobAction.RESTART_TASK);
  }

  @Test
  void whatReplacesOneTaskLeavesTheOthersToBeAnswered() throws InterruptedException {
    String policy = "{event: PodEvicted, action: RestartTask}";
    happenings.vanished(KEY, running("main", 0).view());
    happenings.vanished(KEY, running("side", 0).view());

    List<String> answered = new ArrayList<>();
    JobPhase phase = JobPhase.RUNNING;
    for (Policies.Answer answer = ask(policy, phase).now();
        answer != null;
        answer = ask(policy, phase).now()) {
      Turn turn = turn(policy, phase);
      Kill kill =
          Objects.requireNonNull(
                  JobMachine.act(answer.action(), turn.at(), turn.shape(), answer.cause().target()))
              .kill();
      happenings.answered(turn, answer.action(), kill, Cause.NONE);
      answered.add(answer.cause().target().task());
      phase = JobPhase.RESTARTING;
    }

    assertThat(answered).containsExactly("main", "side");
  }

  @Test
  void whatEndsTheJobIsTheAnswerForAllPods() throws InterruptedException {
    String policy = "{event: PodEvicted, action: RestartJob}";
    happenings.vanished(KEY, running("main", 0).view());
    happenings.vanished(KEY, running("side", 0).view());

    happenings.answered(
        turn(policy, JobPhase.RUNNING),
        JobAction.RESTART_JOB,
        new Kill.Everybody(true),
        Cause.NONE);

    assertThat(ask(policy, JobPhase.RUNNING)).isEqualTo(Policies.Verdict.NOTHING);
  }

  /** Else a controller that dies in between would leave the restart half done. */
  @Test
  void whileAPartIsReplacedItsOtherPodsAreAskedAbout() throws InterruptedException {
    Policies.Answer answer =
        ask(
                "{event: PodFailed, action: RestartTask}",
                JobPhase.RESTARTING,
                running("main", 0).phase(PodPhase.FAILED).outOfSync().view(),
                running("side", 0).phase(PodPhase.FAILED).view())
            .now();

    assertThat(Objects.requireNonNull(answer).cause().event()).isEqualTo(JobEvent.POD_FAILED);
    assertThat(answer.cause().target().pod()).isEqualTo("job-side-0");
  }

  private static Pods running(String task, int index) {
    return Pods.of(task, index).phase(PodPhase.RUNNING);
  }

  private Policies.Verdict ask(String policy, JobPhase phase, PodView... pods)
      throws InterruptedException {
    return happenings.ask(turn(policy, phase, pods));
  }

  private static Turn turn(String policy, JobPhase phase, PodView... pods) {
    Job job =
        Jobs.of(
            """
            policies: [%s]
            maxRetry: 9
            tasks:
            - {name: main, replicas: 2}
            - {name: side, replicas: 1}
            """
                .formatted(policy));
    return new Turn(
        KEY,
        job,
        null,
        new JobContext("team", "sweep", JobDefaults.of(Objects.requireNonNull(job.getSpec()))),
        JobShape.of(JobDefaults.of(job.getSpec())),
        new Progress(phase, 0, 0),
        List.of(pods),
        null,
        pod -> false);
  }
}
