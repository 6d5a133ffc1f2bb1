package dev.basalt.deploy.rule;

import static dev.basalt.deploy.query.Queries.object;

import dev.basalt.deploy.rule.Rule.Alert;
import dev.basalt.deploy.rule.Rule.Severity;

/** Alerts on Basalt's own processes. */
final class ProcessAlerts {
  /**
   * Tells schedulers apart, one of each zone: their processes share a Lease and a Service, whose
   * name is the job or, where annotations of Services say what to scrape, the service.
   */
  private static final String SCHEDULER = "namespace, service, job";

  private static final String NAMED =
      "Scheduler {{ if $labels.service }}{{ $labels.service }}{{ else }}{{ $labels.job }}{{ end }}";

  private static final String LEADS = "max by (" + SCHEDULER + ") (basalt_leader)";
  private static final String LED_TODAY =
      "max by (" + SCHEDULER + ") (max_over_time(basalt_leader[1d])) == 1";

  private ProcessAlerts() {}

  static RuleGroup group() {
    return RuleGroup.of(
        "basalt-process-alerts",
        schedulerStalled(),
        schedulerWithoutLeader(),
        sessionFailures(),
        bindErrors(),
        nodesOvercommitted(),
        cacheLag(),
        configurationRefused(),
        webhookDown(),
        certificateExpiring(),
        watchdogDown(),
        exporterDown(),
        exporterSeriesLeftOut(),
        fragmented());
  }

  private static Alert schedulerStalled() {
    return new Alert(
        "BasaltSchedulerStalled",
        "(%1$s unless on (%2$s) %3$s == 1) or (sum by (%2$s, instance) (basalt_waiting_jobs) > 0"
                .formatted(LED_TODAY, SCHEDULER, LEADS)
            + " and sum by (%1$s, instance) (increase(basalt_sessions_total[2m])) == 0"
                .formatted(SCHEDULER)
            + " and on (%1$s, instance) basalt_leader == 1)".formatted(SCHEDULER),
        "1m",
        Severity.CRITICAL,
        NAMED + " does not decide",
        "None of its processes leads any more, or its leader has run no session for two minutes"
            + " while jobs wait: no pod of its zone gets a node.");
  }

  /** One that has not led yet may stand by for Volcano's: no more than a warning. */
  private static Alert schedulerWithoutLeader() {
    return new Alert(
        "BasaltSchedulerWithoutLeader",
        "(%s == 0 unless on (%s) %s) or absent(basalt_leader)"
            .formatted(LEADS, SCHEDULER, LED_TODAY),
        "15m",
        Severity.WARNING,
        "{{ if $labels.job }}" + NAMED + " does not lead{{ else }}No scheduler is scraped{{ end }}",
        "None of its processes has led for a day, as it should be only while Volcano's scheduler"
            + " still holds the Lease; or no scheduler is scraped at all.");
  }

  private static Alert sessionFailures() {
    return new Alert(
        "BasaltSessionFailures",
        "sum by (job, instance) (increase(basalt_session_failures_total[15m])) > 0",
        "",
        Severity.WARNING,
        "Sessions of {{ $labels.instance }} fail",
        "{{ $value | humanize }} sessions ended with an exception in the last 15 minutes. That is a"
            + " defect; the log has it.");
  }

  private static Alert bindErrors() {
    return new Alert(
        "BasaltBindErrors",
        "sum(rate(basalt_bindings_total{result=\"refused\"}[5m]))"
            + " / sum(rate(basalt_bindings_total[5m])) > 0.05",
        "10m",
        Severity.WARNING,
        "Bindings are refused",
        "{{ $value | humanizePercentage }} of the bindings of the last five minutes were refused by"
            + " the API server.");
  }

