package dev.basalt.deploy.dashboard;

import static dev.basalt.deploy.query.Queries.object;

import dev.basalt.deploy.dashboard.Dashboard.Row;

/** A table of jobs: state, times, what they ask for and waste. */
final class JobTable {
  private static final String JOB = "namespace, job_name";

  private JobTable() {}

  /**
   * A row with nothing but the table.
   *
   * @param jobs a selector of {@code basalt_job_info}
   */
  static Row row(String jobs, String title) {
    return Row.of(
        title,
        Panel.table(
                title,
                "Jobs that there are, with those that ended lately. Wasted: requested but not used,"
                    + " by pods that run, where metrics.k8s.io is served.",
                "namespace",
                "Namespace",
                "job_name",
                "Job",
                "queue",
                "Queue",
                "user",
                "User",
                "phase",
                "State")
            .column(
                "Created",
                Unit.DATE,
                "1000 * " + labelled("basalt_job_created_timestamp_seconds", "", jobs))
            .column(
                "Started",
                Unit.DATE,
                "1000 * " + labelled("basalt_job_start_timestamp_seconds", "", jobs))
            .column("Waited", Unit.SECONDS, described(waited(), jobs))
            .column("Duration", Unit.SECONDS, described(duration(), jobs))
            .column(
                "Cores requested",
                Unit.CORES,
                labelled("basalt_job_requested", "{resource=\"cpu\"}", jobs))
            .column(
                "Memory requested",
                Unit.BYTES,
                labelled("basalt_job_requested", "{resource=\"memory\"}", jobs))
            .column("Cores wasted", Unit.CORES, described(wasted("cpu"), jobs))
            .column("Memory wasted", Unit.BYTES, described(wasted("memory"), jobs)));
  }

  /** What each job's pods request and do not use, as far as it is known what they use. */
  static String wasted(String resource) {
    String selector = "{resource=\"%s\"}".formatted(resource);
    return "(%s - %s)"
        .formatted(
            object("basalt_job_measured_requested" + selector, JOB),
            object("basalt_job_used" + selector, JOB));
  }

  /** From creation to start; to now, while it has not started. */
  private static String waited() {
    return "((%s or (0 * %s + time())) - %s)"
        .formatted(
            object("basalt_job_start_timestamp_seconds", JOB),
            object("basalt_job_created_timestamp_seconds", JOB),
            object("basalt_job_created_timestamp_seconds", JOB));
  }

  /** From start to end; to now, while it runs. */
  private static String duration() {
    return "((%s or (0 * %s + time())) - %s)"
        .formatted(
            object("basalt_job_completion_timestamp_seconds", JOB),
            object("basalt_job_start_timestamp_seconds", JOB),
            object("basalt_job_start_timestamp_seconds", JOB));
  }

  private static String labelled(String series, String selector, String jobs) {
    return described(object(series + selector, JOB), jobs);
  }

  /** The value of each job, with queue, user and phase. */
  private static String described(String expr, String jobs) {
    return ("%s * on (namespace, job_name) group_right () (%s"
            + " * on (namespace, job_name) group_right (queue, user) %s)")
        .formatted(
            expr,
            object("basalt_job_info" + jobs, "namespace, job_name, queue, user"),
            object("basalt_job_status_phase", "namespace, job_name, phase"));
  }
}
