package dev.basalt.deploy.rule;

import static dev.basalt.deploy.query.Queries.object;
import static dev.basalt.deploy.rule.RecordingRules.ALLOCATED;
import static dev.basalt.deploy.rule.RecordingRules.JOB_USE;
import static dev.basalt.deploy.rule.RecordingRules.QUOTA;
import static dev.basalt.deploy.rule.RecordingRules.RATIO_CAPABILITY;
import static dev.basalt.deploy.rule.RecordingRules.RATIO_DESERVED;

import dev.basalt.deploy.rule.Rule.Alert;
import dev.basalt.deploy.rule.Rule.Severity;

/** What the watchdog tells, from the exporter's series, for those who run no watchdog. */
final class WatchdogAlerts {
  private static final String JOB = "namespace, job_name";
  private static final String INFO = object("basalt_job_info", "namespace, job_name, queue, user");

  private WatchdogAlerts() {}

  static RuleGroup group() {
    return RuleGroup.of(
        "basalt-watchdog-alerts",
        jobFailed(),
        jobPending(),
        gangStarved(),
        oomAtMaximum(),
        queueOverCapability(),
        queueUnderused(),
        resourceWaste(),
        quotaNearlyFull(),
        heartbeat());
  }

  private static Alert jobFailed() {
    return new Alert(
        "BasaltJobFailed",
        "%s * on (namespace, job_name) group_left () %s"
            .formatted(INFO, object("basalt_job_status_phase{phase=\"Failed\"}", JOB)),
        "",
        Severity.WARNING,
        "Job {{ $labels.namespace }}/{{ $labels.job_name }} failed",
        "The job of {{ $labels.user }} in queue {{ $labels.queue }} has phase Failed.");
  }

  private static Alert jobPending() {
    return new Alert(
        "BasaltJobPending",
        ("(time() - %s) * on (namespace, job_name) group_right () %s > 3600 and on (namespace,"
                + " job_name) basalt_job_status_phase{phase=~\"Pending|Inqueue\"}")
            .formatted(object("basalt_job_created_timestamp_seconds", JOB), INFO),
        "5m",
        Severity.WARNING,
        "Job {{ $labels.namespace }}/{{ $labels.job_name }} has not started",
        "The job of {{ $labels.user }} in queue {{ $labels.queue }} was made"
            + " {{ $value | humanizeDuration }} ago and has not started. Its PodGroup's condition"
            + " says why; so does ./basalt explain.");
  }

  private static Alert gangStarved() {
    return new Alert(
        "BasaltGangStarved",
        ("time() - max by (queue) (basalt_oldest_pending_timestamp_seconds) > 900"
                + " and on (queue) max by (queue) (%s) < 0.9")
            .formatted(RATIO_DESERVED),
        "15m",
        Severity.WARNING,
        "A gang of queue {{ $labels.queue }} waits though the queue has less than it deserves",
        "It has waited {{ $value | humanizeDuration }}, and the queue holds less than 90 % of what"
            + " it deserves in every resource.");
  }

  private static Alert oomAtMaximum() {
    return new Alert(
        "BasaltOomAtMaximum",
        "sum by (reason) (increase(basalt_oom_refusals_total[15m])) > 0",
        "",
        Severity.WARNING,
        "Pods are killed for want of memory and cannot have more",
        "{{ $value | humanize }} pods in 15 minutes were not made larger because of"
            + " {{ $labels.reason }}.");
  }

  private static Alert queueOverCapability() {
    return new Alert(
        "BasaltQueueOverCapability",
        "max by (queue, resource) (%s) > 1".formatted(RATIO_CAPABILITY),
        "10m",
        Severity.WARNING,
        "Queue {{ $labels.queue }} holds more than its capability",
        "It holds {{ $value | humanizePercentage }} of its capability in {{ $labels.resource }}."
            + " That happens where the capability was lowered, or others bind its pods.");
  }

  private static Alert queueUnderused() {
    return new Alert(
        "BasaltQueueUnderused",
        "max by (queue) (%s / on (queue, resource) (%s > 0)) < 0.1"
            .formatted(ALLOCATED, object("basalt_queue_guarantee", "queue, resource")),
        "4h",
        Severity.INFO,
        "Queue {{ $labels.queue }} hardly uses what is kept for it",
        "For four hours it has held at most {{ $value | humanizePercentage }} of its guarantee in"
            + " any resource, which nobody else may have.");
  }

  private static Alert resourceWaste() {
    return new Alert(
        "BasaltResourceWaste",
        ("%s{resource=\"cpu\"} * on (namespace, job_name) group_left (queue, user) %s < 0.3"
                + " and on (namespace, job_name) basalt_job_measured_requested{resource=\"cpu\"}"
                + " > 8")
            .formatted(JOB_USE, INFO),
        "1h",
        Severity.INFO,
        "Job {{ $labels.namespace }}/{{ $labels.job_name }} uses little of what it holds",
        "For an hour the job of {{ $labels.user }} has used {{ $value | humanizePercentage }} of"
            + " its cores, of more than eight.");
  }

  private static Alert quotaNearlyFull() {
    return new Alert(
        "BasaltQuotaNearlyFull",
        QUOTA + " > 0.9",
        "10m",
        Severity.INFO,
        "Quota {{ $labels.quota }} of namespace {{ $labels.namespace }} is nearly full",
        "{{ $value | humanizePercentage }} of its {{ $labels.resource }} is used; at 100 % further"
            + " jobs wait.");
  }

  private static Alert heartbeat() {
    return new Alert(
        "BasaltWatchdogHeartbeat",
        "vector(1)",
        "",
        Severity.NONE,
        "Alerts arrive",
        "This alert always fires. Whoever does not get it any more will not get the others"
            + " either.");
  }
}
