package dev.basalt.app.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.api.batch.JobPhase;
import dev.basalt.api.batch.JobState;
import dev.basalt.api.names.BasaltNames;
import dev.basalt.app.exporter.ExporterRole;
import dev.basalt.app.role.EndpointSettings;
import dev.basalt.app.role.RoleProcess;
import dev.basalt.cluster.http.ApiAccess;
import dev.basalt.core.event.UserSource;
import dev.basalt.exporter.ExporterSettings;
import dev.basalt.exporter.series.Limits;
import dev.basalt.testkit.ClusterOptions;
import dev.basalt.testkit.Eventually;
import dev.basalt.testkit.NodeShape;
import dev.basalt.testkit.fault.ApiRequest;
import dev.basalt.testkit.fault.Fault;
import dev.basalt.testkit.fault.FaultProxy;
import dev.basalt.testkit.junit.ClusterExtension;
import dev.basalt.testkit.junit.OrSkip;
import dev.basalt.testkit.local.LoopbackPorts;
import dev.basalt.testkit.tool.Alertmanager;
import dev.basalt.testkit.tool.Prometheus;
import dev.basalt.testkit.tool.Prometheus.Sample;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What dashboards and rules ask, asked of a real Prometheus that scrapes the real processes while
 * jobs run, wait, fail and run out of memory; and alerts, its rules' and the watchdog's, at a real
 * Alertmanager.
 */
class DashboardsIT {
  private static final Path RULES =
      Path.of(System.getProperty("basalt.root"), "deploy/rules/basalt.rules.yaml");
  private static final Duration PROMISED = Duration.ofSeconds(15);
  private static final Duration TOGETHER = Duration.ofMinutes(3);

  @RegisterExtension
  static final ClusterExtension CLUSTER = ClusterExtension.own(ClusterOptions.named("dashboards"));

  @RegisterExtension final Scene scene = Scene.leftBehind(CLUSTER);

  private int wave;

  @Test
  void everyQueryHasDataAndAnAlertArrivesAndEnds() throws Exception {
    Alertmanager alertmanager =
        scene.closing(OrSkip.orSkip("dashboards and rules", Alertmanager::start));
    nodes();
    Prometheus prometheus = scene.closing(observe(alertmanager));
    objects();
    JobScene jobs = new JobScene(scene);
    lasting(jobs);
    Arrival arrival = new Arrival();

    List<Asked> open = new ArrayList<>(Asked.all());
    assertThat(open).hasSizeGreaterThan(200);
    Eventually.within(TOGETHER)
        .passes(() -> {
          shortLived(jobs);
          arrival.look(alertmanager, this::ofBroken);
          TimeUnit.MILLISECONDS.sleep(500);
          open.removeIf(asked -> answered(asked, prometheus));
          assertThat(open.stream().map(asked -> asked.where() + ": " + asked.expr()))
              .as("without data")
              .isEmpty();
        });
    assertThat(prometheus.targets().values()).hasSize(2).containsOnly("");
    assertThat(prometheus.query(usersToChoose()))
        .as("who has pods, but no Job")
        .anyMatch(sample -> "plain".equals(sample.labels().get("user")));

    Eventually.within(Scene.SOON)
        .passes(() -> {
          arrival.look(alertmanager, this::ofBroken);
          assertThat(alertmanager.alerts())
              .extracting(Alertmanager.Alert::name)
              .contains("BasaltWatchdogHeartbeat", "BasaltJobFailed");
        });
    Duration told = Duration.between(failedAt(jobs, "broken"), arrival.first());
    System.out.printf("told Alertmanager %.1f s after a job had failed%n", told.toMillis() / 1e3);
    assertThat(told)
        .as("from the phase Failed to the alert in Alertmanager")
        .isLessThanOrEqualTo(PROMISED);
    // Of the two the watchdog alone knows why.
    assertThat(alertmanager.alerts().stream().filter(this::ofBroken))
        .extracting(alert -> alert.labels().containsKey("reason"))
        .containsExactlyInAnyOrder(true, false);
    assertThat(alertmanager.alerts().stream().filter(this::ofBroken))
        .allSatisfy(failed -> {
          assertThat(failed.labels())
              .containsEntry("severity", "warning")
              .containsEntry("namespace", scene.namespace())
              .containsEntry("queue", "research");
          assertThat(failed.annotations().get("summary"))
              .contains("Job " + scene.namespace() + "/broken");
          assertThat(failed.annotations().get("runbook_url")).endsWith("#basaltjobfailed");
        });
    scene.client().resource(jobs.job("broken")).delete();
    Eventually.within(Scene.SOON)
        .passes(() -> assertThat(alertmanager.alerts()).noneMatch(this::ofBroken));
  }

