package dev.basalt.controllers.job.state;

import dev.basalt.api.batch.JobPhase;
import org.jspecify.annotations.Nullable;

/**
 * The phases of a job and the ways between them, as Volcano's job controller defines them.
 *
 * <p>An action takes a job into a phase in which pods are killed; what is left of the pods takes it
 * on from there. Each change of phase is a step of its own, so that a client which watches sees all
 * of them. To replace a part of the pods is a restart like that of all: it counts, and the last one
 * ends the job.
 */
public final class JobMachine {
  private JobMachine() {}

  /**
   * What an action makes of a job; null if the action changes nothing in this phase.
   *
   * @param target what the action is about, for those that replace a part of the pods
   */
  public static @Nullable Step act(JobAction action, Progress at, JobShape shape, Target target) {
    return switch (at.phase()) {
      case PENDING, RUNNING ->
          switch (action) {
            case RESTART_JOB -> anew(at, shape);
            case ABORT_JOB, TERMINATE_JOB, COMPLETE_JOB -> end(action, at);
            case RESTART_TASK, RESTART_PARTITION, RESTART_POD -> replace(action, at, shape, target);
            case RESUME_JOB, SYNC_JOB, ENQUEUE_JOB -> null;
          };
      case RESTARTING ->
          switch (action) {
            case ABORT_JOB, TERMINATE_JOB, COMPLETE_JOB -> end(action, at);
            case RESTART_TASK, RESTART_PARTITION, RESTART_POD -> replaceMore(action, at, target);
            default -> null;
          };
      case ABORTING, ABORTED -> action == JobAction.RESUME_JOB ? anew(at, shape) : null;
      case COMPLETING, TERMINATING, COMPLETED, TERMINATED, FAILED -> null;
    };
  }

  /** Begins anew; once the retries are used up, what has ended is kept to be looked at. */
  private static Step anew(Progress at, JobShape shape) {
    Progress next = new Progress(JobPhase.RESTARTING, at.version() + 1, at.retryCount() + 1);
    return new Step(next, new Kill.Everybody(exhausted(next, shape)));
  }

  private static Step end(JobAction action, Progress at) {
    JobPhase phase =
        switch (action) {
          case ABORT_JOB -> JobPhase.ABORTING;
          case TERMINATE_JOB -> JobPhase.TERMINATING;
          default -> JobPhase.COMPLETING;
        };
    return new Step(
        new Progress(phase, at.version() + 1, at.retryCount()), new Kill.Everybody(true));
  }

  /** Replaces a part; once the retries are used up, the job ends as if it were all of it. */
  private static @Nullable Step replace(
      JobAction action, Progress at, JobShape shape, Target target) {
    Kill part = part(action, target);
    if (part.equals(Kill.NONE)) {
      return null;
    }
    Progress next = new Progress(JobPhase.RESTARTING, at.version(), at.retryCount() + 1);
    return exhausted(next, shape) ? anew(at, shape) : new Step(next, part);
  }

  /** What goes along with a part that is being replaced already is the same try. */
  private static @Nullable Step replaceMore(JobAction action, Progress at, Target target) {
    Kill part = part(action, target);
    return part.equals(Kill.NONE) ? null : new Step(at, part);
  }

  private static Kill part(JobAction action, Target target) {
    if (target.task().isEmpty()) {
      return Kill.NONE;
    }
    return switch (action) {
      case RESTART_POD -> target.pod().isEmpty() ? Kill.NONE : new Kill.OnePod(target.pod());
      case RESTART_PARTITION ->
          target.partition() < 0
              ? Kill.NONE
              : new Kill.PartitionPods(target.task(), target.partition());
      default -> new Kill.TaskPods(target.task());
    };
  }

  /** The pods that have no place in a job that has come so far. */
  public static Kill leaving(Progress at, JobShape shape) {
    return switch (at.phase()) {
      case PENDING, RUNNING -> new Kill.Replaced(at.version());
      case RESTARTING ->
          exhausted(at, shape) ? new Kill.Everybody(true) : new Kill.Replaced(at.version());
      case ABORTING, ABORTED, COMPLETING, COMPLETED, TERMINATING, TERMINATED, FAILED ->
          new Kill.Everybody(true);
    };
  }

  /** Whether a phase is the last one of a job. */
  public static boolean finished(JobPhase phase) {
    return phase == JobPhase.COMPLETED || phase == JobPhase.TERMINATED || phase == JobPhase.FAILED;
  }

  /** Whether pods are made and replaced in a phase. */
  public static boolean makesPods(JobPhase phase) {
    return phase == JobPhase.PENDING || phase == JobPhase.RUNNING;
  }

  /**
   * Whether policies are asked in a phase: while a part of the pods is replaced, the others live.
   */
  public static boolean asksPolicies(JobPhase phase) {
    return makesPods(phase) || phase == JobPhase.RESTARTING;
  }

  /** The phase that follows from the pods there are, the same one if none does. */
  public static JobPhase settle(Progress at, JobShape shape, Tally pods) {
    return switch (at.phase()) {
      case PENDING -> shape.minAvailable() <= pods.started() ? JobPhase.RUNNING : JobPhase.PENDING;
      case RUNNING -> settleRunning(shape, pods);
      case RESTARTING -> {
        if (exhausted(at, shape)) {
          yield JobPhase.FAILED;
        }
        yield shape.replicas() - pods.terminating() >= shape.minAvailable()
            ? JobPhase.PENDING
            : JobPhase.RESTARTING;
      }
      case ABORTING -> pods.alive() == 0 ? JobPhase.ABORTED : JobPhase.ABORTING;
      case COMPLETING -> pods.alive() == 0 ? JobPhase.COMPLETED : JobPhase.COMPLETING;
      case TERMINATING -> pods.alive() == 0 ? JobPhase.TERMINATED : JobPhase.TERMINATING;
      case ABORTED, COMPLETED, TERMINATED, FAILED -> at.phase();
    };
  }

  private static JobPhase settleRunning(JobShape shape, Tally pods) {
    int replicas = shape.replicas();
    int succeeded = pods.count(PodPhase.SUCCEEDED);
    Integer minSuccess = shape.minSuccess();
    if (replicas == 0) {
      return JobPhase.RUNNING;
    }
    if (minSuccess != null && succeeded >= minSuccess) {
      return JobPhase.COMPLETED;
    }
    if (pods.ended() >= replicas) {
      boolean enough =
          minSuccess == null && succeeded >= shape.minAvailable() && tasksSucceeded(shape, pods);
      return enough ? JobPhase.COMPLETED : JobPhase.FAILED;
    }
    return pods.count(PodPhase.PENDING) > replicas - shape.minAvailable()
        ? JobPhase.PENDING
        : JobPhase.RUNNING;
  }

  /** The tasks' own minima hold only where the job's covers them all. */
  private static boolean tasksSucceeded(JobShape shape, Tally pods) {
    return shape.minAvailable() < shape.minAvailableOfTasks()
        || shape.tasks().entrySet().stream()
            .allMatch(task ->
                pods.count(task.getKey(), PodPhase.SUCCEEDED) >= task.getValue().minAvailable());
  }

  private static boolean exhausted(Progress at, JobShape shape) {
    return at.retryCount() >= shape.maxRetry();
  }
}
