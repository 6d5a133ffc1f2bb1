package dev.basalt.app.acceptance;

import static dev.basalt.app.acceptance.JobScene.template;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.basalt.api.batch.CronJob;
import dev.basalt.api.batch.CronJobSpec;
import dev.basalt.api.batch.CronJobStatus;
import dev.basalt.api.batch.Job;
import dev.basalt.api.flow.JobFlow;
import dev.basalt.api.flow.JobFlowPhase;
import dev.basalt.api.flow.JobFlowState;
import dev.basalt.api.flow.JobTemplate;
import dev.basalt.api.names.BasaltNames;
import dev.basalt.api.names.VolcanoNames;
import dev.basalt.app.controllers.ControllersOptions;
import dev.basalt.app.controllers.ControllersRole;
import dev.basalt.app.role.EndpointSettings;
import dev.basalt.app.role.RoleProcess;
import dev.basalt.cluster.http.ApiAccess;
import dev.basalt.testkit.Eventually;
import dev.basalt.testkit.junit.ClusterExtension;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** CronJobs and flows on a real API server: controllers and scheduler together. */
class FlowsIT {
  private static final String COUNT = "count/jobs.batch.volcano.sh";

  @RegisterExtension static final ClusterExtension CLUSTER = ClusterExtension.shared();
  @RegisterExtension final Scene scene = new Scene(CLUSTER);

  @BeforeEach
  void start() {
    scene.nodes(2, "8", "32Gi");
    scene.scheduler();
  }

  @Test
  void theLastOfMissedTimesIsMadeUpForOnceWhoeverLeads() {
    create(
        """
        kind: CronJob
        apiVersion: batch.volcano.sh/v1alpha1
        metadata: {name: hourly, annotations: {basalt.dev/user: ada}}
        spec:
          schedule: "0 * * * *"
          suspend: true
          jobTemplate:
            metadata: {annotations: {basalt.dev/user: mallory}}
            spec: {tasks: [{name: main, replicas: 1, template: %s}]}
        """
            .formatted(template("1s", 0)));
    Instant hour = Instant.now().truncatedTo(ChronoUnit.HOURS);
    scene
        .client()
        .resources(CronJob.class)
        .inNamespace(scene.namespace())
        .withName("hourly")
        .editStatus(cronJob -> {
          cronJob.setStatus(
              new CronJobStatus(null, hour.minus(Duration.ofHours(200)).toString(), null));
          return cronJob;
        });
    RoleProcess<ControllersRole> first = controllers();
    first.close();
    controllers();
    controllers();
    scene
        .client()
        .resources(CronJob.class)
        .inNamespace(scene.namespace())
        .withName("hourly")
        .edit(cronJob -> {
          CronJobSpec spec = Objects.requireNonNull(cronJob.getSpec());
          cronJob.setSpec(
              new CronJobSpec(
                  spec.schedule(), null, null, null, false, spec.jobTemplate(), null, null));
          return cronJob;
        });

    Eventually.within(Scene.SOON)
        .passes(() -> {
          CronJobStatus status = status("hourly");
          assertThat(status.lastScheduleTime()).isEqualTo(hour.toString());
          assertThat(status.lastSuccessfulTime()).isNotNull();
          assertThat(status.active()).isNull();
        });
    assertThat(jobs())
        .singleElement()
        .satisfies(job -> {
          assertThat(job.getMetadata().getName()).isEqualTo("hourly-" + hour.getEpochSecond() / 60);
          assertThat(job.getMetadata().getLabels()).containsEntry(BasaltNames.CRON_JOB, "hourly");
          assertThat(job.getMetadata().getAnnotations())
              .containsEntry(BasaltNames.USER, "ada")
              .containsKey(VolcanoNames.SCHEDULED_TIMESTAMP);
        });
    Eventually.within(Scene.SOON)
        .passes(() ->
            assertThat(events("CronJob"))
                .anySatisfy(event ->
                    assertThat(event)
                        .startsWith("TooManyMissedTimes: too many missed start times. Set or"))
                .contains(
                    "SuccessfulCreate: Created job hourly-%d for CronJob %s/hourly"
                        .formatted(hour.getEpochSecond() / 60, scene.namespace())));
  }

