package dev.basalt.app.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.api.batch.JobPhase;
import dev.basalt.api.scheduling.QueueSpec;
import dev.basalt.app.controllers.ControllersRole;
import dev.basalt.app.exporter.ExporterRole;
import dev.basalt.app.role.EndpointSettings;
import dev.basalt.app.role.RoleProcess;
import dev.basalt.app.scheduler.SchedulerRole;
import dev.basalt.cluster.http.ApiAccess;
import dev.basalt.core.event.UserSource;
import dev.basalt.exporter.ExporterSettings;
import dev.basalt.exporter.series.Limits;
import dev.basalt.testkit.Eventually;
import dev.basalt.testkit.fault.FaultProxy;
import dev.basalt.testkit.junit.ClusterExtension;
import dev.basalt.testkit.metrics.OpenMetricsText;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Scheduler, controllers and exporter on a real API server. */
class ExporterIT {
  @RegisterExtension static final ClusterExtension CLUSTER = ClusterExtension.shared();
  @RegisterExtension final Scene scene = new Scene(CLUSTER);

  private static final Limits LIMITS =
      new Limits(1_000, 1_000, Duration.ofSeconds(3), 100, 100, 1_000, 1_000, 100);

  private static final ExporterSettings SETTINGS =
      new ExporterSettings(
          Set.of("basalt", "volcano"),
          UserSource.USER_ANNOTATION,
          LIMITS,
          Duration.ofSeconds(30),
          Duration.ofSeconds(1));

  private RoleProcess<ExporterRole> exporter(Path kubeconfig) {
    return scene.closing(
        ExporterRole.process(
            ApiAccess.kubeconfig(kubeconfig), SETTINGS, EndpointSettings.loopback()));
  }

