package dev.basalt.deploy.dashboard;

import static dev.basalt.deploy.dashboard.Dashboards.WINDOW;
import static dev.basalt.deploy.query.Queries.object;
import static dev.basalt.deploy.query.Queries.perMinute;
import static dev.basalt.deploy.query.Queries.quantile;

import dev.basalt.deploy.dashboard.Dashboard.Row;
import java.util.List;

/** The processes themselves: sessions, bindings, writes, feeds, memory. */
final class SchedulerDashboard {
  private static final String HERE = "{job=~\"$job\", instance=~\"$instance\"}";
  private static final String PROCESS = "{{job}} {{instance}}";

  private SchedulerDashboard() {}

  static Dashboard make() {
    return new Dashboard(
        "basalt-scheduler",
        "Basalt / Scheduler internals",
        "For operators and developers: are decisions fast, are bindings confirmed, do feeds and"
            + " writes keep up, are the processes well.",
        List.of(
            Variable.several("job", "Scrape job", "label_values(basalt_build_info, job)"),
            Variable.several(
                "instance", "Process", "label_values(basalt_build_info{job=~\"$job\"}, instance)")),
        List.of(
            now(), sessions(), bindings(), nodes(), controllers(), webhook(), observers(), jvm()));
  }

  private static String select(String matchers) {
    return "{job=~\"$job\", instance=~\"$instance\", " + matchers + "}";
  }

  private static Row now() {
    return Row.of(
        "Now",
        Panel.number("Leader", Unit.FLAG, "Yes where the scheduler decides; one of each zone does.")
            .query("basalt_leader" + HERE, "{{instance}}"),
        Panel.number("Nodes", Unit.COUNT, "Nodes that each scheduler knows.")
            .query("basalt_nodes" + HERE, "{{instance}}"),
        Panel.number(
                "Configuration taken",
                Unit.FLAG,
                "No: the configuration read last was refused, and the former one is used.")
            .query("basalt_config_last_reload_success" + HERE, "{{instance}}"),
        Panel.number("Reservations", Unit.COUNT, "Jobs that lack room and have it kept for them.")
            .query("basalt_reservations" + HERE, "{{instance}}"),
        Panel.number(
                "Feed silence",
                Unit.SECONDS,
                "Longest time since a watch gave a sign of life. Above a minute the view of the"
                    + " cluster may be old.")
            .query("max(basalt_feed_silence_seconds" + HERE + ")", "scheduler")
            .from(60, "yellow")
            .from(90, "red"),
        Panel.number("Versions", Unit.COUNT, "Processes of each version.")
            .query("count by (version) (basalt_build_info" + HERE + ")", "{{version}}"));
  }

  private static Row sessions() {
    return Row.of(
        "Sessions",
        Panel.lines(
                "Session",
                Unit.SECONDS,
                "How long a session takes. A session has 20 ms before it takes in what happened"
                    + " meanwhile.")
            .query(quantile("0.5", "basalt_session_seconds", HERE, "", WINDOW), "p50")
            .query(quantile("0.95", "basalt_session_seconds", HERE, "", WINDOW), "p95")
            .query(quantile("0.99", "basalt_session_seconds", HERE, "", WINDOW), "p99"),
        Panel.lines("Actions, p95", Unit.SECONDS, "How long each action of a session takes.")
            .query(quantile("0.95", "basalt_action_seconds", HERE, "action", WINDOW), "{{action}}"),
        Panel.lines(
                "Sessions run",
                Unit.PER_SECOND,
                "At least one a second while something waits. Failed ones are defects: report"
                    + " them.")
            .query(
                "sum by (job, instance) (rate(basalt_sessions_total" + HERE + "[" + WINDOW + "]))",
                PROCESS)
            .query(
                "sum by (job, instance) (rate(basalt_session_failures_total"
                    + HERE
                    + "["
                    + WINDOW
                    + "]))",
                PROCESS + " failed"));
  }

