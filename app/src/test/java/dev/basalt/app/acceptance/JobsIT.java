package dev.basalt.app.acceptance;

import static dev.basalt.api.batch.JobPhase.ABORTED;
import static dev.basalt.api.batch.JobPhase.ABORTING;
import static dev.basalt.api.batch.JobPhase.COMPLETED;
import static dev.basalt.api.batch.JobPhase.FAILED;
import static dev.basalt.api.batch.JobPhase.PENDING;
import static dev.basalt.api.batch.JobPhase.RESTARTING;
import static dev.basalt.api.batch.JobPhase.RUNNING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.api.batch.Job;
import dev.basalt.api.batch.JobPhase;
import dev.basalt.api.batch.JobState;
import dev.basalt.api.bus.Command;
import dev.basalt.api.names.BasaltNames;
import dev.basalt.api.names.VolcanoNames;
import dev.basalt.api.scheduling.PodGroup;
import dev.basalt.api.scheduling.QueueSpec;
import dev.basalt.app.controllers.ControllersOptions;
import dev.basalt.app.controllers.ControllersProcess;
import dev.basalt.cluster.http.ApiAccess;
import dev.basalt.testkit.Eventually;
import dev.basalt.testkit.junit.ClusterExtension;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Jobs on a real API server: controllers and scheduler together. */
class JobsIT {
  @RegisterExtension static final ClusterExtension CLUSTER = ClusterExtension.shared();
  @RegisterExtension final Scene scene = new Scene(CLUSTER);

  private JobJournal journal;

  @BeforeEach
  void start() {
    scene.nodes(2, "8", "32Gi");
    scene.scheduler();
    journal = scene.closing(new JobJournal(scene.client(), scene.namespace()));
  }

  @Test
  void aTaskBeginsOnceTheOneThatItDependsOnRunsAndTheJobCompletes() {
    controllers();
    submit(
        """
        metadata: {name: pipeline}
        spec:
          plugins: {env: [], svc: ["--publish-not-ready-addresses"]}
          policies: [{event: TaskFailed, action: AbortJob}]
          tasks:
          - name: load
            replicas: 2
            template: %s
          - name: work-er
            replicas: 3
            dependsOn: {name: [load]}
            template: %s
        """
            .formatted(template("3s", 0), template("1s", 0)));

    await("pipeline", COMPLETED);
    assertThat(journal.phases("pipeline")).containsExactly(PENDING, RUNNING, COMPLETED);
    assertThat(pods()).hasSize(5);
    Pod worker =
        scene
            .client()
            .pods()
            .inNamespace(scene.namespace())
            .withName("pipeline-work-er-2")
            .require();
    Job job = job("pipeline");
    assertThat(worker.getMetadata().getAnnotations())
        .containsEntry(VolcanoNames.GROUP_NAME, "pipeline-" + job.getMetadata().getUid())
        .containsEntry(VolcanoNames.TASK_SPEC, "work-er")
        .containsEntry(VolcanoNames.TASK_INDEX, "2")
        .containsEntry(VolcanoNames.TEMPLATE_UID, "pipeline-work-er")
        .containsEntry(VolcanoNames.JOB_VERSION, "0");
    assertThat(worker.getSpec().getHostname()).isEqualTo("pipeline-work-er-2");
    assertThat(worker.getSpec().getSubdomain()).isEqualTo("pipeline");
    assertThat(worker.getSpec().getContainers().getFirst().getEnv())
        .extracting("name")
        .contains("VC_TASK_INDEX", "VK_TASK_INDEX", "VC_WORK_ER_HOSTS", "VC_LOAD_NUM");
    Pod first =
        scene.client().pods().inNamespace(scene.namespace()).withName("pipeline-load-0").require();
    assertThat(worker.getMetadata().getCreationTimestamp())
        .isGreaterThanOrEqualTo(first.getStatus().getStartTime());
    assertThat(job.getStatus().succeeded()).isEqualTo(5);
    assertThat(job.getStatus().runningDuration()).isNotNull();
    // What only a running job needs is gone.
    Eventually.within(Scene.SOON)
        .passes(() -> {
          assertThat(groups()).isEmpty();
          assertThat(scene.client().services().inNamespace(scene.namespace()).list().getItems())
              .isEmpty();
        });
  }

