package dev.basalt.controllers.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.api.batch.Job;
import dev.basalt.api.batch.JobPhase;
import dev.basalt.api.batch.JobState;
import dev.basalt.api.batch.JobStatus;
import dev.basalt.api.batch.TaskState;
import dev.basalt.api.scheduling.PodGroupPhase;
import dev.basalt.cluster.http.ApiResponse;
import dev.basalt.cluster.lead.Fence;
import dev.basalt.controllers.defaults.JobDefaults;
import dev.basalt.controllers.job.plugin.JobContext;
import dev.basalt.controllers.job.state.JobAction;
import dev.basalt.controllers.job.state.JobMachine;
import dev.basalt.controllers.job.state.JobShape;
import dev.basalt.controllers.job.state.PodPhase;
import dev.basalt.controllers.job.state.PodView;
import dev.basalt.controllers.job.state.Pods;
import dev.basalt.controllers.job.state.Policies;
import dev.basalt.controllers.job.state.Progress;
import dev.basalt.controllers.job.state.Step;
import dev.basalt.controllers.runtime.ObjectKey;
import dev.basalt.controllers.runtime.Writer;
import dev.basalt.core.port.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every phase with every event and every action, from what is to be seen in the cluster to the step
 * that the controller takes. The tables are written by hand from Volcano's documented behaviour:
 * they use no names of the code's.
 */
class PolicyTableTest {
  private static final ObjectKey KEY = new ObjectKey("team", "sweep");
  private static final long NOW = 1_000_000;

  /** What an event is about. */
  private static final Map<String, String> ABOUT =
      Map.of(
          "PodFailed", "job task partition pod",
          "PodEvicted", "job task partition pod",
          "PodPending", "job task partition pod",
          "TaskCompleted", "job task",
          "TaskFailed", "job task",
          "Unknown", "job",
          "JobUpdated", "job",
          "*", "job task partition pod");

  /** What an action makes of a job that has begun and has not come to its end. */
  private static final Map<String, String> OUTCOME =
      Map.of(
          "RestartJob", "Restarting, version+1, retry+1, kills all",
          "AbortJob", "Aborting, version+1, kills those that have not ended",
          "TerminateJob", "Terminating, version+1, kills those that have not ended",
          "CompleteJob", "Completing, version+1, kills those that have not ended",
          "RestartTask", "needs task",
          "RestartPartition", "needs partition",
          "RestartPod", "needs pod",
          "ResumeJob", "nothing");

  /** What it makes of a job that is being begun anew, of which a part lives on. */
  private static final Map<String, String> OUTCOME_WHILE_RESTARTING =
      Map.of(
          "RestartJob", "nothing",
          "AbortJob", "Aborting, version+1, kills those that have not ended",
          "TerminateJob", "Terminating, version+1, kills those that have not ended",
          "CompleteJob", "Completing, version+1, kills those that have not ended",
          "RestartTask", "joins task",
          "RestartPartition", "joins partition",
          "RestartPod", "joins pod",
          "ResumeJob", "nothing");

  static Stream<Arguments> everything() {
    return Stream.of(
            "Pending",
            "Running",
            "Restarting",
            "Aborting",
            "Aborted",
            "Completing",
            "Completed",
            "Terminating",
            "Terminated",
            "Failed")
        .flatMap(phase ->
            ABOUT.keySet().stream()
                .sorted()
                .flatMap(event ->
                    OUTCOME.keySet().stream()
                        .sorted()
                        .flatMap(action ->
                            Stream.of("job", "task")
                                .map(level -> Arguments.of(phase, event, action, level)))));
  }

  @ParameterizedTest
  @MethodSource("everything")
  void aPolicyDoesWhatTheTablesSay(String phase, String event, String action, String level)
      throws InterruptedException {
    // A task's policies are asked about what happened to the task.
    boolean ofAPart = Objects.requireNonNull(ABOUT.get(event)).contains("task");
    boolean asked =
        phase.equals("Pending")
            || phase.equals("Running")
            || (phase.equals("Restarting") && ofAPart);
    boolean heard = asked && (level.equals("job") || ofAPart);
    String expected = heard ? expected(phase, event, action) : "nothing";

    assertThat(outcome(phase, event, action, level)).isEqualTo(expected);
  }

  /** The test of the test: with another phase, event or action the outcome is another. */
  @Test
  void theTablesTellOutcomesApart() throws InterruptedException {
    assertThat(outcome("Running", "PodFailed", "AbortJob", "job"))
        .isNotEqualTo(expected("Running", "PodFailed", "RestartJob"));
    assertThat(outcome("Running", "Unknown", "RestartTask", "job")).isEqualTo("nothing");
    assertThat(outcome("Running", "TaskFailed", "RestartPod", "task")).isEqualTo("nothing");
  }

  private static String expected(String phase, String event, String action) {
    boolean restarting = phase.equals("Restarting");
    String outcome =
        Objects.requireNonNull((restarting ? OUTCOME_WHILE_RESTARTING : OUTCOME).get(action));
    if (!outcome.startsWith("needs ") && !outcome.startsWith("joins ")) {
      return outcome;
    }
    String part = outcome.substring("needs ".length());
    return Objects.requireNonNull(ABOUT.get(event)).contains(part)
        ? "Restarting" + (restarting ? "" : ", retry+1") + ", kills the " + part
        : "nothing";
  }

