package dev.basalt.webhook.rules;

import dev.basalt.api.batch.LifecyclePolicy;
import dev.basalt.core.resource.Durations;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What the lifecycle policies of a job or task must be like. */
final class PolicyRules {
  private static final String ANY = "*";

  /** What may happen; the controller's own events are not for users. */
  private static final Set<String> EVENTS =
      new TreeSet<>(
          Set.of(
              ANY,
              "PodFailed",
              "PodEvicted",
              "PodPending",
              "Unknown",
              "TaskCompleted",
              "TaskFailed",
              "JobUpdated"));

  private static final Set<String> ACTIONS =
      new TreeSet<>(
          Set.of(
              "AbortJob",
              "RestartJob",
              "RestartTask",
              "RestartPod",
              "RestartPartition",
              "TerminateJob",
              "CompleteJob",
              "ResumeJob"));

  private PolicyRules() {}

  static void check(String path, List<LifecyclePolicy> policies, Violations violations) {
    Set<String> events = new HashSet<>();
    Set<Integer> exitCodes = new HashSet<>();
    for (int i = 0; i < policies.size(); i++) {
      LifecyclePolicy policy = policies.get(i);
      String where = path + "[" + i + "]: ";
      Set<String> named = events(policy);
      if (!named.isEmpty() && policy.exitCode() != null) {
        violations.add(where + "must not specify event and exitCode simultaneously");
        continue;
      }
      if (named.isEmpty() && policy.exitCode() == null) {
        violations.add(where + "either event and exitCode should be specified");
        continue;
      }
      if (!ACTIONS.contains(Given.text(policy.action()))) {
        violations.add(
            where
                + "invalid policy action \"%s\", valid actions are %s"
                    .formatted(Given.text(policy.action()), ACTIONS));
      }
      for (String event : named) {
        event(where, event, events, violations);
      }
      if (policy.exitCode() != null) {
        exitCode(where, policy.exitCode(), exitCodes, violations);
      }
      timeout(where, policy, violations);
    }
    if (events.contains(ANY) && events.size() > 1) {
      violations.add(path + ": if there's * here, no other policy should be here");
    }
  }

  private static Set<String> events(LifecyclePolicy policy) {
    Set<String> named = new LinkedHashSet<>(Given.list(policy.events()));
    if (!Given.text(policy.event()).isEmpty()) {
      named.add(Given.text(policy.event()));
    }
    return named;
  }

  private static void event(String where, String event, Set<String> seen, Violations violations) {
    if (!EVENTS.contains(event)) {
      violations.add(
          where + "invalid policy event \"%s\", valid events are %s".formatted(event, EVENTS));
    } else if (!seen.add(event)) {
      violations.add(where + "duplicate event " + event + "  across different policy");
    }
  }

  private static void exitCode(String where, int code, Set<Integer> seen, Violations violations) {
    if (code == 0) {
      violations.add(where + "0 is not a valid error code");
    } else if (!seen.add(code)) {
      violations.add(where + "duplicate exitCode " + code);
    }
  }

  private static void timeout(String where, LifecyclePolicy policy, Violations violations) {
    String timeout = Given.text(policy.timeout());
    if (timeout.isEmpty()) {
      if (events(policy).contains("PodPending")) {
        violations.warn(where + "event PodPending does nothing without a timeout");
      }
      return;
    }
    try {
      Durations.parseNanos(timeout);
    } catch (IllegalArgumentException e) {
      violations.add(where + "timeout: " + e.getMessage());
    }
  }
}