  @Test
  void aJobIsSuspendedAndResumedByCommands() {
    controllers();
    submit(
        """
        metadata: {name: long}
        spec:
          plugins: {svc: []}
          tasks:
          - name: main
            replicas: 2
            template: %s
        """
            .formatted(template("600s", 0)));
    await("long", RUNNING);
    ConfigMap hosts =
        scene.client().configMaps().inNamespace(scene.namespace()).withName("long-svc").require();
    assertThat(hosts.getData())
        .containsEntry("VC_MAIN_NUM", "2")
        .containsEntry("VC_MAIN_HOSTS", "long-main-0.long,long-main-1.long")
        .containsEntry("main.host", "long-main-0.long\nlong-main-1.long");

    command("long", "AbortJob");
    await("long", ABORTED);
    assertThat(pods()).isEmpty();
    assertThat(groups()).isEmpty();

    command("long", "ResumeJob");
    await("long", RUNNING);
    assertThat(journal.phases("long"))
        .containsExactly(PENDING, RUNNING, ABORTING, ABORTED, RESTARTING, PENDING, RUNNING);
    assertThat(job("long").getStatus().retryCount()).isEqualTo(1);
    assertThat(
            scene
                .client()
                .resources(Command.class)
                .inNamespace(scene.namespace())
                .list()
                .getItems())
        .isEmpty();
    scene.client().resource(job("long")).delete();
    scene.client().pods().inNamespace(scene.namespace()).withGracePeriod(0).delete();
  }

  @Test
  void aJobThatFailsIsBegunAnewUntilItsRetriesAreUsedUp() {
    controllers();
    submit(
        """
        metadata: {name: broken}
        spec:
          maxRetry: 2
          policies: [{event: PodFailed, action: RestartJob}]
          tasks:
          - name: main
            replicas: 1
            template: %s
        """
            .formatted(template("1s", 3)));

    await("broken", FAILED);
    assertThat(journal.phases("broken"))
        .containsExactly(PENDING, RUNNING, RESTARTING, PENDING, RUNNING, RESTARTING, FAILED);
    assertThat(job("broken").getStatus().retryCount()).isEqualTo(2);
    assertThat(reason("broken")).isEqualTo("MaxRetryReached");
    assertThat(pods())
        .singleElement()
        .satisfies(pod -> assertThat(pod.getStatus().getPhase()).isEqualTo("Failed"));
  }

  @Test
  void controllersThatAreRestartedInTheMiddleGoOnWhereTheyWere() {
    ControllersProcess first = controllers();
    submit(
        """
        metadata: {name: steady}
        spec:
          maxRetry: 3
          policies: [{exitCode: 3, action: CompleteJob}]
          tasks:
          - name: good
            replicas: 2
            template: %s
          - name: last
            replicas: 1
            template: %s
        """
            .formatted(template("600s", 0), template("3s", 3)));
    await("steady", RUNNING);
    first.close();
    Eventually.within(Scene.SOON)
        .passes(() ->
            assertThat(pods()).extracting(pod -> pod.getStatus().getPhase()).contains("Failed"));

    // The pod failed while nobody looked; the policy answers all the same.
    controllers();
    await("steady", COMPLETED);
    assertThat(journal.phases("steady"))
        .containsExactly(PENDING, RUNNING, JobPhase.COMPLETING, COMPLETED);
    assertThat(job("steady").getStatus().version()).isEqualTo(1);
  }

