package dev.basalt.jobctl.manifest;

import dev.basalt.jobctl.request.JobRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What happens to the job when a pod fails.
 *
 * <p>A gang and a single pod are begun anew as a whole. Of independent shards only the failed
 * container is, by its node; the restarts are counted in sum, as Volcano's TaskFailed counts them.
 */
final class FailureRules {
  /**
   * Each resumption counts as a retry: without a policy that restarts, there is no reason to fail.
   */
  private static final int RESUMPTIONS = 100;

  private FailureRules() {}

  /** Whether nodes restart the containers that fail. */
  static boolean restartsContainers(JobRequest request) {
    return request.failures().retries() > 0
        && !request.division().gang()
        && request.division().replicas() > 1;
  }

  /** {@code maxRetry} of the job: it fails once it has been restarted that often. */
  static int maxRetry(JobRequest request) {
    boolean restarts =
        request.failures().policies().stream()
            .anyMatch(policy -> "RestartJob".equals(policy.get("action")));
    if (request.failures().retries() > 0 && !restartsContainers(request)) {
      return request.failures().retries() + 1;
    }
    return restarts ? 3 : RESUMPTIONS;
  }

  /** The policies, those written out first. */
  static List<Object> policies(JobRequest request) {
    List<Object> policies = new ArrayList<>(request.failures().policies());
    if (restartsContainers(request)) {
      policies.add(policy("TaskFailed", "TerminateJob"));
    } else if (request.failures().retries() > 0) {
      policies.add(policy("PodFailed", "RestartJob"));
    } else if (request.failures().failFast()
        || (request.division().gang() && !answersFailure(request))) {
      policies.add(policy("PodFailed", "TerminateJob"));
    }
    return policies;
  }

  /** The rest of a gang would wait for the pod that failed, unless somebody says otherwise. */
  private static boolean answersFailure(JobRequest request) {
    return request.failures().policies().stream()
        .flatMap(policy -> {
          Object event = policy.get("event");
          List<Object> events = new ArrayList<>();
          if (event != null) {
            events.add(event);
          }
          if (policy.get("events") instanceof List<?> more) {
            events.addAll(more);
          }
          return events.stream();
        })
        .anyMatch(event -> event.equals("PodFailed") || event.equals("*"));
  }

  private static Map<String, Object> policy(String event, String action) {
    Map<String, Object> policy = new LinkedHashMap<>();
    policy.put("event", event);
    policy.put("action", action);
    return policy;
  }
}
