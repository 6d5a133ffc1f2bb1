package dev.basalt.deploy.dashboard;

import static dev.basalt.deploy.dashboard.Dashboards.LONG;
import static dev.basalt.deploy.dashboard.Dashboards.WINDOW;
import static dev.basalt.deploy.query.Queries.led;
import static dev.basalt.deploy.query.Queries.object;
import static dev.basalt.deploy.query.Queries.perMinute;
import static dev.basalt.deploy.query.Queries.quantile;
import static dev.basalt.deploy.query.Queries.total;

import dev.basalt.deploy.dashboard.Dashboard.Row;
import java.util.List;

/** Queues: what each deserves and holds, what waits in it and why, and who uses it. */
final class QueueDashboard {
  private static final String QUEUE = "{queue=~\"$queue\"}";

  private QueueDashboard() {}

  static Dashboard make() {
    return new Dashboard(
        "basalt-queue",
        "Basalt / Queue",
        "For teams and operators: what a queue deserves, may have and holds, what waits in it and"
            + " why, and who uses it.",
        List.of(
            Variable.several("queue", "Queue", "label_values(basalt_queue_weight, queue)"),
            Variable.several(
                "resource",
                "Other resource",
                "label_values(basalt_queue_allocated{queue=~\"$queue\"}, resource)")),
        List.of(now(), share(), waiting(), throughput(), users(), usage()));
  }

  private static String of(String resource) {
    return "{queue=~\"$queue\", resource=\"%s\"}".formatted(resource);
  }

  private static Row now() {
    return Row.of(
        "Now",
        Panel.number(
                "Share",
                Unit.RATIO,
                "What the queue holds of what it deserves, in the resource where that is most."
                    + " Above 1 it borrows.")
            .query(led("basalt_queue_share_ratio" + QUEUE, "queue"), "{{queue}}"),
        Panel.number("Weight", Unit.COUNT, "The queue's weight against its siblings.")
            .query(object("basalt_queue_weight" + QUEUE, "queue"), "{{queue}}"),
        Panel.number("Pods running", Unit.COUNT, "Pods of the queue that run.")
            .query(
                led("basalt_queue_pods{queue=~\"$queue\", state=\"running\"}", "queue"),
                "{{queue}}"),
        Panel.number("Pods waiting", Unit.COUNT, "Pods of the queue that have no node yet.")
            .query(
                led("basalt_queue_pods{queue=~\"$queue\", state=\"pending\"}", "queue"),
                "{{queue}}"),
        Panel.number(
                "Longest wait",
                Unit.SECONDS,
                "How long ago the PodGroup was made that waits longest in the queue. Without data"
                    + " nothing waits.")
            .query(
                "time() - " + object("basalt_oldest_pending_timestamp_seconds" + QUEUE, "queue"),
                "{{queue}}")
            .from(3600, "yellow")
            .from(86_400, "red"),
        Panel.number("State", Unit.COUNT, "Each chosen queue once, with its state and parent.")
            .query(
                object("basalt_queue_info" + QUEUE, "queue, state, parent"),
                "{{queue}} {{state}}"));
  }

  private static Row share() {
    return Row.of(
        "Share",
        amounts("CPU", Unit.CORES, of("cpu")),
        amounts("Memory", Unit.BYTES, of("memory")),
        amounts(
            "Other resources",
            Unit.COUNT,
            "{queue=~\"$queue\", resource=~\"$resource\", resource!~\"cpu|memory\"}"),
        borrowed("Borrowed cores", Unit.CORES, of("cpu")),
        borrowed("Borrowed memory", Unit.BYTES, of("memory")),
        Panel.lines(
                "Share",
                Unit.RATIO,
                "What the queue holds of what it deserves, in the resource where that is most.")
            .query(led("basalt_queue_share_ratio" + QUEUE, "queue"), "{{queue}}")
            .from(1, "yellow"));
  }

  private static Panel amounts(String resource, Unit unit, String selector) {
    String by = "queue, resource";
    return Panel.lines(
            resource,
            unit,
            "What the queue holds, deserves, may have at most (capability), is sure of (guarantee),"
                + " and holds or waits for (requested). Amounts include those of queues within it.")
        .query(led("basalt_queue_allocated" + selector, by), "{{queue}} {{resource}} held")
        .query(led("basalt_queue_deserved" + selector, by), "{{queue}} {{resource}} deserved")
        .query(
            object("basalt_queue_capability" + selector, by), "{{queue}} {{resource}} capability")
        .query(object("basalt_queue_guarantee" + selector, by), "{{queue}} {{resource}} guarantee")
        .query(led("basalt_queue_requested" + selector, by), "{{queue}} {{resource}} requested")
        .sized(8, 10);
  }

  private static Panel borrowed(String title, Unit unit, String selector) {
    return Panel.lines(
            title,
            unit,
            "Above the axis: held beyond what the queue deserves, given back when others ask."
                + " Below: deserved, not held.")
        .query(
            "clamp_min(%s - %s, 0)"
                .formatted(
                    led("basalt_queue_allocated" + selector, "queue"),
                    led("basalt_queue_deserved" + selector, "queue")),
            "{{queue}} borrowed")
        .below(
            "clamp_min(%s - %s, 0)"
                .formatted(
                    led("basalt_queue_deserved" + selector, "queue"),
                    led("basalt_queue_allocated" + selector, "queue")),
            "{{queue}} unused");
  }