  private static String outcome(String phase, String event, String action, String level)
      throws InterruptedException {
    Turn turn =
        turn(JobPhase.valueOf(phase.toUpperCase(java.util.Locale.ROOT)), event, action, level);
    JobHappenings happenings =
        new JobHappenings(
            (job, warning, reason, message) -> {},
            new Writer(
                request ->
                    CompletableFuture.completedFuture(new ApiResponse(404, new byte[0], null)),
                Fence.none(),
                Clock.system()),
            fixed());
    Policies.Answer answer = happenings.ask(turn).now();
    if (answer == null) {
      return "nothing";
    }
    Step step =
        JobMachine.act(
            Objects.requireNonNull(JobAction.of(action)),
            turn.at(),
            turn.shape(),
            answer.cause().target());
    return step == null ? "nothing" : describe(turn, step);
  }

  private static String describe(Turn turn, Step step) {
    StringBuilder text = new StringBuilder(name(step.next().phase()));
    if (step.next().version() != turn.at().version()) {
      text.append(", version+").append(step.next().version() - turn.at().version());
    }
    if (step.next().retryCount() != turn.at().retryCount()) {
      text.append(", retry+").append(step.next().retryCount() - turn.at().retryCount());
    }
    List<String> killed =
        crowd().stream().filter(pod -> step.kill().hits(pod)).map(PodView::name).toList();
    return text.append(", kills ").append(whom(killed)).toString();
  }

  /** Two tasks of two partitions of two pods; the last of each has ended. */
  private static List<PodView> crowd() {
    List<PodView> pods = new ArrayList<>();
    for (String task : List.of("main", "side")) {
      for (int i = 0; i < 4; i++) {
        PodPhase phase = i == 3 ? PodPhase.SUCCEEDED : PodPhase.RUNNING;
        pods.add(Pods.of(task, i).partition(i / 2).phase(phase).view());
      }
    }
    return pods;
  }

  private static String whom(List<String> killed) {
    Map<List<String>, String> words =
        Map.of(
            crowd().stream().map(PodView::name).toList(),
            "all",
            crowd().stream().filter(pod -> !pod.phase().ended()).map(PodView::name).toList(),
            "those that have not ended",
            List.of("job-main-0", "job-main-1", "job-main-2", "job-main-3"),
            "the task",
            List.of("job-main-0", "job-main-1"),
            "the partition",
            List.of("job-main-1"),
            "the pod");
    return words.getOrDefault(killed, killed.toString());
  }

  private static Turn turn(JobPhase phase, String event, String action, String level) {
    String policy =
        "[{event: \"%s\", action: %s%s}]"
            .formatted(event, action, event.equals("PodPending") ? ", timeout: 0s" : "");
    Job job =
        Jobs.of(
            """
            policies: %s
            maxRetry: 9
            tasks:
            - name: main
              replicas: 4
              maxRetry: 3
              partitionPolicy: {totalPartitions: 2, partitionSize: 2}
              policies: %s
            - {name: side, replicas: 4}
            """
                .formatted(
                    level.equals("job") ? policy : "[]", level.equals("task") ? policy : "[]"));
    job.setStatus(status(phase));
    Progress at = new Progress(phase, 0, 0);
    return new Turn(
        KEY,
        job,
        null,
        new JobContext("team", "sweep", JobDefaults.of(Objects.requireNonNull(job.getSpec()))),
        JobShape.of(JobDefaults.of(job.getSpec())),
        at,
        pods(event),
        group(event),
        pod -> false);
  }

  private static JobStatus status(JobPhase phase) {
    return new JobStatus(
        new JobState(phase, null, null, null),
        null,
        Map.<String, TaskState>of(),
        null,
        null,
        null,
        null,
        null,
        null,
        0,
        0,
        null,
        null,
        null);
  }

  /**
   * What is to be seen of pods once an event has happened; to pod 1 of main where it is a pod's.
   */
  private static List<PodView> pods(String event) {
    return switch (event) {
      case "PodFailed", "*" -> with(running("main", 1).phase(PodPhase.FAILED).exitCodes(2));
      case "PodEvicted" -> with(running("main", 1).evicted());
      case "PodPending" -> with(running("main", 1).phase(PodPhase.PENDING));
      case "TaskCompleted" ->
          Stream.of(0, 1, 2, 3)
              .map(i -> running("main", i).phase(PodPhase.SUCCEEDED).view())
              .toList();
      case "TaskFailed" -> with(running("main", 1).restarts(3));
      default -> with(running("main", 1));
    };
  }

  private static Pods running(String task, int index) {
    return Pods.of(task, index).partition(index / 2).phase(PodPhase.RUNNING);
  }

  private static List<PodView> with(Pods second) {
    return List.of(
        running("main", 0).view(),
        second.view(),
        running("main", 2).view(),
        running("side", 0).view());
  }

  /** The job's generation is 4. */
  private static GroupView group(String event) {
    return new GroupView(
        "g1",
        KEY,
        "u1",
        null,
        event.equals("Unknown") ? PodGroupPhase.UNKNOWN : PodGroupPhase.RUNNING,
        0,
        event.equals("JobUpdated") ? 3 : 4,
        0,
        0,
        "",
        false);
  }

  private static String name(JobPhase phase) {
    String name = phase.name();
    return name.charAt(0) + name.substring(1).toLowerCase(java.util.Locale.ROOT);
  }

  private static Clock fixed() {
    return new Clock() {
      @Override
      public long nanos() {
        return 0;
      }

      @Override
      public long epochMillis() {
        return NOW;
      }
    };
  }
}