  private static String usersToChoose() {
    return Asked.all().stream()
        .filter(asked -> asked.where().equals("basalt-user, variable user"))
        .map(Asked::expr)
        .findFirst()
        .orElseThrow();
  }

  private boolean ofBroken(Alertmanager.Alert alert) {
    return alert.name().equals("BasaltJobFailed")
        && "broken".equals(alert.labels().get("job_name"));
  }

  /**
   * When the watchdog's alert came to Alertmanager, by its stamps: each time it is told they grow.
   */
  private static final class Arrival {
    private @Nullable Instant first;

    void look(Alertmanager alertmanager, Predicate<Alertmanager.Alert> which) {
      for (Alertmanager.Alert alert : alertmanager.alerts()) {
        if (which.test(alert)
            && alert.labels().containsKey("reason")
            && (first == null || alert.updated().isBefore(first))) {
          first = alert.updated();
        }
      }
    }

    Instant first() {
      return Objects.requireNonNull(first, "no alert came");
    }
  }

  private static Instant failedAt(JobScene jobs, String name) {
    JobState state =
        Objects.requireNonNull(Objects.requireNonNull(jobs.job(name).getStatus()).state());
    assertThat(state.phase()).isEqualTo(JobPhase.FAILED);
    return Instant.parse(Objects.requireNonNull(state.lastTransitionTime()));
  }

  private static boolean answered(Asked asked, Prometheus prometheus) {
    List<Sample> samples = prometheus.query(asked.expr());
    asked
        .columns()
        .ifPresent(columns ->
            assertThat(samples)
                .as(asked.where())
                .allSatisfy(sample -> assertThat(columns).containsAll(sample.labels().keySet())));
    return samples.stream().anyMatch(sample -> !Double.isNaN(sample.value()));
  }

  private void nodes() {
    NodeShape shape =
        NodeShape.of("16", "64Gi", 110)
            .withResource("nvidia.com/gpu", "4")
            .withLabel(BasaltNames.ZONE, "main");
    scene.nodes(3, shape);
  }

  /** Starts what is observed, and who observes it. */
  private Prometheus observe(Alertmanager alertmanager) {
    // Of its own namespace the webhook is asked nothing.
    apply("apiVersion: v1\nkind: Namespace\nmetadata: {name: basalt-system}\n");
    FaultProxy proxy = scene.proxy();
    proxy.once(ApiRequest.bindings(), Fault.conflict());
    int[] ports = new LoopbackPorts(new SplittableRandom()).free(2);
    SchedulerSubprocess process =
        SchedulerSubprocess.startCommand(
            "all-in-one",
            scene.kubeconfig(proxy),
            "--roles=scheduler,controllers,webhook,watchdog",
            "--alertmanager=" + alertmanager.url(),
            "--zone=main",
            "--webhook-port=" + ports[0],
            "--metrics-port",
            Integer.toString(ports[1]));
    scene.closing(process);
    Eventually.within(Scene.SOON)
        .passes(() ->
            assertThat(new Endpoint(ports[1]).get("/readyz").statusCode())
                .as(process::log)
                .isEqualTo(200));
    ExporterSettings settings =
        new ExporterSettings(
            Set.of("basalt", "volcano"),
            UserSource.parse("annotation:" + BasaltNames.USER),
            Limits.standard(),
            Duration.ofSeconds(1),
            Duration.ofMinutes(1));
    RoleProcess<ExporterRole> exporter =
        scene.closing(
            ExporterRole.process(
                ApiAccess.kubeconfig(scene.cluster().kubeconfig()),
                settings,
                EndpointSettings.loopback()));
    // Labels of the targets as the operator of Prometheus gives them: they must not hide ours.
    return OrSkip.orSkip(
        "dashboards and rules",
        () ->
            Prometheus.start(
                """
                global: {scrape_interval: 1s, evaluation_interval: 1s}
                rule_files: [%s]
                alerting: {alertmanagers: [{static_configs: [{targets: ['%s']}]}]}
                scrape_configs:
                - job_name: basalt
                  honor_labels: true
                  static_configs:
                  - {targets: ['127.0.0.1:%d'], labels: {namespace: basalt-system, pod: basalt-0}}
                - job_name: basalt-exporter
                  honor_labels: true
                  static_configs:
                  - {targets: ['127.0.0.1:%d'], labels: {namespace: basalt-system, pod: exporter-0}}
                """
                    .formatted(RULES, alertmanager.url().substring(7), ports[1], exporter.port())));
  }

