package dev.basalt.exporter.series;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.core.event.GroupPhase;
import dev.basalt.core.event.PodPhase;
import dev.basalt.core.resource.ResourceList;
import dev.basalt.exporter.view.ClusterView;
import dev.basalt.exporter.view.Seen;
import dev.basalt.exporter.view.SeenJob;
import dev.basalt.exporter.view.SeenPod;
import dev.basalt.exporter.view.SeenQueue;
import dev.basalt.exporter.view.SeenQuota;
import dev.basalt.testkit.metrics.OpenMetricsText;
import io.micrometer.core.instrument.Counter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ViewSeriesTest {
  private static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private long now = 1_000;

  private ClusterView view(Limits limits) {
    Happened happened = new Happened(registry, limits, () -> now);
    ClusterView view = new ClusterView(() -> now, happened);
    registry.getPrometheusRegistry().register(new ViewSeries(view, limits, happened, () -> now));
    return view;
  }

  private OpenMetricsText scrape() {
    OpenMetricsText text = OpenMetricsText.parse(registry.scrape(OPEN_METRICS));
    assertThat(text.faults()).isEmpty();
    return text;
  }

  private static Limits limits(int pods, int jobs, int users, int nodes) {
    return new Limits(pods, jobs, Duration.ofHours(1), users, nodes, 100, 100, 2);
  }

  @Test
  void objectsAreTold() {
    ClusterView view = view(Limits.standard());
    view.queueChanged(
        "q",
        new SeenQueue(
            "q",
            "root",
            "Open",
            ResourceList.parse(Map.of("cpu", "1500m", "memory", "2Gi")),
            ResourceList.EMPTY));
    view.nodeChanged("n1", Seen.node("n1", "z", true));
    view.nodeChanged("n2", Seen.node("n2", "z", true));
    view.nodeChanged("n3", Seen.node("n3", "", false));
    view.groupChanged(null, Seen.group("a", "g", "q", GroupPhase.INQUEUE));
    view.jobChanged(null, Seen.job("a", "job", "q", "Running", 200, 0));
    view.podChanged(null, Seen.pod("a", "p1", "job", "g", "n1"));
    view.podChanged(null, Seen.pod("a", "p2", "job", "g", null));
    view.quotaChanged(
        null,
        new SeenQuota(
            "a", "compute", Map.of("requests.cpu", 8_000L), Map.of("requests.cpu", 500L)));
    view.namespaceChanged("a", ResourceList.parse(Map.of("cpu", "10", "pods", "5")));

    OpenMetricsText text = scrape();
    assertThat(text.samples("basalt_pod_info").stream().map(sample -> sample.labels()))
        .containsExactlyInAnyOrder(
            Map.of(
                "namespace",
                "a",
                "pod",
                "p1",
                "job_name",
                "job",
                "task",
                "worker",
                "queue",
                "q",
                "user",
                "a",
                "node",
                "n1"),
            Map.of(
                "namespace",
                "a",
                "pod",
                "p2",
                "job_name",
                "job",
                "task",
                "worker",
                "queue",
                "q",
                "user",
                "a",
                "node",
                ""));
    assertThat(text.value("basalt_pending_pods", "queue", "q", "reason", "NotEnoughResources"))
        .isEqualTo(1);
    assertThat(text.value("basalt_pending_gangs", "queue", "q", "reason", "NotEnoughResources"))
        .isEqualTo(1);
    assertThat(text.value("basalt_oldest_pending_timestamp_seconds", "queue", "q")).isEqualTo(100);
    assertThat(text.value("basalt_gangs", "queue", "q", "phase", "Inqueue")).isEqualTo(1);
    assertThat(text.value("volcano_queue_pod_group_inqueue_count", "queue_name", "q")).isEqualTo(1);
    assertThat(text.value("volcano_queue_pod_group_running_count", "queue_name", "q")).isZero();
    assertThat(text.value("volcano_queue_capacity_milli_cpu", "queue_name", "q")).isEqualTo(1500);
    assertThat(text.value("basalt_queue_capability", "queue", "q", "resource", "cpu"))
        .isEqualTo(1.5);
    assertThat(text.value("basalt_queue_info", "queue", "q", "parent", "root", "state", "Open"))
        .isEqualTo(1);
    assertThat(text.value("basalt_job_start_timestamp_seconds", "job_name", "job")).isEqualTo(200);
    assertThat(text.value("basalt_job_completion_timestamp_seconds")).isNull();
    assertThat(text.value("basalt_job_requested", "job_name", "job", "resource", "cpu"))
        .isEqualTo(2);
    assertThat(text.value("basalt_job_tasks", "task", "worker", "phase", "Running")).isEqualTo(2);
    assertThat(text.value("basalt_job_info", "job_name", "job", "user", "a", "zone", ""))
        .isEqualTo(1);
    assertThat(text.value("basalt_user_allocated", "queue", "q", "user", "a", "resource", "cpu"))
        .isEqualTo(1);
    assertThat(text.value("basalt_namespace_quota_used", "quota", "compute")).isEqualTo(0.5);
    assertThat(
            text.value(
                "basalt_namespace_quota_limit", "quota", "basalt.dev/quota", "resource", "cpu"))
        .isEqualTo(10);
    assertThat(
            text.value(
                "basalt_namespace_quota_used", "quota", "basalt.dev/quota", "resource", "pods"))
        .isEqualTo(1);
  }

  @Test
  void roomIsToldByZone() {
    ClusterView view = view(Limits.standard());
    view.nodeChanged("n1", Seen.node("n1", "z", true));
    view.nodeChanged("n2", Seen.node("n2", "z", true));
    view.nodeChanged("n3", Seen.node("n3", "z", false));
    view.nodeChanged("n4", Seen.node("n4", "", true));
    view.podChanged(null, Seen.pod("a", "p1", "job", "g", "n1"));
    view.podChanged(null, Seen.pod("a", "p2", "job", "g", "n3"));
    OpenMetricsText text = scrape();
    String[] cpu = {"zone", "z", "resource", "cpu"};
    assertThat(text.value("basalt_zone_capacity", cpu)).isEqualTo(8);
    assertThat(text.value("basalt_zone_allocated", cpu)).isEqualTo(2);
    // What is on n3, which takes no pods, is no part of the capacity of those that do.
    assertThat(text.value("basalt_zone_ready_allocated", cpu)).isEqualTo(1);
    assertThat(text.value("basalt_node_ready", "node", "n1", "zone", "z")).isEqualTo(1);
    assertThat(text.value("basalt_node_ready", "node", "n3", "zone", "z")).isZero();
    assertThat(text.value("basalt_zone_ready_nodes", "zone", "z")).isEqualTo(2);
    assertThat(text.value("basalt_zone_ready_nodes", "zone", "")).isEqualTo(1);
    assertThat(text.value("basalt_largest_free_slot", cpu)).isEqualTo(4);
    assertThat(text.value("basalt_fragmentation_ratio", cpu)).isEqualTo(1 - 4.0 / 7);
    assertThat(text.value("basalt_node_allocated", "node", "n1", "resource", "pods")).isEqualTo(1);
    assertThat(text.samples("basalt_node_allocatable"))
        .noneMatch(sample -> sample.labels().containsValue("hugepages-2Mi"));
  }

  @Test
  void aJobsSeriesGoSomeTimeAfterItsEndAndWithIt() {
    ClusterView view = view(Limits.standard());
    SeenJob done = Seen.job("a", "job", "q", "Completed", 200, 900);
    view.jobChanged(null, done);
    assertThat(scrape().value("basalt_job_info", "job_name", "job")).isEqualTo(1);
    now = 900 + 3_601;
    assertThat(scrape().value("basalt_job_info", "job_name", "job")).isNull();
    assertThat(scrape().value("basalt_jobs", "queue", "q", "phase", "Completed")).isEqualTo(1);
    now = 1_000;
    view.jobChanged(done, null);
    assertThat(scrape().samples("basalt_jobs")).isEmpty();
  }

  @Test
  void whatIsOverALimitIsLeftOutAndSaidToBe() {
    ClusterView view = view(limits(3, 2, 1, 1));
    for (int i = 0; i < 4; i++) {
      view.nodeChanged("n" + i, Seen.node("n" + i, "", true));
      view.jobChanged(null, Seen.job("a" + i, "job" + i, "q", "Running", 200, 0));
      view.podChanged(null, Seen.pod("a" + i, "p" + i, "job" + i, "g", "n" + i));
    }
    OpenMetricsText text = scrape();
    assertThat(text.samples("basalt_pod_info")).hasSize(3);
    assertThat(text.samples("basalt_job_info")).hasSize(2);
    assertThat(text.value("basalt_exporter_series", "family", "basalt_job_info")).isEqualTo(2);
    assertThat(leftOut(text, "basalt_pod_info")).isEqualTo(1);
    assertThat(leftOut(text, "basalt_job_info")).isEqualTo(2);
    assertThat(leftOut(text, "basalt_user_allocated")).isEqualTo(3);
    assertThat(leftOut(text, "basalt_node_allocatable")).isEqualTo(3);
    assertThat(leftOut(text, "basalt_queue_info")).isZero();
    assertThat(text.value("basalt_zone_capacity", "resource", "cpu")).isEqualTo(16);
  }

  @Test
  void aJobThatHasSeriesKeepsThemWhenOthersCome() {
    ClusterView view = view(limits(9, 1, 9, 9));
    view.jobChanged(null, Seen.job("a", "m", "q", "Running", 200, 0));
    assertThat(scrape().value("basalt_job_info", "job_name", "m")).isEqualTo(1);
    view.jobChanged(null, Seen.job("a", "b", "q", "Running", 200, 0));
    assertThat(scrape().value("basalt_job_info", "job_name", "m")).isEqualTo(1);
    view.jobChanged(Seen.job("a", "m", "q", "Running", 200, 0), null);
    assertThat(scrape().value("basalt_job_info", "job_name", "b")).isEqualTo(1);
  }

  private static Double leftOut(OpenMetricsText text, String family) {
    Double value = text.value("basalt_exporter_series_left_out", "family", family);
    return value == null ? -1 : value;
  }

  @Test
  void aPodIsToldAnewWhenItOrItsGroupChanges() {
    ClusterView view = view(Limits.standard());
    SeenPod waits = Seen.pod("a", "p", "job", "g", null);
    view.podChanged(null, waits);
    assertThat(scrape().value("basalt_pod_info", "queue", "default", "node", "")).isEqualTo(1);
    view.groupChanged(null, Seen.group("a", "g", "q", GroupPhase.PENDING));
    assertThat(scrape().value("basalt_pod_info", "queue", "q")).isEqualTo(1);
    SeenPod bound = Seen.pod("a", "p", "job", "g", "n1");
    view.podChanged(waits, bound);
    assertThat(scrape().value("basalt_pod_info", "node", "n1")).isEqualTo(1);
    view.podChanged(bound, null);
    assertThat(scrape().samples("basalt_pod_info")).isEmpty();
  }

  @Test
  void aJobsTasksOverTheLimitAreToldTogether() {
    ClusterView view = view(limits(9, 9, 9, 9));
    Map<String, Map<String, Integer>> tasks = new TreeMap<>();
    Map<String, Integer> growths = new TreeMap<>();
    for (String task : List.of("a", "b", "c", "d")) {
      tasks.put(task, Map.of("Running", 1, "Failed", 2));
      growths.put(task, 3);
    }
    view.jobChanged(null, Seen.job("ns", "job", tasks, growths));
    view.jobChanged(null, Seen.job("ns", "small", Map.of("c", Map.of("Running", 1)), Map.of()));
    OpenMetricsText text = scrape();
    assertThat(text.samples("basalt_job_tasks")).hasSize(2 * 3 + 1);
    assertThat(text.value("basalt_job_tasks", "job_name", "job", "task", "b", "phase", "Failed"))
        .isEqualTo(2);
    assertThat(text.value("basalt_job_tasks", "job_name", "job", "task", "", "phase", "Failed"))
        .isEqualTo(4);
    assertThat(text.value("basalt_job_tasks", "job_name", "small", "task", "c")).isEqualTo(1);
    assertThat(text.samples("basalt_job_oom_growths")).hasSize(3);
    assertThat(text.value("basalt_job_oom_growths", "task", "")).isEqualTo(6);
    assertThat(leftOut(text, "basalt_job_tasks")).isEqualTo(2);
    assertThat(leftOut(text, "basalt_job_oom_growths")).isEqualTo(2);
  }

  @Test
  void whoIsLeftOutIsCountedOnceAndComesInWhenOthersAreQuiet() {
    Happened happened = new Happened(registry, limits(9, 9, 1, 9), () -> now);
    ClusterView view = new ClusterView(() -> now, happened);
    registry
        .getPrometheusRegistry()
        .register(new ViewSeries(view, limits(9, 9, 1, 9), happened, () -> now));
    happened.jobStarted("q", "first", 10);
    for (int i = 0; i < 5; i++) {
      happened.jobStarted("q", "second", 10);
      happened.jobEnded("q", "second", "Completed", 10);
      happened.jobStarted("q", "third", 10);
    }
    OpenMetricsText text = scrape();
    assertThat(leftOut(text, "basalt_job_wait_seconds")).isEqualTo(2);
    assertThat(text.value("basalt_job_wait_seconds_count", "user", "")).isEqualTo(10);

    now += 86_400;
    assertThat(leftOut(scrape(), "basalt_job_wait_seconds")).isZero();
    happened.jobStarted("q", "second", 10);
    text = scrape();
    assertThat(leftOut(text, "basalt_job_wait_seconds")).isZero();
    assertThat(text.value("basalt_job_wait_seconds_count", "user", "second")).isEqualTo(1);
    assertThat(text.value("basalt_job_wait_seconds_count", "user", "first")).isNull();
  }

  @Test
  void queuesOverTheLimitAreCountedTogetherAndSaidToBe() {
    Limits one = new Limits(9, 9, Duration.ofHours(1), 9, 9, 1, 9, 9);
    Happened happened = new Happened(registry, one, () -> now);
    ClusterView view = new ClusterView(() -> now, happened);
    registry.getPrometheusRegistry().register(new ViewSeries(view, one, happened, () -> now));
    Counter.builder("somebody.elses")
        .description("Of another role")
        .tag("queue", "q")
        .register(registry)
        .increment();
    happened.jobEnded("q", "u", "Completed", 10);
    happened.podEnded("r", false, "");
    happened.podEnded("r", false, "");
    OpenMetricsText text = scrape();
    assertThat(leftOut(text, "basalt_pods_finished_total")).isEqualTo(1);
    assertThat(text.value("basalt_pods_finished_total", "queue", "")).isEqualTo(2);

    now += 86_400;
    happened.podEnded("r", false, "");
    text = scrape();
    assertThat(leftOut(text, "basalt_pods_finished_total")).isZero();
    assertThat(text.value("basalt_pods_finished_total", "queue", "r")).isEqualTo(1);
    assertThat(text.samples("basalt_jobs_finished_total")).isEmpty();
    assertThat(text.samples("basalt_job_duration_seconds_count")).isEmpty();
    assertThat(text.samples("volcano_job_completed_phase_count")).isEmpty();
    assertThat(text.value("somebody_elses_total", "queue", "q")).isEqualTo(1);
    happened.jobEnded("q", "u", "Completed", 10);
    assertThat(scrape().value("volcano_job_completed_phase_count", "queue_name", "")).isEqualTo(1);
  }

  @Test
  void whatPodsLackTheirGroupKnows() {
    ClusterView view = view(Limits.standard());
    view.groupChanged(null, Seen.group("a", "g", "q", GroupPhase.INQUEUE));
    view.podChanged(null, waiting("p1", "g", "Unschedulable"));
    view.podChanged(null, waiting("p2", "g", "WaitingForVolume"));
    view.podChanged(null, waiting("p3", null, "Unschedulable"));
    OpenMetricsText text = scrape();
    assertThat(text.value("basalt_pending_pods", "queue", "q", "reason", "NotEnoughResources"))
        .isEqualTo(1);
    assertThat(text.value("basalt_pending_pods", "queue", "q", "reason", "WaitingForVolume"))
        .isEqualTo(1);
    assertThat(text.value("basalt_pending_pods", "queue", "default", "reason", "Unschedulable"))
        .isEqualTo(1);
    view.groupChanged(
        Seen.group("a", "g", "q", GroupPhase.INQUEUE),
        Seen.group("a", "g", "q", GroupPhase.PENDING));
    assertThat(scrape().value("basalt_pending_pods", "queue", "q", "reason", "Unschedulable"))
        .isEqualTo(1);
  }

  private static SeenPod waiting(String name, @Nullable String group, String reason) {
    return Seen.pod("a", name, "job", group, null, PodPhase.PENDING, reason);
  }

  @Test
  void whatHappensIsCountedAndTimed() {
    Happened happened = new Happened(registry, limits(1, 1, 1, 1), () -> now);
    happened.podEnded("q", true, "OOMKilled");
    happened.jobStarted("q", "u", 30);
    happened.jobStarted("q", "v", 40);
    happened.jobEnded("q", "u", "Completed", 600);
    happened.gangPlaced("q", 7);
    happened.gangAdmitted("q", 3);
    OpenMetricsText text = scrape();
    assertThat(text.value("basalt_pods_finished_total", "queue", "q", "reason", "OOMKilled"))
        .isEqualTo(1);
    assertThat(text.value("basalt_job_wait_seconds_bucket", "user", "u", "le", "60.0"))
        .isEqualTo(1);
    assertThat(text.value("basalt_job_wait_seconds_sum", "user", "")).isEqualTo(40);
    assertThat(text.value("basalt_jobs_finished_total", "phase", "Completed")).isEqualTo(1);
    assertThat(text.value("basalt_job_duration_seconds_sum", "user", "u")).isEqualTo(600);
    assertThat(text.value("volcano_job_completed_phase_count", "queue_name", "q")).isEqualTo(1);
    assertThat(text.value("basalt_gang_wait_seconds_count", "queue", "q")).isEqualTo(1);
    assertThat(text.value("basalt_gang_admission_seconds_sum", "queue", "q")).isEqualTo(3);
  }
}