  @Test
  void aQuotaIsWaitedForAndEnoughSuccessEndsTheRest() {
    controllers();
    scene
        .client()
        .resource(
            new ResourceQuotaBuilder()
                .withMetadata(
                    new ObjectMetaBuilder()
                        .withNamespace(scene.namespace())
                        .withName("two-pods")
                        .build())
                .withNewSpec()
                .addToHard("pods", new Quantity("2"))
                .endSpec()
                .build())
        .create();
    submit(
        """
        metadata: {name: partly}
        spec:
          minAvailable: 1
          minSuccess: 1
          tasks:
          - name: short
            replicas: 1
            minAvailable: 1
            template: %s
          - name: long
            replicas: 2
            minAvailable: 0
            template: %s
        """
            .formatted(template("4s", 0), template("600s", 0)));

    Eventually.within(Scene.SOON)
        .passes(() -> assertThat(reason("partly")).isEqualTo("QuotaExceeded"));
    await("partly", COMPLETED);
    assertThat(journal.phases("partly")).containsExactly(PENDING, RUNNING, COMPLETED);
    Eventually.within(Scene.SOON)
        .passes(() ->
            assertThat(pods())
                .singleElement()
                .satisfies(pod -> assertThat(pod.getStatus().getPhase()).isEqualTo("Succeeded")));
    scene.client().resourceQuotas().inNamespace(scene.namespace()).delete();
  }

  @Test
  void aPodThatIsKilledForWantOfMemoryGrowsUntilItFitsAndTheNextRunBeginsThere() {
    ControllersProcess controllers = controllers();
    String grows = "{oom: [--ratio=2, --max-memory=64Gi, --max-retries=5]}";
    submit(hungry("hungry", "", "default", grows));

    await("hungry", COMPLETED);
    assertThat(journal.phases("hungry")).doesNotContain(FAILED, ABORTED, RESTARTING);
    assertThat(job("hungry").getStatus().retryCount()).isZero();
    assertThat(memory("hungry-small-0")).isEqualTo("64Mi");
    assertThat(memory("hungry-large-0")).isEqualTo("512Mi");
    String record = job("hungry").getMetadata().getAnnotations().get(BasaltNames.OOM_RECORD);
    assertThat(record)
        .isEqualTo(
            "{\"growths\":3,\"tasks\":{\"large\":{\"shards\":[{\"of\":\"0\",\"times\":3,"
                + "\"memory\":{\"main\":{\"request\":\"512Mi\",\"limit\":\"512Mi\"}}}]}}}");

    // The same template again, and in a queue that may not hold what the first run found out.
    String queue = scene.queue("narrow", capability("192Mi"));
    submit(hungry("again", "", "default", grows));
    submit(
        hungry(
            "greedy", ", annotations: {" + BasaltNames.OOM_SCALE_UP + ": --ratio=2}", queue, "{}"));
    await("again", COMPLETED);
    assertThat(journal.phases("again")).containsExactly(PENDING, RUNNING, COMPLETED);
    assertThat(memory("again-large-0")).isEqualTo("512Mi");
    assertThat(job("again").getMetadata().getAnnotations().get(BasaltNames.OOM_RECORD))
        .contains("\"growths\":0");
    await("greedy", ABORTED);
    assertThat(memory("greedy-large-0")).isEqualTo("192Mi");
    JobState state = Objects.requireNonNull(job("greedy").getStatus().state());
    assertThat(state.reason()).isEqualTo("PodFailed");
    assertThat(state.message())
        .contains("pod greedy-large-0: container main was killed at 192Mi")
        .endsWith("queue " + queue + " may hold 192Mi");
    assertThat(scrape(controllers))
        .contains("basalt_oom_growths_total 5.0")
        .contains("basalt_oom_refusals_total{reason=\"queue-capability\"} 1.0");
  }

  private ControllersProcess controllers() {
    return scene.closing(
        new ControllersProcess(
            ApiAccess.kubeconfig(scene.cluster().kubeconfig()), ControllersOptions.alone()));
  }

  private void submit(String yaml) {
    KubernetesClient client = scene.client();
    Job job =
        client
            .getKubernetesSerialization()
            .unmarshal("apiVersion: batch.volcano.sh/v1alpha1\nkind: Job\n" + yaml, Job.class);
    job.getMetadata().setNamespace(scene.namespace());
    client.resource(job).create();
  }