  /**
   * Queues with everything that a queue can have, a quota, and usage as metrics-server tells it.
   */
  private void objects() {
    apply(
        """
        apiVersion: scheduling.volcano.sh/v1beta1
        kind: Queue
        metadata: {name: research}
        spec:
          weight: 2
          capability: {cpu: 32, memory: 128Gi, nvidia.com/gpu: 8}
          deserved: {cpu: 16, memory: 64Gi, nvidia.com/gpu: 4}
          guarantee: {resource: {cpu: 4, memory: 8Gi, nvidia.com/gpu: 1}}
        """);
    apply(
        """
        apiVersion: scheduling.volcano.sh/v1beta1
        kind: Queue
        metadata: {name: kept, annotations: {%s: 50%%}}
        spec: {weight: 1}
        """
            .formatted(BasaltNames.CAPABILITY));
    apply(
        """
        apiVersion: v1
        kind: ResourceQuota
        metadata: {name: compute, namespace: %s}
        spec: {hard: {requests.cpu: 200, requests.memory: 800Gi}}
        """
            .formatted(scene.namespace()));
    apply(
        """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata:
          name: pods.metrics.k8s.io
          annotations: {api-approved.kubernetes.io: "unapproved, stands in for metrics-server"}
        spec:
          group: metrics.k8s.io
          scope: Namespaced
          names: {plural: pods, singular: podmetrics, kind: PodMetrics, listKind: PodMetricsList}
          versions:
          - name: v1beta1
            served: true
            storage: true
            schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
        """);
  }

  private void apply(String yaml) {
    KubernetesClient client = scene.client();
    client
        .resource(
            client.getKubernetesSerialization().unmarshal(yaml, GenericKubernetesResource.class))
        .create();
  }

  /** A job that runs on and uses something, one that never fits, and one that failed. */
  private void lasting(JobScene jobs) {
    Eventually.within(Scene.SOON).passes(() -> jobs.submit(job("steady", "10m", 0, "8Gi")));
    jobs.submit(job("broken", "1s", 1, "1Gi"));
    jobs.submit(job("endless", "10m", 0, "900Gi"));
    apply(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: too-large, namespace: %s}
        spec:
          schedulerName: basalt
          containers:
          - {name: main, image: none, resources: {requests: {cpu: 1, memory: 100Gi}}}
        """
            .formatted(scene.namespace()));
    apply(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: plain, namespace: %s, annotations: {%s: plain, %s: 10m}}
        spec:
          schedulerName: basalt
          containers:
          - {name: main, image: none, resources: {requests: {cpu: 1, memory: 1Gi}}}
        """
            .formatted(scene.namespace(), BasaltNames.USER, BasaltNames.SIM_DURATION));
    jobs.submit(
        """
        metadata: {name: hungry}
        spec:
          queue: research
          minSuccess: 1
          plugins: {oom: [--ratio=2, --max-memory=64Gi, --max-retries=5]}
          tasks:
          - name: main
            replicas: 1
            template:
              metadata: {annotations: {%s: 1s, %s: 300Mi}}
              spec:
                restartPolicy: Never
                containers:
                - name: main
                  image: none
                  resources: {requests: {cpu: 1, memory: 128Mi}, limits: {memory: 128Mi}}
        """
            .formatted(BasaltNames.SIM_DURATION, BasaltNames.SIM_PEAK_MEMORY));
    Pod steady =
        Eventually.within(Scene.SOON)
            .becomes(
                "the pod of job steady",
                () ->
                    jobs.pods().stream()
                        .filter(pod -> pod.getMetadata().getName().startsWith("steady-"))
                        .findFirst()
                        .orElse(null),
                pod -> pod != null);
    Eventually.within(Scene.SOON)
        .passes(() ->
            apply(
                """
                apiVersion: metrics.k8s.io/v1beta1
                kind: PodMetrics
                metadata: {name: %s, namespace: %s}
                timestamp: "2026-01-01T00:00:00Z"
                window: 15s
                containers: [{name: main, usage: {cpu: 250m, memory: 2Gi, nvidia.com/gpu: 1}}]
                """
                    .formatted(steady.getMetadata().getName(), scene.namespace())));
  }

  /** Jobs that come and go, so that rates and percentiles have something to count. */
  private void shortLived(JobScene jobs) {
    if (wave < 60) {
      jobs.submit(job("good-" + wave, "1s", 0, "1Gi"));
      jobs.submit(job("bad-" + wave, "1s", 3, "1Gi"));
      wave++;
    }
  }

  private static String job(String name, String duration, int exitCode, String memory) {
    return """
    metadata: {name: %s}
    spec:
      queue: research
      minAvailable: 1
      maxRetry: 1
      tasks:
      - name: main
        replicas: 1
        template:
          metadata: {annotations: {%s: "%s", %s: "%d"}}
          spec:
            restartPolicy: Never
            terminationGracePeriodSeconds: 0
            containers:
            - name: main
              image: none
              resources:
                requests: {cpu: 1, memory: %s, nvidia.com/gpu: 1}
                limits: {nvidia.com/gpu: 1}
    """
        .formatted(
            name, BasaltNames.SIM_DURATION, duration, BasaltNames.SIM_EXIT_CODE, exitCode, memory);
  }
}
