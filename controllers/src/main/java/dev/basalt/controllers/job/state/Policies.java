package dev.basalt.controllers.job.state;

import dev.basalt.api.batch.JobSpec;
import dev.basalt.api.batch.LifecyclePolicy;
import dev.basalt.api.batch.TaskSpec;
import dev.basalt.core.resource.Durations;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a job's lifecycle policies answer to what happened. A task's own policies come before the
 * job's, and of these the first that matches decides.
 */
public final class Policies {
  private Policies() {}

  /**
   * An answer.
   *
   * @param action what is done
   * @param cause what it answers to
   * @param dueMillis when it is done, milliseconds since 1970; found again from the time of what
   *     happened, so that it outlives the controller
   */
  public record Answer(JobAction action, Occurrence cause, long dueMillis) {}

  /**
   * What is to be done.
   *
   * @param now the first answer that is due, null if none is
   * @param nextMillis when the next one is due, {@link Long#MAX_VALUE} if none is
   */
  public record Verdict(@Nullable Answer now, long nextMillis) {
    /** Nothing, ever. */
    public static final Verdict NOTHING = new Verdict(null, Long.MAX_VALUE);
  }

  /** Whether a job has policies at all; without any, nobody need ask what happened. */
  public static boolean any(JobSpec spec) {
    return !list(spec.policies()).isEmpty()
        || list(spec.tasks()).stream().anyMatch(task -> !list(task.policies()).isEmpty());
  }

  /**
   * Asks the policies about all that happened, in order.
   *
   * @param useful whether an answer changes anything; one that does not is passed over
   */
  public static Verdict ask(
      JobSpec spec, List<Occurrence> occurrences, long nowMillis, Predicate<Answer> useful) {
    long next = Long.MAX_VALUE;
    for (Occurrence occurrence : occurrences) {
      Answer answer = answer(spec, occurrence);
      if (answer == null || !useful.test(answer)) {
        continue;
      }
      if (answer.dueMillis() <= nowMillis) {
        return new Verdict(answer, next);
      }
      next = Math.min(next, answer.dueMillis());
    }
    return new Verdict(null, next);
  }

  /** What the policies answer to one event, null if none matches. */
  static @Nullable Answer answer(JobSpec spec, Occurrence occurrence) {
    if (!occurrence.event().legal()) {
      return null;
    }
    String task = occurrence.target().task();
    if (!task.isEmpty()) {
      for (TaskSpec candidate : list(spec.tasks())) {
        if (task.equals(candidate.name())) {
          Answer answer = first(candidate.policies(), occurrence);
          if (answer != null) {
            return answer;
          }
        }
      }
    }
    return first(spec.policies(), occurrence);
  }

  private static @Nullable Answer first(
      @Nullable List<LifecyclePolicy> policies, Occurrence occurrence) {
    for (LifecyclePolicy policy : list(policies)) {
      JobAction action = JobAction.of(policy.action());
      if (action != null && problem(policy) == null && matches(policy, occurrence)) {
        return new Answer(action, occurrence, occurrence.sinceMillis() + timeoutMillis(policy));
      }
    }
    return null;
  }

  private static boolean matches(LifecyclePolicy policy, Occurrence occurrence) {
    List<String> events = events(policy);
    if (events.isEmpty()) {
      return policy.exitCode() != null
          && occurrence.event() == JobEvent.POD_FAILED
          && occurrence.exitCodes().contains(policy.exitCode());
    }
    // Every pod waits for a moment: without a timeout that would be an answer to all of them.
    if (occurrence.event() == JobEvent.POD_PENDING && policy.timeout() == null) {
      return false;
    }
    return events.contains(occurrence.event().text())
        || (occurrence.event().any() && events.contains(JobEvent.ANY.text()));
  }

  /** What is wrong with a policy, with the remedy; null if nothing is. */
  public static @Nullable String problem(LifecyclePolicy policy) {
    JobAction action = JobAction.of(policy.action());
    if (action == null) {
      return "action \""
          + policy.action()
          + "\" is none: use one of "
          + String.join(", ", JobAction.legalNames());
    }
    try {
      timeoutMillis(policy);
    } catch (IllegalArgumentException e) {
      return "timeout " + e.getMessage();
    }
    return events(policy).isEmpty() && policy.exitCode() == null
        ? "it names neither event nor exitCode: name one"
        : null;
  }

  private static List<String> events(LifecyclePolicy policy) {
    List<String> events = new ArrayList<>(list(policy.events()));
    if (policy.event() != null && !policy.event().isEmpty()) {
      events.add(policy.event());
    }
    return events;
  }

  private static long timeoutMillis(LifecyclePolicy policy) {
    return policy.timeout() == null
        ? 0
        : TimeUnit.NANOSECONDS.toMillis(Durations.parseNanos(policy.timeout()));
  }

  private static <T> List<T> list(@Nullable List<T> list) {
    return list == null ? List.of() : list;
  }
}