  private static Row waiting() {
    return Row.of(
        "What waits",
        Panel.stacked(
                "Pending pods by reason",
                Unit.COUNT,
                "Pods without a node, by the reason on their PodGroup's condition or their own. The"
                    + " reasons are explained in docs/operations.md.")
            .query(total("basalt_pending_pods" + QUEUE, "queue", "reason"), "{{reason}}"),
        Panel.stacked(
                "Pending gangs by reason",
                Unit.COUNT,
                "PodGroups that wait, by the reason on their condition Unschedulable.")
            .query(total("basalt_pending_gangs" + QUEUE, "queue", "reason"), "{{reason}}"),
        Panel.stacked(
                "Waiting jobs by reason",
                Unit.COUNT,
                "Jobs that the scheduler has not started, by what holds them back.")
            .query(led("basalt_queue_waiting_jobs" + QUEUE, "reason"), "{{reason}}"),
        waits("Wait of jobs", "basalt_job_wait_seconds", "From a job's creation to its start."),
        waits(
            "Wait of gangs",
            "basalt_gang_wait_seconds",
            "From a PodGroup's creation until its minimum was bound."),
        waits(
            "Admission of gangs",
            "basalt_gang_admission_seconds",
            "From a PodGroup's creation until it was let in (Inqueue) and its pods could be"
                + " made."));
  }

  private static Panel waits(String title, String histogram, String description) {
    return Panel.lines(title, Unit.SECONDS, description + " Of the last half hour.")
        .query(quantile("0.5", histogram, QUEUE, "queue", LONG), "{{queue}} p50")
        .query(quantile("0.95", histogram, QUEUE, "queue", LONG), "{{queue}} p95")
        .query(quantile("0.99", histogram, QUEUE, "queue", LONG), "{{queue}} p99");
  }

  private static Row throughput() {
    return Row.of(
        "Throughput and failures",
        Panel.lines("Pods ended", Unit.PER_MINUTE, "Pods that succeeded or failed.")
            .query(
                perMinute("basalt_pods_finished_total" + QUEUE, "queue, result", WINDOW),
                "{{queue}} {{result}}"),
        Panel.lines("Jobs ended", Unit.PER_MINUTE, "Jobs by the phase that they ended in.")
            .query(
                perMinute("basalt_jobs_finished_total" + QUEUE, "queue, phase", WINDOW),
                "{{queue}} {{phase}}"),
        Panel.stacked(
                "Failures by reason",
                Unit.PER_MINUTE,
                "Pods that failed: killed for want of memory, evicted, ended with an error, ...")
            .query(
                perMinute(
                    "basalt_pods_finished_total{queue=~\"$queue\", result=\"Failed\"}",
                    "reason",
                    WINDOW),
                "{{reason}}"),
        Panel.stacked("Jobs by phase", Unit.COUNT, "Jobs that there are, by phase.")
            .query(total("basalt_jobs" + QUEUE, "queue", "phase"), "{{phase}}"),
        Panel.stacked("Gangs by phase", Unit.COUNT, "PodGroups that there are, by phase.")
            .query(total("basalt_gangs" + QUEUE, "queue", "phase"), "{{phase}}"),
        Panel.lines(
                "Duration of jobs",
                Unit.SECONDS,
                "From start to end, of jobs that ended in the last half hour.")
            .query(
                quantile("0.5", "basalt_job_duration_seconds", QUEUE, "queue", LONG),
                "{{queue}} p50")
            .query(
                quantile("0.95", "basalt_job_duration_seconds", QUEUE, "queue", LONG),
                "{{queue}} p95"));
  }

  private static Row users() {
    return Row.of(
        "Users",
        Panel.stacked("Cores by user", Unit.CORES, "What pods of each user hold.")
            .query(
                object("basalt_user_allocated" + of("cpu"), "queue, user"), "{{queue}} {{user}}"),
        Panel.stacked("Memory by user", Unit.BYTES, "What pods of each user hold.")
            .query(
                object("basalt_user_allocated" + of("memory"), "queue, user"),
                "{{queue}} {{user}}"),
        Panel.lines(
                "Share by user",
                Unit.RATIO,
                "What a user holds and held lately of the queue, by the user's weight. Who has less"
                    + " comes first, so lines of users who wait come together.")
            .query(
                "topk(20, " + led("basalt_user_share_ratio" + QUEUE, "queue, user") + ")",
                "{{queue}} {{user}}"));
  }

  private static Row usage() {
    return Row.of(
        "Used of what is held (where metrics.k8s.io is served)",
        used("CPU", Unit.CORES, of("cpu")),
        used("Memory", Unit.BYTES, of("memory")),
        Panel.bars(
                "Used by held",
                Unit.RATIO,
                "What the queue's pods use of what they hold: far below 1, jobs ask for more than"
                    + " they need.")
            .query(
                "%s / (%s > 0)"
                    .formatted(
                        object("basalt_queue_used" + QUEUE, "queue, resource"),
                        led("basalt_queue_allocated" + QUEUE, "queue, resource")),
                "{{queue}} {{resource}}"));
  }

  private static Panel used(String title, Unit unit, String selector) {
    return Panel.lines(
            title,
            unit,
            "Above the axis: what the queue's pods use. Below: held but not used, which others"
                + " could have had.")
        .query(object("basalt_queue_used" + selector, "queue"), "{{queue}} used")
        .below(
            "%s - %s"
                .formatted(
                    led("basalt_queue_allocated" + selector, "queue"),
                    object("basalt_queue_used" + selector, "queue")),
            "{{queue}} wasted");
  }
}