  @Test
  void jobsOfAShortIntervalDoNotOverlapAndOldOnesGo() {
    RoleProcess<ControllersRole> first = controllers();
    create(
        """
        kind: CronJob
        apiVersion: batch.volcano.sh/v1alpha1
        metadata: {name: often}
        spec:
          schedule: "@every 1s"
          concurrencyPolicy: Forbid
          successfulJobsHistoryLimit: 1
          jobTemplate: {spec: {tasks: [{name: main, replicas: 1, template: %s}]}}
        """
            .formatted(template("1s", 0)));

    Eventually.within(Scene.SOON)
        .passes(() -> assertThat(status("often").lastSuccessfulTime()).isNotNull());
    String seen = String.valueOf(status("often").lastSuccessfulTime());
    first.close();
    controllers();
    Eventually.within(Scene.SOON)
        .passes(() -> {
          assertThat(status("often").lastSuccessfulTime()).isNotNull().isGreaterThan(seen);
          assertThat(jobs()).filteredOn(FlowsIT::running).hasSizeLessThanOrEqualTo(1);
        });
    scene.client().resources(CronJob.class).inNamespace(scene.namespace()).delete();
    Eventually.within(Scene.SOON).passes(() -> assertThat(jobs()).isEmpty());
  }

  @Test
  void aFlowWaitsForTemplatesProbesAndSecondTries() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/ready",
        exchange -> {
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    scene.closing((AutoCloseable) () -> server.stop(0));
    RoleProcess<ControllersRole> first = controllers();
    create(
        """
        kind: JobFlow
        apiVersion: flow.volcano.sh/v1alpha1
        metadata: {name: daily, annotations: {basalt.dev/retries: "1", basalt.dev/user: ada}}
        spec:
          flows:
          - name: serve
          - name: check
            dependsOn:
              targets: [serve]
              probe:
                httpGetList: [{taskName: main, path: /ready, port: %d}]
                taskStatusList: [{taskName: main, phase: Running}]
            patch: {jobSpec: {maxRetry: null, tasks: [{name: main, replicas: 2}]}}
          - name: last
            dependsOn: {targets: [serve, check]}
        """
            .formatted(server.getAddress().getPort()));
    awaitReason("daily", "TemplateNotFound");

    jobTemplate("serve", template("600s", 0));
    jobTemplate("check", template("1s", 3));
    jobTemplate("last", template("1s", 0));
    awaitReason("daily", "WaitingForProbe");
    Eventually.within(Scene.SOON)
        .passes(() ->
            assertThat(flow("daily").getStatus().runningJobs()).containsExactly("daily-serve"));
    assertThat(jobs()).hasSize(1);
    server.start();
    Eventually.within(Scene.SOON).passes(() -> assertThat(onLoopback("daily-serve")).isTrue());

    // The first try fails; by the second the template is right.
    Eventually.within(Scene.SOON)
        .passes(() -> assertThat(jobs()).extracting(FlowsIT::name).contains("daily-check"));
    Job check = job("daily-check");
    assertThat(Objects.requireNonNull(check.getSpec()).tasks())
        .singleElement()
        .extracting("replicas")
        .isEqualTo(2);
    assertThat(check.getMetadata().getAnnotations())
        .containsEntry(BasaltNames.USER, "ada")
        .containsEntry(VolcanoNames.CREATED_BY_JOB_FLOW, scene.namespace() + ".daily")
        .containsEntry(VolcanoNames.CREATED_BY_JOB_TEMPLATE, scene.namespace() + ".check");
    scene
        .client()
        .resources(JobTemplate.class)
        .inNamespace(scene.namespace())
        .withName("check")
        .delete();
    first.close();
    jobTemplate("check", template("1s", 0));
    controllers();
    Eventually.within(Scene.SOON)
        .passes(() ->
            assertThat(flow("daily").getStatus().completedJobs()).containsExactly("daily-check"));
    assertThat(job("daily-check").getMetadata().getAnnotations())
        .containsEntry(BasaltNames.FLOW_ATTEMPT, "1");

    // A pod that ends lets its job complete.
    scene
        .client()
        .pods()
        .inNamespace(scene.namespace())
        .withLabel(VolcanoNames.JOB_NAME, "daily-serve")
        .resources()
        .forEach(pod -> pod.editStatus(FlowsIT::succeeded));
    Eventually.within(Scene.SOON)
        .passes(() -> assertThat(phase("daily")).isEqualTo(JobFlowPhase.SUCCEED));
    assertThat(flow("daily").getStatus().completedJobs())
        .containsExactly("daily-serve", "daily-check", "daily-last");
    Eventually.within(Scene.SOON)
        .passes(() -> {
          JobTemplate template =
              scene
                  .client()
                  .resources(JobTemplate.class)
                  .inNamespace(scene.namespace())
                  .withName("last")
                  .require();
          assertThat(template.getStatus().jobDependsOnList()).containsExactly("daily-last");
        });
    scene.client().resources(JobFlow.class).inNamespace(scene.namespace()).delete();
    Eventually.within(Scene.SOON).passes(() -> assertThat(jobs()).isEmpty());
  }

