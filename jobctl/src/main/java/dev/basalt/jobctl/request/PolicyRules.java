package dev.basalt.jobctl.request;

import dev.basalt.core.config.NearestName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The policies of a request: those that are written out, and those that retries stand for. */
final class PolicyRules {
  private static final List<String> FIELDS =
      List.of("action", "event", "events", "exitCode", "timeout");
  private static final List<String> ACTIONS =
      List.of(
          "AbortJob",
          "RestartJob",
          "RestartTask",
          "RestartPod",
          "RestartPartition",
          "TerminateJob",
          "CompleteJob",
          "ResumeJob");
  private static final List<String> EVENTS =
      List.of(
          "*",
          "PodFailed",
          "PodEvicted",
          "PodPending",
          "Unknown",
          "TaskCompleted",
          "TaskFailed",
          "JobUpdated");

  private final Fields fields;

  PolicyRules(Fields fields) {
    this.fields = fields;
  }

  /** Those written out. */
  List<Map<?, ?>> read(int retries, boolean failFast) {
    List<Map<?, ?>> policies = new ArrayList<>();
    Set<String> answered = new HashSet<>();
    int place = 0;
    for (Object entry : fields.list("policies")) {
      String field = "policies[" + place++ + "]";
      if (!(entry instanceof Map<?, ?> map)) {
        fields.bad(field, "must be a map; it is " + Fields.shown(entry));
        continue;
      }
      policies.add(checked(field, map, answered));
    }
    String implied = failFast ? "failFast" : retries > 0 ? "retries" : "";
    if (!policies.isEmpty() && !implied.isEmpty()) {
      for (String event : List.of("*", "PodFailed", "TaskFailed")) {
        if (answered.contains(event)) {
          fields.bad(
              "policies",
              "event " + event + " is answered by " + implied + " too; remove one of the two");
        }
      }
    }
    return policies;
  }

  private Map<String, Object> checked(String field, Map<?, ?> map, Set<String> answered) {
    Map<String, Object> policy = new LinkedHashMap<>();
    for (Object key : map.keySet()) {
      if (!FIELDS.contains(key)) {
        fields.bad(
            field + "." + key, "no such field" + NearestName.hint(String.valueOf(key), FIELDS));
      }
    }
    Object action = map.get("action");
    if (action == null) {
      fields.bad(field + ".action", "is missing; use one of " + String.join(", ", ACTIONS));
    } else if (!ACTIONS.contains(action)) {
      fields.bad(field + ".action", wrong(action, ACTIONS));
    }
    List<Object> events = new ArrayList<>();
    if (map.get("event") != null) {
      events.add(map.get("event"));
    }
    if (map.get("events") instanceof List<?> more) {
      events.addAll(more);
    }
    if (events.isEmpty() == (map.get("exitCode") == null)) {
      fields.bad(field, "either an event or an exitCode must be given");
    }
    for (Object event : events) {
      if (!EVENTS.contains(event)) {
        fields.bad(field + ".event", wrong(event, EVENTS));
      } else if (!answered.add(event.toString())) {
        fields.bad(field + ".event", event + " is answered by another policy already");
      }
    }
    for (String known : FIELDS) {
      if (map.get(known) != null) {
        policy.put(known, map.get(known));
      }
    }
    return policy;
  }

  private static String wrong(Object word, List<String> words) {
    return Fields.shown(word) + " is none" + NearestName.hint(String.valueOf(word), words);
  }
}