  private static OpenMetricsText scrape(int port) {
    try {
      OpenMetricsText text =
          OpenMetricsText.parse(new Endpoint(port).openMetrics("/metrics").body());
      assertThat(text.faults()).isEmpty();
      return text;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private @Nullable Double ofJob(OpenMetricsText text, String series, String job, String... more) {
    String[] labels = new String[4 + more.length];
    labels[0] = "namespace";
    labels[1] = scene.namespace();
    labels[2] = "job_name";
    labels[3] = job;
    System.arraycopy(more, 0, labels, 4, more.length);
    return text.value(series, labels);
  }

  private void submit(JobScene jobs, String name, String queue, String task) {
    jobs.submit(
        """
        metadata: {name: %s}
        spec:
          queue: %s
          schedulerName: basalt
          maxRetry: 1
          minSuccess: 1
          policies: [{event: PodFailed, action: TerminateJob}]
          tasks: [%s]
        """
            .formatted(name, queue, task));
  }

  @Test
  void jobsAndQueuesAreToldFromTheirWaitToAfterTheirEnd() {
    scene.nodes(1, "4", "16Gi");
    String queue =
        scene.queue(
            "q",
            new QueueSpec(
                1,
                Map.of("cpu", new Quantity("3")),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null));
    scene
        .client()
        .resource(
            new ResourceQuotaBuilder()
                .withNewMetadata()
                .withNamespace(scene.namespace())
                .withName("compute")
                .endMetadata()
                .withNewSpec()
                .addToHard("requests.cpu", new Quantity("2500m"))
                .endSpec()
                .build())
        .create();
    RoleProcess<SchedulerRole> scheduler = scene.scheduler();
    JobScene jobs = new JobScene(scene);
    RoleProcess<ControllersRole> controllers = jobs.controllers();
    int port = exporter(scene.cluster().kubeconfig()).port();
    awaitReady(port);
    submit(
        jobs,
        "good",
        queue,
        "{name: w, replicas: 2, template: %s}".formatted(JobScene.template("4s", 0)));
    submit(
        jobs,
        "bad",
        queue,
        "{name: w, replicas: 1, template: %s}".formatted(JobScene.template("1s", 3)));
    // The queue may hold 3 CPUs: 5 pods of a half and two of these at a time do not fit, ever.
    submit(
        jobs,
        "large",
        queue,
        "{name: w, replicas: 7, template: %s}".formatted(JobScene.template("1s", 0)));

    Eventually.within(Scene.SOON)
        .passes(() -> {
          OpenMetricsText text = scrape(port);
          assertThat(ofJob(text, "basalt_job_status_phase", "good", "phase", "Running"))
              .isEqualTo(1);
          assertThat(ofJob(text, "basalt_job_requested", "good", "resource", "cpu")).isEqualTo(1);
          assertThat(ofJob(text, "basalt_job_start_timestamp_seconds", "good")).isNotNull();
          assertThat(text.samples("basalt_pod_info"))
              .filteredOn(pod -> "good".equals(pod.labels().get("job_name")))
              .hasSize(2)
              .allSatisfy(pod -> {
                assertThat(pod.labels()).containsEntry("queue", queue);
                assertThat(pod.labels()).containsEntry("user", scene.namespace());
              });
          assertThat(text.value("basalt_queue_capability", "queue", queue, "resource", "cpu"))
              .isEqualTo(3);
          assertThat(text.value("basalt_user_allocated", "queue", queue, "resource", "cpu"))
              .isNotNull();
          assertThat(
                  text.value(
                      "basalt_namespace_quota_limit",
                      "namespace",
                      scene.namespace(),
                      "resource",
                      "requests.cpu"))
              .isEqualTo(2.5);
        });
    Eventually.within(Scene.SOON)
        .passes(() -> {
          OpenMetricsText text = scrape(port);
          assertThat(text.value("basalt_oldest_pending_timestamp_seconds", "queue", queue))
              .isNotNull()
              .isGreaterThanOrEqualTo(ofJob(text, "basalt_job_created_timestamp_seconds", "large"));
          assertThat(text.samples("basalt_pending_gangs"))
              .anyMatch(gang ->
                  queue.equals(gang.labels().get("queue"))
                      && !"Unknown".equals(gang.labels().get("reason")));
        });

    jobs.await("good", JobPhase.COMPLETED);
    Eventually.within(Scene.SOON)
        .passes(() -> {
          OpenMetricsText text = scrape(port);
          assertThat(text.value("basalt_jobs_finished_total", "queue", queue, "phase", "Completed"))
              .isEqualTo(1);
          assertThat(text.value("basalt_job_wait_seconds_count", "queue", queue)).isNotNull();
          assertThat(
                  text.value(
                      "basalt_job_duration_seconds_sum", "queue", queue, "phase", "Completed"))
              .isGreaterThanOrEqualTo(1);
          assertThat(text.value("basalt_gang_wait_seconds_count", "queue", queue)).isNotNull();
          assertThat(text.value("basalt_gang_admission_seconds_count", "queue", queue)).isNotNull();
          assertThat(text.value("basalt_pods_finished_total", "queue", queue, "result", "Failed"))
              .isGreaterThanOrEqualTo(1);
          // Three seconds after its end.
          assertThat(ofJob(text, "basalt_job_info", "good")).isNull();
          assertThat(text.value("basalt_jobs", "queue", queue, "phase", "Completed")).isEqualTo(1);
        });
    assertThat(
            SeriesOwners.publishedTwice(
                Map.of(
                    "scheduler", scrape(scheduler.port()),
                    "controllers", scrape(controllers.port()),
                    "exporter", scrape(port))))
        .isEmpty();
    jobs.deleteAll();
    Eventually.within(Scene.SOON)
        .passes(() ->
            assertThat(scrape(port).samples("basalt_job_info"))
                .noneMatch(job -> scene.namespace().equals(job.labels().get("namespace"))));
  }

  @Test
  void whenTheApiServerIsAwayTheSeriesStayAndItIsSaid() {
    scene.nodes(1, "4", "16Gi");
    String queue = scene.queue("q", QueueSpec.ofWeight(1));
    JobScene jobs = new JobScene(scene);
    jobs.controllers();
    FaultProxy proxy = scene.proxy();
    int port = exporter(scene.kubeconfig(proxy)).port();
    awaitReady(port);
    submit(
        jobs,
        "before",
        queue,
        "{name: w, replicas: 1, template: %s}".formatted(JobScene.template("1h", 0)));
    Eventually.within(Scene.SOON)
        .passes(() -> assertThat(ofJob(scrape(port), "basalt_job_info", "before")).isEqualTo(1));

    proxy.startOutage();
    Eventually.within(Scene.SOON)
        .passes(() -> {
          assertThat(new Endpoint(port).get("/readyz").statusCode()).isEqualTo(503);
          assertThat(scrape(port).value("basalt_exporter_feed_silence_seconds")).isGreaterThan(1);
        });
    submit(
        jobs,
        "meanwhile",
        queue,
        "{name: w, replicas: 1, template: %s}".formatted(JobScene.template("1h", 0)));
    OpenMetricsText cut = scrape(port);
    assertThat(ofJob(cut, "basalt_job_info", "before")).isEqualTo(1);
    assertThat(ofJob(cut, "basalt_job_info", "meanwhile")).isNull();

    proxy.endOutage();
    awaitReady(port);
    Eventually.within(Scene.SOON)
        .passes(() -> {
          OpenMetricsText text = scrape(port);
          assertThat(ofJob(text, "basalt_job_info", "before")).isEqualTo(1);
          assertThat(ofJob(text, "basalt_job_info", "meanwhile")).isEqualTo(1);
        });
    jobs.deleteAll();
  }

  private static void awaitReady(int port) {
    Eventually.within(Scene.SOON)
        .passes(() -> {
          var answer = new Endpoint(port).get("/readyz");
          assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        });
  }
}
