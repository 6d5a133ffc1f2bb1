package dev.basalt.deploy.dashboard;

import static dev.basalt.deploy.dashboard.Dashboards.LONG;
import static dev.basalt.deploy.dashboard.Dashboards.WINDOW;
import static dev.basalt.deploy.query.Queries.free;
import static dev.basalt.deploy.query.Queries.led;
import static dev.basalt.deploy.query.Queries.object;
import static dev.basalt.deploy.query.Queries.perMinute;
import static dev.basalt.deploy.query.Queries.quantile;
import static dev.basalt.deploy.query.Queries.total;

import dev.basalt.deploy.dashboard.Dashboard.Row;
import java.util.List;
import java.util.Locale;

/** The whole cluster: is there room, who has it, what waits and why. */
final class ClusterDashboard {
  private static final String CPU = "{zone=~\"$zone\", resource=\"cpu\"}";
  private static final String MEMORY = "{zone=~\"$zone\", resource=\"memory\"}";
  private static final String NODE = "node, zone";
  private static final String OTHER =
      "{zone=~\"$zone\", resource=~\"$resource\", resource!~\"cpu|memory\"}";

  private ClusterDashboard() {}

  static Dashboard make() {
    return new Dashboard(
        "basalt-cluster",
        "Basalt / Cluster",
        "For operators: whether there is room and where, who holds it, what waits and why.",
        List.of(
            Variable.several("zone", "Zone", "label_values(basalt_zone_capacity, zone)"),
            Variable.several(
                "resource", "Other resource", "label_values(basalt_zone_capacity, resource)")),
        List.of(now(), capacity(), room(), queues(), waiting(), throughput()));
  }

  private static Row now() {
    return Row.of(
        "Now",
        Panel.number("Ready nodes", Unit.COUNT, "Nodes that are ready and take pods.")
            .query(
                "sum(" + object("basalt_zone_ready_nodes{zone=~\"$zone\"}", "zone") + ")", "nodes"),
        Panel.number(
                "CPU held",
                Unit.RATIO,
                "What pods hold of the cores of nodes that are ready and take pods, whoever put"
                    + " them there.")
            .query(held(CPU), "CPU"),
        Panel.number(
                "Memory held",
                Unit.RATIO,
                "What pods hold of the memory of nodes that are ready and take pods, whoever put"
                    + " them there.")
            .query(held(MEMORY), "memory"),
        Panel.number("Pods running", Unit.COUNT, "Pods of all queues that run.")
            .query(led("basalt_queue_pods{state=\"running\"}", "state"), "running"),
        Panel.number("Pods waiting", Unit.COUNT, "Pods of all queues that have no node yet.")
            .query(led("basalt_queue_pods{state=\"pending\"}", "state"), "waiting"),
        Panel.number(
                "Longest wait",
                Unit.SECONDS,
                "How long ago the PodGroup was made that waits longest. Without data nothing"
                    + " waits.")
            .query("time() - min(basalt_oldest_pending_timestamp_seconds)", "age")
            .from(3600, "yellow")
            .from(86_400, "red"));
  }

  private static String held(String selector) {
    return "sum(%s) / sum(%s)"
        .formatted(
            object("basalt_zone_ready_allocated" + selector, "zone"),
            object("basalt_zone_capacity" + selector, "zone"));
  }

  private static Row capacity() {
    return Row.of(
        "Capacity",
        amounts("CPU", Unit.CORES, CPU),
        amounts("Memory", Unit.BYTES, MEMORY),
        Panel.lines(
                "Other resources",
                Unit.COUNT,
                "Capacity of ready nodes and what pods hold on them, for devices, pods and whatever"
                    + " else nodes offer.")
            .query(
                object("basalt_zone_capacity" + OTHER, "zone, resource"),
                "{{zone}} {{resource}} capacity")
            .query(
                object("basalt_zone_ready_allocated" + OTHER, "zone, resource"),
                "{{zone}} {{resource}} held"),
        Panel.bars(
                "Held by zone",
                Unit.RATIO,
                "What pods hold of each zone's capacity, on nodes that are ready and take pods. A"
                    + " zone without a name has the nodes that belong to none.")
            .query(
                "%s / (%s > 0)"
                    .formatted(
                        object("basalt_zone_ready_allocated{zone=~\"$zone\"}", "zone, resource"),
                        object("basalt_zone_capacity{zone=~\"$zone\"}", "zone, resource")),
                "{{zone}} {{resource}}")
            .sized(24, 8)
            .from(0.8, "yellow")
            .from(0.95, "red"));
  }

  private static Panel amounts(String resource, Unit unit, String selector) {
    return Panel.lines(
            resource,
            unit,
            "Capacity of ready nodes, what pods hold on them, what pods still hold on nodes that"
                + " are not ready or take no more, and what pods of all queues hold or wait for (of"
                + " the whole cluster). Requested above capacity: not all fits.")
        .query("sum(" + object("basalt_zone_capacity" + selector, "zone") + ")", "capacity")
        .query("sum(" + object("basalt_zone_ready_allocated" + selector, "zone") + ")", "held")
        .query(
            "sum(%1$s) - (sum(%2$s) or 0 * sum(%1$s))"
                .formatted(
                    object("basalt_zone_allocated" + selector, "zone"),
                    object("basalt_zone_ready_allocated" + selector, "zone")),
            "held on other nodes")
        .query(
            "sum(%s and on (queue) basalt_queue_info{parent=~\"|root\", queue!=\"root\"})"
                .formatted(
                    led(
                        "basalt_queue_requested{resource=\"%s\"}"
                            .formatted(resource.toLowerCase(Locale.ROOT)),
                        "queue")),
            "requested");
  }