  private static Row bindings() {
    return Row.of(
        "Bindings",
        Panel.lines(
                "From creation to binding",
                Unit.SECONDS,
                "From a pod's creation to its confirmed binding, waits for share and room"
                    + " included.")
            .query(quantile("0.5", "basalt_pod_bind_seconds", HERE, "", WINDOW), "p50")
            .query(quantile("0.95", "basalt_pod_bind_seconds", HERE, "", WINDOW), "p95")
            .query(quantile("0.99", "basalt_pod_bind_seconds", HERE, "", WINDOW), "p99"),
        Panel.lines("Bindings", Unit.PER_MINUTE, "Sent, and how the API server answered.")
            .query(perMinute("basalt_bindings_sent_total" + HERE, "job", WINDOW), "sent")
            .query(perMinute("basalt_bindings_total" + HERE, "result", WINDOW), "{{result}}"),
        Panel.lines(
                "Bindings refused",
                Unit.PER_MINUTE,
                "By the API server's reason. Pods deleted meanwhile are harmless; anything that"
                    + " lasts is not.")
            .query(
                perMinute("basalt_binding_refusals_total" + HERE, "reason", WINDOW), "{{reason}}"),
        Panel.lines(
                "In flight",
                Unit.COUNT,
                "Bindings under way, and how many may be, as the API server bears it.")
            .query("basalt_bindings_in_flight" + HERE, "{{instance}} in flight")
            .query("basalt_binding_concurrency" + HERE, "{{instance}} allowed"),
        Panel.lines(
                "Evictions",
                Unit.PER_MINUTE,
                "Pods evicted for others, by how the API server answered; gangs evicted because"
                    + " they could not be completed.")
            .query(perMinute("basalt_evictions_total" + HERE, "result", WINDOW), "{{result}}")
            .query(perMinute("basalt_gang_evictions_total" + HERE, "job", WINDOW), "gangs"),
        Panel.lines(
                "Status writes",
                Unit.PER_MINUTE,
                "Status, conditions and events, by what became of writing them.")
            .query(
                perMinute("basalt_status_writes_total" + HERE, "kind, outcome", WINDOW),
                "{{kind}} {{outcome}}"));
  }

  private static Row nodes() {
    return Row.of(
        "Nodes",
        Panel.lines(
                "Pods that nodes turned away",
                Unit.PER_MINUTE,
                "By the kubelet's reason and by who brought it about. Cause ours is a defect:"
                    + " report it.")
            .query(
                perMinute("basalt_pod_rejections_total" + HERE, "reason, cause", WINDOW),
                "{{reason}} {{cause}}")
            .query(
                perMinute("basalt_out_of_resource_rejections_total" + HERE, "job", WINDOW),
                "for lack of room"),
        Panel.lines("Nodes", Unit.COUNT, "Nodes that each scheduler knows.")
            .query("basalt_nodes" + HERE, PROCESS),
        Panel.lines(
                "Zones",
                Unit.COUNT,
                "Where schedulers have zones: nodes that each owns, and nodes of its zones that"
                    + " another keeps.")
            .query("basalt_zone_nodes" + HERE, PROCESS + " owned")
            .query("basalt_zone_conflicts" + HERE, PROCESS + " kept by others"));
  }

  private static Row controllers() {
    return Row.of(
        "Controllers",
        Panel.lines(
                "Objects to be looked at",
                Unit.COUNT,
                "Due or not; what lasts and grows is behind.")
            .query("sum by (controller) (basalt_controller_queue" + HERE + ")", "{{controller}}"),
        Panel.lines("Duration of a look", Unit.SECONDS, "On average, its writes included.")
            .query(
                "sum by (controller) (rate(basalt_controller_reconcile_seconds_sum%1$s[%2$s])) / (sum by (controller) (rate(basalt_controller_reconcile_seconds_count%1$s[%2$s])) > 0)"
                    .formatted(HERE, WINDOW),
                "{{controller}}"),
        Panel.lines(
                "Looks and writes",
                Unit.PER_MINUTE,
                "Looks at objects, those that failed and are repeated, writes, and those with an"
                    + " error or no answer.")
            .query(
                perMinute("basalt_controller_reconciles_total" + HERE, "controller", WINDOW),
                "{{controller}}")
            .query(
                perMinute("basalt_controller_failures_total" + HERE, "controller", WINDOW),
                "{{controller}} failed")
            .query(perMinute("basalt_controller_writes_total" + HERE, "job", WINDOW), "writes")
            .query(
                perMinute("basalt_controller_writes_failed_total" + HERE, "job", WINDOW),
                "writes failed"));
  }