  private static Alert nodesOvercommitted() {
    return new Alert(
        "BasaltNodesOvercommitted",
        "sum by (reason) (increase(basalt_pod_rejections_total{cause=\"ours\"}[1h])) > 0",
        "",
        Severity.CRITICAL,
        "Nodes turned pods away because of our own decisions",
        "{{ $value | humanize }} pods were turned away with {{ $labels.reason }} in the last hour,"
            + " and nothing but our own decisions explains it. That is a defect.");
  }

  private static Alert cacheLag() {
    return new Alert(
        "BasaltCacheLag",
        "max by (job, instance)"
            + " (basalt_feed_silence_seconds or basalt_exporter_feed_silence_seconds) > 90",
        "1m",
        Severity.WARNING,
        "{{ $labels.job }} {{ $labels.instance }} sees an old cluster",
        "One of its watches has given no sign of life for {{ $value | humanizeDuration }}.");
  }

  private static Alert configurationRefused() {
    return new Alert(
        "BasaltConfigurationRefused",
        "min by (job, instance) (basalt_config_last_reload_success"
            + " or basalt_watchdog_rules_last_reload_success) == 0",
        "1m",
        Severity.WARNING,
        "{{ $labels.job }} {{ $labels.instance }} refused its configuration",
        "The configuration read last was refused; the former one stays in use. The log says what is"
            + " wrong in it.");
  }

  private static Alert webhookDown() {
    return new Alert(
        "BasaltWebhookDown",
        gone("basalt_webhook_certificate_expiry_seconds"),
        "5m",
        Severity.WARNING,
        "No webhook answers",
        "No webhook has been scraped for five minutes. Objects are made without its defaults and"
            + " checks; the API server's policies and the controllers' own checks still hold.");
  }

  private static Alert certificateExpiring() {
    return new Alert(
        "BasaltCertificateExpiring",
        "min by (certificate) (basalt_webhook_certificate_expiry_seconds) - time() < 7 * 86400",
        "15m",
        Severity.WARNING,
        "The webhook's certificate {{ $labels.certificate }} ends soon",
        "It ends in {{ $value | humanizeDuration }} and should have been replaced at two thirds of"
            + " its life.");
  }

  private static Alert watchdogDown() {
    return new Alert(
        "BasaltWatchdogDown",
        "time() - max(basalt_watchdog_heartbeat_timestamp_seconds) > 120 or "
            + gone("basalt_watchdog_heartbeat_timestamp_seconds"),
        "2m",
        Severity.CRITICAL,
        "The watchdog does not watch",
        "The watchdog has given no sign of life for two minutes: nobody is told of failed jobs, and"
            + " queues' capability is not kept up to date.");
  }

  private static Alert exporterDown() {
    return new Alert(
        "BasaltExporterDown",
        gone("basalt_exporter_feed_silence_seconds"),
        "5m",
        Severity.WARNING,
        "The exporter is gone",
        "It has not been scraped for five minutes: dashboards of queues and jobs are empty, and"
            + " alerts on them do not fire.");
  }

  private static Alert exporterSeriesLeftOut() {
    return new Alert(
        "BasaltExporterSeriesLeftOut",
        object("basalt_exporter_series_left_out", "family") + " > 0",
        "10m",
        Severity.INFO,
        "The exporter leaves out series of {{ $labels.family }}",
        "{{ $value }} objects have no series of {{ $labels.family }} because of its limit.");
  }

  private static Alert fragmented() {
    return new Alert(
        "BasaltFragmented",
        object("basalt_pending_gangs{reason=\"Fragmented\"}", "queue") + " > 0",
        "30m",
        Severity.INFO,
        "Jobs of queue {{ $labels.queue }} find room only in pieces",
        "{{ $value }} gangs wait though the cluster has what they need in sum, but not in large"
            + " enough pieces.");
  }

  /** Was scraped within the day, and is not now: no alert where it was never installed. */
  private static String gone(String series) {
    return "absent(%1$s) and on () count(last_over_time(%1$s[1d])) > 0".formatted(series);
  }
}