  private static Row room() {
    return Row.of(
        "Room on nodes",
        Panel.heatMap(
                "Free cores by node",
                Unit.CORES,
                "A line for each node, green where much is free, over time; a gap while it is not"
                    + " ready or takes no pods.")
            .query(free(CPU, NODE), "{{node}}"),
        Panel.heatMap(
                "Free memory by node",
                Unit.BYTES,
                "A line for each node, green where much is free, over time; a gap while it is not"
                    + " ready or takes no pods.")
            .query(free(MEMORY, NODE), "{{node}}"),
        Panel.bars(
                "Nodes with most free memory",
                Unit.BYTES,
                "Is there a node that can take a pod of this size? The ten with the most, of those"
                    + " that are ready and take pods.")
            .query("topk(10, " + free(MEMORY, NODE) + ")", "{{node}}"),
        Panel.bars(
                "Nodes with most free cores",
                Unit.CORES,
                "Is there a node that can take a pod of this size? The ten with the most, of those"
                    + " that are ready and take pods.")
            .query("topk(10, " + free(CPU, NODE) + ")", "{{node}}"),
        Panel.lines(
                "Fragmentation",
                Unit.RATIO,
                "1 less the largest free slot by all that is free: near 1, much is free but only in"
                    + " small pieces; 0 where one node has all of it.")
            .query(
                object("basalt_fragmentation_ratio{zone=~\"$zone\"}", "zone, resource"),
                "{{zone}} {{resource}}"),
        Panel.lines(
                "Largest free slot: cores",
                Unit.CORES,
                "The most cores that are free on one node: a larger pod cannot start.")
            .query(object("basalt_largest_free_slot" + CPU, "zone"), "{{zone}}")
            .sized(12, 8),
        Panel.lines(
                "Largest free slot: memory",
                Unit.BYTES,
                "The most memory that is free on one node: a larger pod cannot start.")
            .query(object("basalt_largest_free_slot" + MEMORY, "zone"), "{{zone}}")
            .sized(12, 8));
  }

  private static Row queues() {
    return Row.of(
        "Queues",
        Panel.bars(
                "Share of each queue",
                Unit.RATIO,
                "What the queue holds of what it deserves, in the resource where that is most."
                    + " Above 1 it borrows.")
            .query("topk(20, " + led("basalt_queue_share_ratio", "queue") + ")", "{{queue}}")
            .from(1, "yellow"),
        Panel.lines(
                "Cores by queue",
                Unit.CORES,
                "What pods of each queue hold. A queue's amounts include those of queues within"
                    + " it.")
            .query(led("basalt_queue_allocated{resource=\"cpu\"}", "queue"), "{{queue}}"),
        Panel.lines(
                "Memory by queue",
                Unit.BYTES,
                "What pods of each queue hold. A queue's amounts include those of queues within"
                    + " it.")
            .query(led("basalt_queue_allocated{resource=\"memory\"}", "queue"), "{{queue}}"));
  }

  private static Row waiting() {
    return Row.of(
        "What waits",
        Panel.stacked(
                "Pending pods by reason",
                Unit.COUNT,
                "Pods without a node, by the reason on their PodGroup's condition or their own. The"
                    + " reasons are explained in docs/operations.md.")
            .query(total("basalt_pending_pods", "queue", "reason"), "{{reason}}"),
        Panel.stacked(
                "Waiting jobs by reason",
                Unit.COUNT,
                "Jobs that the scheduler has not started, by what holds them back.")
            .query(led("basalt_waiting_jobs", "reason") + " > 0", "{{reason}}"),
        Panel.lines(
                "Wait of jobs",
                Unit.SECONDS,
                "From a job's creation to its start, of jobs that started in the last half hour.")
            .query(quantile("0.5", "basalt_job_wait_seconds", "", "", LONG), "p50")
            .query(quantile("0.95", "basalt_job_wait_seconds", "", "", LONG), "p95")
            .query(quantile("0.99", "basalt_job_wait_seconds", "", "", LONG), "p99"));
  }

  private static Row throughput() {
    return Row.of(
        "Throughput and failures",
        Panel.lines(
                "Pods bound", Unit.PER_MINUTE, "Pods that got a node, confirmed by the API server.")
            .query(
                perMinute("basalt_bindings_total{result=\"confirmed\"}", "result", WINDOW),
                "{{result}}"),
        Panel.lines("Pods ended", Unit.PER_MINUTE, "Pods that succeeded or failed.")
            .query(perMinute("basalt_pods_finished_total", "result", WINDOW), "{{result}}"),
        Panel.lines("Jobs ended", Unit.PER_MINUTE, "Jobs by the phase that they ended in.")
            .query(perMinute("basalt_jobs_finished_total", "phase", WINDOW), "{{phase}}"),
        Panel.stacked(
                "Failures by reason",
                Unit.PER_MINUTE,
                "Pods that failed: killed for want of memory, evicted, ended with an error, ...")
            .query(
                perMinute("basalt_pods_finished_total{result=\"Failed\"}", "reason", WINDOW),
                "{{reason}}"),
        Panel.lines(
                "Pods made anew with more memory",
                Unit.PER_MINUTE,
                "Growths after a kill for want of memory, and kills after which a pod could not"
                    + " grow, by what held it back.")
            .query(perMinute("basalt_oom_growths_total", "job", WINDOW), "grown")
            .query(perMinute("basalt_oom_refusals_total", "reason", WINDOW), "refused: {{reason}}"),
        Panel.stacked("Jobs by phase", Unit.COUNT, "Jobs that there are, by phase.")
            .query(total("basalt_jobs", "queue", "phase"), "{{phase}}"));
  }
}