  private static Row webhook() {
    return Row.of(
        "Webhook",
        Panel.lines(
                "Reviews",
                Unit.PER_MINUTE,
                "Requests by verdict. Failed is a defect, turned away is too much at once.")
            .query(
                perMinute("basalt_webhook_reviews_total" + HERE, "kind, verdict", WINDOW),
                "{{kind}} {{verdict}}"),
        Panel.lines(
                "Review, p95",
                Unit.SECONDS,
                "From a request's first line until its answer was made.")
            .query(
                quantile("0.95", "basalt_webhook_review_seconds", HERE, "kind, stage", WINDOW),
                "{{kind}} {{stage}}"),
        Panel.bars(
                "Certificates end in",
                Unit.SECONDS,
                "They are replaced at two thirds of their life.")
            .query(
                "min by (job, certificate) (basalt_webhook_certificate_expiry_seconds"
                    + HERE
                    + ") - time()",
                "{{job}} {{certificate}}"));
  }

  private static Row observers() {
    return Row.of(
        "Exporter and watchdog",
        Panel.lines("Scrape of the exporter", Unit.SECONDS, "Making and writing an answer.")
            .query(quantile("0.5", "basalt_exporter_scrape_seconds", HERE, "", WINDOW), "p50")
            .query(quantile("0.95", "basalt_exporter_scrape_seconds", HERE, "", WINDOW), "p95"),
        Panel.lines(
                "Series of the exporter",
                Unit.COUNT,
                "Published by family, and objects left out because of a limit: raise the limit if"
                    + " there are such.")
            .query(object("basalt_exporter_series" + HERE, "family"), "{{family}}")
            .query(
                object("basalt_exporter_series_left_out" + HERE, "family"), "{{family}} left out"),
        Panel.lines(
                "Silence of the exporter's feeds",
                Unit.SECONDS,
                "Longest time since a watch gave a sign of life.")
            .query("basalt_exporter_feed_silence_seconds" + HERE, PROCESS)
            .from(90, "red"),
        Panel.stacked("Alerts of the watchdog", Unit.COUNT, "Alerts that fire now.")
            .query("sum by (alert) (basalt_watchdog_alerts" + HERE + ")", "{{alert}}"),
        Panel.lines(
                "Notifications", Unit.PER_MINUTE, "What the watchdog told, by receiver and result.")
            .query(
                perMinute("basalt_watchdog_notifications_total" + HERE, "receiver, result", WINDOW),
                "{{receiver}} {{result}}"),
        Panel.lines(
                "Capability changed",
                Unit.PER_MINUTE,
                "Changes of a queue's capability by the watchdog.")
            .query(
                perMinute("basalt_queue_capability_changes_total" + HERE, "queue", WINDOW),
                "{{queue}}"));
  }

  private static Row jvm() {
    return Row.of(
        "Java",
        Panel.lines("Heap", Unit.BYTES, "Used, and the most that there may be.")
            .query(
                "sum by (job, instance) (jvm_memory_used_bytes" + select("area=\"heap\"") + ")",
                PROCESS + " used")
            .query(
                "sum by (job, instance) (jvm_memory_max_bytes" + select("area=\"heap\"") + " > 0)",
                PROCESS + " most"),
        Panel.lines(
                "Garbage collection",
                Unit.RATIO,
                "Part of the time that the process stood still for it.")
            .query(
                "sum by (job, instance) (rate(jvm_gc_pause_seconds_sum"
                    + HERE
                    + "["
                    + WINDOW
                    + "]))",
                PROCESS),
        Panel.lines(
                "Processor", Unit.RATIO, "Part of all cores of its machine that the process uses.")
            .query("process_cpu_usage" + HERE, PROCESS));
  }
}
