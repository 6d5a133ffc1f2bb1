package dev.basalt.controllers.job;

import dev.basalt.api.batch.JobCondition;
import dev.basalt.api.batch.JobPhase;
import dev.basalt.api.batch.JobState;
import dev.basalt.api.batch.JobStatus;
import dev.basalt.api.batch.TaskState;
import dev.basalt.controllers.job.state.JobMachine;
import dev.basalt.controllers.job.state.JobShape;
import dev.basalt.controllers.job.state.PodPhase;
import dev.basalt.controllers.job.state.Progress;
import dev.basalt.controllers.job.state.Tally;
import dev.basalt.controllers.runtime.Metadata;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads and makes the status of jobs. */
final class JobStatuses {
  /**
   * Why a job stands where it does.
   *
   * @param reason one word, empty for none
   * @param message a sentence, empty for none
   */
  record Cause(String reason, String message) {
    static final Cause NONE = new Cause("", "");
  }

  private JobStatuses() {}

  /** How far a job has come. A job without status is Pending. */
  static Progress progress(@Nullable JobStatus status) {
    return status == null
        ? new Progress(JobPhase.PENDING, 0, 0)
        : new Progress(phase(status), number(status.version()), number(status.retryCount()));
  }

  /** A phase, as people read it. */
  static String name(JobPhase phase) {
    return phase.name().charAt(0) + phase.name().substring(1).toLowerCase(Locale.ROOT);
  }

  /** Whether the status names a phase. */
  static boolean begun(@Nullable JobStatus status) {
    return status != null && status.state() != null && status.state().phase() != null;
  }

  /** What was made for the job, a copy. */
  static Map<String, String> controlled(@Nullable JobStatus status) {
    return status == null || status.controlledResources() == null
        ? new TreeMap<>()
        : new TreeMap<>(status.controlledResources());
  }

  /** When the present phase began, milliseconds since 1970. */
  static long phaseMillis(@Nullable JobStatus status) {
    return status == null || status.state() == null
        ? 0
        : Metadata.millis(status.state().lastTransitionTime());
  }

  /**
   * The status that follows.
   *
   * @param before null if there was none
   * @param controlled what was made for the job
   * @param createdMillis when the job was made
   */
  static JobStatus next(
      @Nullable JobStatus before,
      Progress progress,
      Cause cause,
      JobShape shape,
      Tally pods,
      Map<String, String> controlled,
      long createdMillis,
      long nowMillis) {
    boolean changed = before == null || !begun(before) || phase(before) != progress.phase();
    String now = Instant.ofEpochMilli(nowMillis).truncatedTo(ChronoUnit.SECONDS).toString();
    JobState state = before == null ? null : before.state();
    String since = state == null || changed ? now : state.lastTransitionTime();
    return new JobStatus(
        new JobState(progress.phase(), text(cause.reason()), text(cause.message()), since),
        shape.minAvailable(),
        byTask(pods),
        pods.count(PodPhase.PENDING),
        pods.count(PodPhase.RUNNING),
        pods.count(PodPhase.SUCCEEDED),
        pods.count(PodPhase.FAILED),
        pods.terminating(),
        pods.count(PodPhase.UNKNOWN),
        progress.version(),
        progress.retryCount(),
        duration(before, progress.phase(), changed, nowMillis - createdMillis),
        controlled.isEmpty() ? null : controlled,
        before == null || changed
            ? conditions(before, progress.phase(), now)
            : before.conditions());
  }

  private static @Nullable Map<String, TaskState> byTask(Tally pods) {
    Map<String, TaskState> tasks = new TreeMap<>();
    pods.byTask()
        .forEach((task, counts) -> {
          Map<String, Integer> phases = new TreeMap<>();
          counts.forEach((phase, count) -> phases.put(phase.text(), count));
          tasks.put(task, new TaskState(phases));
        });
    return tasks.isEmpty() ? null : tasks;
  }

  private static @Nullable String duration(
      @Nullable JobStatus before, JobPhase phase, boolean changed, long millis) {
    if (!JobMachine.finished(phase)) {
      return null;
    }
    return changed || before == null || before.runningDuration() == null
        ? duration(Duration.ofMillis(Math.max(0, millis)))
        : before.runningDuration();
  }

  /** Whole seconds, as Go writes durations: {@code 1h2m3s}. */
  static String duration(Duration time) {
    StringBuilder text = new StringBuilder();
    if (time.toHours() > 0) {
      text.append(time.toHours()).append('h');
    }
    if (time.toMinutes() > 0) {
      text.append(time.toMinutesPart()).append('m');
    }
    return text.append(time.toSecondsPart()).append('s').toString();
  }

  /** One for each phase, the newest last. */
  private static List<JobCondition> conditions(
      @Nullable JobStatus before, JobPhase phase, String now) {
    List<JobCondition> conditions = new ArrayList<>();
    if (before != null && before.conditions() != null) {
      before.conditions().stream()
          .filter(one -> one.status() != null && one.status() != phase)
          .forEach(conditions::add);
    }
    conditions.add(new JobCondition(phase, now));
    return conditions;
  }

  private static JobPhase phase(JobStatus status) {
    return status.state() == null || status.state().phase() == null
        ? JobPhase.PENDING
        : status.state().phase();
  }

  private static @Nullable String text(String value) {
    return value.isEmpty() ? null : value;
  }

  private static int number(@Nullable Integer value) {
    return value == null ? 0 : value;
  }
}
