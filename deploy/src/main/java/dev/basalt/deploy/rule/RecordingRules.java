package dev.basalt.deploy.rule;

import static dev.basalt.deploy.query.Queries.free;
import static dev.basalt.deploy.query.Queries.led;
import static dev.basalt.deploy.query.Queries.object;
import static dev.basalt.deploy.query.Queries.quantile;

import dev.basalt.deploy.rule.Rule.Recording;
import java.util.ArrayList;
import java.util.List;

/** Series worked out in advance, which alerts, people and other tools build on. */
final class RecordingRules {
  static final String RATIO_DESERVED = "queue:basalt_queue_allocated:ratio_deserved";
  static final String RATIO_CAPABILITY = "queue:basalt_queue_allocated:ratio_capability";
  static final String QUOTA = "namespace:basalt_namespace_quota_used:ratio_limit";
  static final String JOB_USE = "job:basalt_job_used:ratio_requested";

  static final String ALLOCATED = "queue:basalt_queue_allocated:sum";
  private static final String DESERVED = "queue:basalt_queue_deserved:sum";
  private static final String CAPABILITY = "queue:basalt_queue_capability:max";

  private RecordingRules() {}

  static List<RuleGroup> all() {
    return List.of(queues(), waits(), throughput(), room(), jobs(), processes());
  }

  private static RuleGroup queues() {
    String by = "queue, resource";
    return RuleGroup.of(
        "basalt-queues",
        new Recording(ALLOCATED, led("basalt_queue_allocated", by)),
        new Recording(DESERVED, led("basalt_queue_deserved", by)),
        new Recording("queue:basalt_queue_requested:sum", led("basalt_queue_requested", by)),
        new Recording(CAPABILITY, object("basalt_queue_capability", by)),
        new Recording(RATIO_DESERVED, ratio(ALLOCATED, DESERVED)),
        new Recording(RATIO_CAPABILITY, ratio(ALLOCATED, CAPABILITY)),
        new Recording(
            "queue:basalt_queue_used:ratio_allocated",
            ratio(object("basalt_queue_used", by), ALLOCATED)),
        new Recording(
            "user:basalt_user_allocated:ratio_queue",
            "%s / on (queue, resource) group_left () (%s > 0)"
                .formatted(object("basalt_user_allocated", "queue, user, resource"), ALLOCATED)),
        new Recording(
            QUOTA,
            ratio(
                object("basalt_namespace_quota_used", "namespace, quota, resource"),
                object("basalt_namespace_quota_limit", "namespace, quota, resource"))));
  }

  private static RuleGroup waits() {
    List<Rule> rules = new ArrayList<>();
    for (String histogram :
        List.of(
            "basalt_job_wait_seconds", "basalt_gang_wait_seconds", "basalt_job_duration_seconds")) {
      for (String percent : List.of("50", "95", "99")) {
        rules.add(
            new Recording(
                "queue:%s:p%s_30m".formatted(histogram, percent),
                quantile("0." + percent, histogram, "", "queue", "30m")));
      }
    }
    return new RuleGroup("basalt-waits", rules);
  }

  private static RuleGroup throughput() {
    return RuleGroup.of(
        "basalt-throughput",
        new Recording("cluster:basalt_bindings:rate5m", rate("basalt_bindings_total", "result")),
        new Recording(
            "queue:basalt_pods_finished:rate5m",
            rate("basalt_pods_finished_total", "queue, result, reason")),
        new Recording(
            "queue:basalt_jobs_finished:rate5m",
            rate("basalt_jobs_finished_total", "queue, phase")));
  }

  private static RuleGroup room() {
    String zone = "zone, resource";
    return RuleGroup.of(
        "basalt-room",
        new Recording(
            "zone:basalt_zone_allocated:ratio_capacity",
            ratio(
                object("basalt_zone_ready_allocated", zone), object("basalt_zone_capacity", zone))),
        new Recording("node:basalt_node_free:difference", free("", "node, zone, resource")));
  }

  private static RuleGroup jobs() {
    String by = "namespace, job_name, resource";
    return RuleGroup.of(
        "basalt-jobs",
        new Recording(
            JOB_USE,
            ratio(object("basalt_job_used", by), object("basalt_job_measured_requested", by))));
  }

  private static RuleGroup processes() {
    return RuleGroup.of(
        "basalt-processes",
        new Recording(
            "scheduler:basalt_session_seconds:p95_5m",
            quantile("0.95", "basalt_session_seconds", "", "job, instance", "5m")),
        new Recording(
            "scheduler:basalt_action_seconds:p95_5m",
            quantile("0.95", "basalt_action_seconds", "", "job, instance, action", "5m")),
        new Recording(
            "scheduler:basalt_pod_bind_seconds:p95_5m",
            quantile("0.95", "basalt_pod_bind_seconds", "", "job, instance", "5m")));
  }

  private static String ratio(String part, String whole) {
    return "%s / (%s > 0)".formatted(part, whole);
  }

  private static String rate(String counter, String by) {
    return "sum by (%s) (rate(%s[5m]))".formatted(by, counter);
  }
}
