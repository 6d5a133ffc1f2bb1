package dev.basalt.deploy.dashboard;

import static dev.basalt.deploy.query.Queries.object;
import static dev.basalt.deploy.query.Queries.total;

import dev.basalt.deploy.dashboard.Dashboard.Row;
import java.util.List;

/** Jobs: a table of them, and one at a time in detail. */
final class JobDashboard {
  private static final String JOB = "{namespace=~\"$namespace\", job_name=~\"$job\"}";
  private static final String BY = "namespace, job_name";
  private static final String NAME = "{{namespace}}/{{job_name}}";

  private JobDashboard() {}

  static Dashboard make() {
    return new Dashboard(
        "basalt-job",
        "Basalt / Job",
        "For users and operators: all jobs in a table, and what a chosen job asks for, uses and"
            + " wastes.",
        List.of(
            Variable.several("namespace", "Namespace", "label_values(basalt_job_info, namespace)"),
            Variable.several(
                "queue",
                "Queue",
                "label_values(basalt_job_info{namespace=~\"$namespace\"}, queue)"),
            Variable.several(
                "user", "User", "label_values(basalt_job_info{namespace=~\"$namespace\"}, user)"),
            Variable.several(
                "job",
                "Job",
                "label_values(basalt_job_info{namespace=~\"$namespace\", queue=~\"$queue\","
                    + " user=~\"$user\"}, job_name)")),
        List.of(
            JobTable.row(
                "{namespace=~\"$namespace\", queue=~\"$queue\", user=~\"$user\","
                    + " job_name=~\"$job\"}",
                "Jobs"),
            use(),
            pods(),
            shape()));
  }

  private static Row use() {
    return Row.of(
        "Used and wasted (where metrics.k8s.io is served)",
        used("CPU", Unit.CORES, "cpu"),
        used("Memory", Unit.BYTES, "memory"),
        Panel.bars(
                "Used by requested",
                Unit.RATIO,
                "What the job's pods that run use of what they request: far below 1, ask for"
                    + " less.")
            .query(
                "topk(20, %s / (%s > 0))"
                    .formatted(
                        object("basalt_job_used" + JOB, BY + ", resource"),
                        object("basalt_job_measured_requested" + JOB, BY + ", resource")),
                NAME + " {{resource}}"));
  }

  private static Panel used(String title, Unit unit, String resource) {
    String selector =
        "{namespace=~\"$namespace\", job_name=~\"$job\", resource=\"%s\"}".formatted(resource);
    return Panel.lines(
            title,
            unit,
            "Above the axis: what the job's pods use. Below: requested by the same pods but not"
                + " used, which others could have had.")
        .query("topk(20, " + object("basalt_job_used" + selector, BY) + ")", NAME + " used")
        .below(
            "topk(20, %s - %s)"
                .formatted(
                    object("basalt_job_measured_requested" + selector, BY),
                    object("basalt_job_used" + selector, BY)),
            NAME + " wasted");
  }

  private static Row pods() {
    return Row.of(
        "Pods",
        Panel.stacked(
                "Pods by phase",
                Unit.COUNT,
                "Pods of the job's tasks, as its status counts them, by phase.")
            .query(total("basalt_job_tasks" + JOB, BY, "task, phase"), "{{task}} {{phase}}"),
        Panel.bars(
                "Pods by node",
                Unit.COUNT,
                "Where its pods that have not ended are; the twenty nodes with most.")
            .query(
                "topk(20, count by (node) (max by (namespace, pod, node) (basalt_pod_info%s)))"
                    .formatted("{namespace=~\"$namespace\", job_name=~\"$job\", node!=\"\"}"),
                "{{node}}"),
        Panel.lines(
                "Growths of memory",
                Unit.COUNT,
                "How often shards of a task were made larger because a pod was killed for want of"
                    + " memory. Ask for more from the start.")
            .query(object("basalt_job_oom_growths" + JOB, BY + ", task"), NAME + " {{task}}"));
  }

  private static Row shape() {
    return Row.of(
        "What it asks for",
        Panel.lines("Cores requested", Unit.CORES, "What pods request that have not ended.")
            .query(
                "topk(20, %s)"
                    .formatted(
                        object(
                            "basalt_job_requested{namespace=~\"$namespace\", job_name=~\"$job\","
                                + " resource=\"cpu\"}",
                            BY)),
                NAME),
        Panel.lines("Memory requested", Unit.BYTES, "What pods request that have not ended.")
            .query(
                "topk(20, %s)"
                    .formatted(
                        object(
                            "basalt_job_requested{namespace=~\"$namespace\", job_name=~\"$job\","
                                + " resource=\"memory\"}",
                            BY)),
                NAME),
        Panel.table(
                "Size",
                "Pods that the job consists of, that must be placed together for it to start, and"
                    + " that must succeed (where it says so).",
                "namespace",
                "Namespace",
                "job_name",
                "Job")
            .column("Pods", Unit.COUNT, object("basalt_job_spec_replicas" + JOB, BY))
            .column("Start together", Unit.COUNT, object("basalt_job_min_available" + JOB, BY))
            .column("Must succeed", Unit.COUNT, object("basalt_job_min_success" + JOB, BY))
            .sized(8, 8));
  }
}