  @Test
  void aQuotaOfJobsIsWaitedForAndAFailedJobFailsTheFlow() {
    controllers();
    scene
        .client()
        .resource(
            new ResourceQuotaBuilder()
                .withNewMetadata()
                .withNamespace(scene.namespace())
                .withName("no-job")
                .endMetadata()
                .withNewSpec()
                .addToHard(COUNT, new Quantity("0"))
                .endSpec()
                .build())
        .create();
    jobTemplate("bad", template("1s", 1));
    create(
        """
        kind: JobFlow
        apiVersion: flow.volcano.sh/v1alpha1
        metadata: {name: two}
        spec: {flows: [{name: bad}, {name: never, dependsOn: {targets: [bad]}}]}
        """);

    awaitReason("two", "QuotaExceeded");
    scene.client().resourceQuotas().inNamespace(scene.namespace()).delete();
    awaitReason("two", "JobFailed");
    assertThat(phase("two")).isEqualTo(JobFlowPhase.FAILED);
    assertThat(flow("two").getStatus().failedJobs()).containsExactly("two-bad");
    Eventually.within(Scene.SOON)
        .passes(
            () -> assertThat(events("JobFlow")).contains("Created: create a job named two-bad!"));
  }

  private RoleProcess<ControllersRole> controllers() {
    return scene.closing(
        ControllersRole.process(
            ApiAccess.kubeconfig(scene.cluster().kubeconfig()),
            ControllersOptions.alone(),
            EndpointSettings.loopback()));
  }

  private void create(String yaml) {
    KubernetesClient client = scene.client();
    HasMetadata object = client.getKubernetesSerialization().unmarshal(yaml);
    object.getMetadata().setNamespace(scene.namespace());
    client.resource(object).create();
  }

  private void jobTemplate(String name, String pod) {
    create(
        """
        kind: JobTemplate
        apiVersion: flow.volcano.sh/v1alpha1
        metadata: {name: %s}
        spec: {maxRetry: 2, tasks: [{name: main, replicas: 1, template: %s}]}
        """
            .formatted(name, pod));
  }

  /** Gives the running pods of a job an address where somebody answers. */
  private boolean onLoopback(String job) {
    var pods =
        scene
            .client()
            .pods()
            .inNamespace(scene.namespace())
            .withLabel(VolcanoNames.JOB_NAME, job)
            .resources()
            .filter(pod -> "Running".equals(pod.get().getStatus().getPhase()))
            .toList();
    pods.forEach(pod ->
        pod.editStatus(running -> {
          running.getStatus().setPodIP("127.0.0.1");
          running.getStatus().setPodIPs(null);
          return running;
        }));
    return !pods.isEmpty();
  }

  private static Pod succeeded(Pod pod) {
    pod.getStatus().setPhase("Succeeded");
    return pod;
  }

  private static boolean running(Job job) {
    return job.getStatus() == null || job.getStatus().runningDuration() == null;
  }

  private void awaitReason(String flow, String reason) {
    Eventually.within(Scene.SOON)
        .passes(() -> {
          assertThat(flow(flow).getStatus()).isNotNull();
          JobFlowState state = flow(flow).getStatus().state();
          assertThat(state).isNotNull();
          assertThat(state.reason()).as(() -> flow(flow).getStatus().toString()).isEqualTo(reason);
        });
  }

  private @Nullable JobFlowPhase phase(String flow) {
    return Objects.requireNonNull(flow(flow).getStatus().state()).phase();
  }

  private JobFlow flow(String name) {
    return scene
        .client()
        .resources(JobFlow.class)
        .inNamespace(scene.namespace())
        .withName(name)
        .require();
  }

  private CronJobStatus status(String cronJob) {
    CronJobStatus status =
        scene
            .client()
            .resources(CronJob.class)
            .inNamespace(scene.namespace())
            .withName(cronJob)
            .require()
            .getStatus();
    assertThat(status).isNotNull();
    return Objects.requireNonNull(status);
  }

  private Job job(String name) {
    return scene
        .client()
        .resources(Job.class)
        .inNamespace(scene.namespace())
        .withName(name)
        .require();
  }

  private List<Job> jobs() {
    return scene.client().resources(Job.class).inNamespace(scene.namespace()).list().getItems();
  }

  private List<String> events(String kind) {
    return scene.client().v1().events().inNamespace(scene.namespace()).list().getItems().stream()
        .filter(event -> event.getInvolvedObject().getKind().equals(kind))
        .map(event -> event.getReason() + ": " + event.getMessage())
        .toList();
  }

  private static String name(Job job) {
    return job.getMetadata().getName();
  }
}