  private static String template(String duration, int exitCode) {
    return """
    {metadata: {annotations: {%s: "%s", %s: "%d"}}, spec: {restartPolicy: Never, \
    terminationGracePeriodSeconds: 0, containers: [{name: main, image: none, \
    resources: {requests: {cpu: 500m, memory: 64Mi}}}]}}\
    """
        .formatted(BasaltNames.SIM_DURATION, duration, BasaltNames.SIM_EXIT_CODE, exitCode);
  }

  /** A job of a pod that is content with 64 MiB, and of one that is not. */
  private static String hungry(String name, String annotations, String queue, String plugins) {
    return """
    metadata: {name: %s%s}
    spec:
      queue: %s
      policies: [{event: PodFailed, action: AbortJob}]
      plugins: %s
      tasks:
      - {name: small, replicas: 1, template: %s}
      - {name: large, replicas: 1, template: %s}
    """
        .formatted(name, annotations, queue, plugins, template("1s", 0), limited("300Mi"));
  }

  private static String limited(String peak) {
    return """
    {metadata: {annotations: {%s: 1s, %s: %s}}, spec: {restartPolicy: Never, \
    containers: [{name: main, image: none, \
    resources: {requests: {cpu: 500m, memory: 64Mi}, limits: {memory: 64Mi}}}]}}\
    """
        .formatted(BasaltNames.SIM_DURATION, BasaltNames.SIM_PEAK_MEMORY, peak);
  }

  private static QueueSpec capability(String memory) {
    return new QueueSpec(
        1,
        Map.of("memory", new Quantity(memory)),
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null);
  }

  private String memory(String pod) {
    Pod there = scene.client().pods().inNamespace(scene.namespace()).withName(pod).require();
    return String.valueOf(
        there.getSpec().getContainers().getFirst().getResources().getRequests().get("memory"));
  }

  private static String scrape(ControllersProcess controllers) {
    URI metrics = URI.create("http://127.0.0.1:" + controllers.port() + "/metrics");
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(HttpRequest.newBuilder(metrics).build(), HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (IOException e) {
      throw new UncheckedIOException(metrics + " does not answer", e);
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted", e);
    }
  }

  private void command(String job, String action) {
    Command command = new Command();
    command.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(scene.namespace())
            .withGenerateName(job + "-")
            .build());
    command.setAction(action);
    command.setTarget(
        new OwnerReferenceBuilder()
            .withApiVersion("batch.volcano.sh/v1alpha1")
            .withKind("Job")
            .withName(job)
            .withUid(job(job).getMetadata().getUid())
            .build());
    scene.client().resource(command).create();
  }

  private void await(String job, JobPhase phase) {
    Eventually.within(Scene.SOON)
        .passes(() ->
            assertThat(journal.phases(job)).as(() -> situation(job)).isNotEmpty().endsWith(phase));
  }

  /** What a person would look at first. */
  private String situation(String job) {
    List<String> pods =
        pods().stream()
            .map(pod ->
                pod.getMetadata().getName()
                    + " "
                    + pod.getStatus().getPhase()
                    + " "
                    + pod.getSpec().getNodeName()
                    + Observed.scheduled(pod).map(one -> " " + one.getMessage()).orElse(""))
            .toList();
    List<String> groups =
        groups().stream().map(group -> group.getSpec() + " " + group.getStatus()).toList();
    return job(job).getStatus() + "\npods " + pods + "\ngroups " + groups;
  }

  private @Nullable String reason(String job) {
    JobState state = job(job).getStatus().state();
    return state == null ? null : state.reason();
  }

  private Job job(String name) {
    return scene
        .client()
        .resources(Job.class)
        .inNamespace(scene.namespace())
        .withName(name)
        .require();
  }

  private List<Pod> pods() {
    return Observed.pods(scene.client(), scene.namespace());
  }

  private List<PodGroup> groups() {
    return scene
        .client()
        .resources(PodGroup.class)
        .inNamespace(scene.namespace())
        .list()
        .getItems();
  }
}
