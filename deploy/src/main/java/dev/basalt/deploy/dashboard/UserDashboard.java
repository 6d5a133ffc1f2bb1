package dev.basalt.deploy.dashboard;

import static dev.basalt.deploy.dashboard.Dashboards.LONG;
import static dev.basalt.deploy.query.Queries.led;
import static dev.basalt.deploy.query.Queries.object;
import static dev.basalt.deploy.query.Queries.quantile;

import dev.basalt.deploy.dashboard.Dashboard.Row;
import java.util.List;

/** One user: my share against what is fair, my quota, my jobs. */
final class UserDashboard {
  private static final String MINE = "{queue=~\"$queue\", user=~\"$user\"}";
  private static final String MY_JOBS =
      "{namespace=~\"$namespace\", queue=~\"$queue\", user=~\"$user\"}";

  /** Whoever has no Job of Volcano has pods all the same. */
  private static final String WITH_USERS =
      "__name__=~\"basalt_job_info|basalt_user_share_ratio|basalt_user_allocated\"";

  /** A quota is of no user: its namespace can be chosen whoever was chosen. */
  private static final String WITH_NAMESPACES =
      "__name__=~\"basalt_job_info|basalt_namespace_quota_limit\"";

  private UserDashboard() {}

  static Dashboard make() {
    return new Dashboard(
        "basalt-user",
        "Basalt / User",
        "For users: what I hold against what is fair, how much of my quota is left, how my jobs are"
            + " doing.",
        List.of(
            Variable.several("user", "User", "label_values({" + WITH_USERS + "}, user)"),
            Variable.several(
                "queue", "Queue", "label_values({" + WITH_USERS + ", user=~\"$user\"}, queue)"),
            Variable.several(
                "namespace",
                "Namespace",
                "label_values({" + WITH_NAMESPACES + ", user=~\"$user|\"}, namespace)")),
        List.of(share(), quota(), waiting(), JobTable.row(MY_JOBS, "My jobs")));
  }

  private static Row share() {
    return Row.of(
        "My share",
        Panel.lines(
                "My share and the average",
                Unit.RATIO,
                "What I hold and held lately of a queue, by my weight, and the average over its"
                    + " users who hold something. Below the average, my jobs come before those of"
                    + " others.")
            .query(led("basalt_user_share_ratio" + MINE, "queue, user"), "{{queue}} {{user}}")
            .query(
                "avg by (queue) (%s > 0)"
                    .formatted(led("basalt_user_share_ratio{queue=~\"$queue\"}", "queue, user")),
                "{{queue}} average"),
        Panel.stacked("Cores that I hold", Unit.CORES, "What my pods on nodes request.")
            .query(
                object(
                    "basalt_user_allocated{queue=~\"$queue\", user=~\"$user\", resource=\"cpu\"}",
                    "queue, user"),
                "{{queue}} {{user}}"),
        Panel.stacked("Memory that I hold", Unit.BYTES, "What my pods on nodes request.")
            .query(
                object(
                    "basalt_user_allocated{queue=~\"$queue\", user=~\"$user\","
                        + " resource=\"memory\"}",
                    "queue, user"),
                "{{queue}} {{user}}"));
  }

  private static Row quota() {
    String namespace = "{namespace=~\"$namespace\"}";
    String by = "namespace, quota, resource";
    return Row.of(
        "My quota",
        Panel.bars(
                "Quota used",
                Unit.RATIO,
                "What a namespace holds of each of its quotas. At 1, further jobs wait.")
            .query(
                "%s / (%s > 0)"
                    .formatted(
                        object("basalt_namespace_quota_used" + namespace, by),
                        object("basalt_namespace_quota_limit" + namespace, by)),
                "{{namespace}} {{quota}} {{resource}}")
            .from(0.8, "yellow")
            .from(1, "red"),
        Panel.table(
                "Quota in numbers",
                "Amounts in cores, bytes and counts.",
                "namespace",
                "Namespace",
                "quota",
                "Quota",
                "resource",
                "Resource")
            .column("Used", Unit.COUNT, object("basalt_namespace_quota_used" + namespace, by))
            .column("Limit", Unit.COUNT, object("basalt_namespace_quota_limit" + namespace, by))
            .sized(16, 8));
  }

  private static Row waiting() {
    return Row.of(
        "How my jobs are doing",
        Panel.stacked("My jobs by phase", Unit.COUNT, "Jobs that there are, by phase.")
            .query(
                "sum by (phase) (%s * on (namespace, job_name) group_left () %s)"
                    .formatted(
                        object("basalt_job_status_phase", "namespace, job_name, phase"),
                        object("basalt_job_info" + MY_JOBS, "namespace, job_name")),
                "{{phase}}"),
        Panel.lines(
                "Wait of my jobs",
                Unit.SECONDS,
                "From creation to start, of jobs that started in the last half hour.")
            .query(quantile("0.5", "basalt_job_wait_seconds", MINE, "", LONG), "p50")
            .query(quantile("0.95", "basalt_job_wait_seconds", MINE, "", LONG), "p95")
            .query(quantile("0.99", "basalt_job_wait_seconds", MINE, "", LONG), "p99"),
        Panel.lines(
                "Duration of my jobs",
                Unit.SECONDS,
                "From start to end, of jobs that ended in the last half hour, by how they ended.")
            .query(
                quantile("0.5", "basalt_job_duration_seconds", MINE, "phase", LONG),
                "{{phase}} p50")
            .query(
                quantile("0.95", "basalt_job_duration_seconds", MINE, "phase", LONG),
                "{{phase}} p95"));
  }
}
