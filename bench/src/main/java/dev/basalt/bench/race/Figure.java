package dev.basalt.bench.race;

import java.util.Locale;

/** What is measured of a run; the JSON key carries the unit, the clock is always the wall's. */
enum Figure {
  SECONDS("seconds", "seconds", 2),
  PODS_PER_SECOND("pods_per_second", "pods/s", 0),
  CEILING_PERCENT("percent_of_s0", "% of S0", 0),
  FIRST_BINDING("seconds_to_first_binding", "s to first binding", 2),
  BINDING_RATE("pods_per_second_first_to_last_binding", "pods/s from first to last binding", 0),
  GANG_P50("gang_complete_p50_seconds", "gang complete P50 s", 2),
  GANG_P99("gang_complete_p99_seconds", "gang complete P99 s", 2),
  WRITES_PER_POD("api_writes_per_pod", "API writes per pod", 3),
  PEAK_MEBIBYTES("peak_rss_mebibytes", "peak RSS MiB", 0),
  CPU_SCHEDULER("scheduler_cpu_seconds_per_1000_pods", "scheduler", 2),
  CPU_API_SERVER("kube_apiserver_cpu_seconds_per_1000_pods", "kube-apiserver", 2),
  CPU_ETCD("etcd_cpu_seconds_per_1000_pods", "etcd", 2),
  CPU_KWOK("kwok_cpu_seconds_per_1000_pods", "kwok", 2),
  CPU_CONTROLLERS(
      "kube_controller_manager_cpu_seconds_per_1000_pods", "kube-controller-manager", 2),
  CPU_RACE("race_cpu_seconds_per_1000_pods", "the race itself", 2),
  BURST_P50("created_to_bound_p50_ms", "created to bound P50 ms", 1),
  BURST_P99("created_to_bound_p99_ms", "created to bound P99 ms", 1),
  BURST_MAX("created_to_bound_max_ms", "created to bound max ms", 1),
  SENT_P50("sent_to_bound_p50_ms", "sent to bound P50 ms", 1),
  SENT_P99("sent_to_bound_p99_ms", "sent to bound P99 ms", 1),
  SETTLED("seconds_until_quiet", "s until quiet", 1),
  FIT_CREATED("fitting_gang_created_to_bound_ms", "fitting gang created to bound ms", 1),
  FIT_SENT("fitting_gang_sent_to_bound_ms", "fitting gang sent to bound ms", 1),
  IDLE_PERCENT("idle_cpu_percent_of_a_core", "idle CPU % of a core", 2),
  IDLE_WRITES("idle_api_writes_in_10_s", "idle API writes in 10 s", 0),
  AFTER_TERM("seconds_after_sigterm", "s from start to first binding after SIGTERM", 2),
  AFTER_KILL("seconds_after_kill", "s from start to first binding after kill -9", 2),
  AFTER_EXPIRY("seconds_after_lease_expiry", "s from the Lease's expiry", 2),
  STOPPING("seconds_to_stop", "s to stop at SIGTERM", 2),
  CLIENT_MILLIS("client_cpu_ms_per_binding", "client CPU-ms per binding", 3),
  API_SERVER_MILLIS("kube_apiserver_cpu_ms_per_binding", "kube-apiserver CPU-ms per binding", 3),
  ETCD_MILLIS("etcd_cpu_ms_per_binding", "etcd CPU-ms per binding", 3);

  private final String key;
  private final String heading;
  private final int decimals;

  Figure(String key, String heading, int decimals) {
    this.key = key;
    this.heading = heading;
    this.decimals = decimals;
  }

  /** The key in JSON. */
  String key() {
    return key;
  }

  /** The heading of its column. */
  String heading() {
    return heading;
  }

  String format(double value) {
    return Double.isNaN(value) ? "?" : String.format(Locale.ROOT, "%,." + decimals + "f", value);
  }
}
