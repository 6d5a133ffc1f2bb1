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
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.volcano.api.model.batch.v1alpha1.JobBuilder;
import io.fabric8.volcano.client.VolcanoClient;
import java.util.List;
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
                .addToHard("pods", new io.fabric8.kubernetes.api.model.Quantity("2"))
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
  void whatFabric8sOwnVolcanoClientMakesRuns() {
    controllers();
    VolcanoClient volcano = scene.client().adapt(VolcanoClient.class);
    String queue = scene.queue("volcano", QueueSpec.ofWeight(1));
    assertThat(volcano.queues().withName(queue).require().getSpec().getWeight()).isEqualTo(1);
    var groups = volcano.podGroups().inNamespace(scene.namespace());
    String group = "---\nmetadata: {name: alone}\nspec: {minMember: 1, queue: " + queue + "}";
    groups
        .resource(
            Serialization.unmarshal(
                group, io.fabric8.volcano.api.model.scheduling.v1beta1.PodGroup.class))
        .create();
    // The client has words for queues and groups only; jobs go by its model.
    JobBuilder job = new JobBuilder().withNewMetadata().withName("foreign").endMetadata();
    job.withNewSpec().withSchedulerName("volcano").withQueue(queue).withMinAvailable(2).endSpec();
    job.editSpec()
        .addNewTask()
        .withName("main")
        .withReplicas(2)
        .withTemplate(Serialization.unmarshal("---\n" + template("1s", 0), PodTemplateSpec.class))
        .endTask()
        .endSpec();
    scene.client().resource(job.build()).inNamespace(scene.namespace()).create();

    await("foreign", COMPLETED);
    assertThat(
            scene
                .client()
                .resources(io.fabric8.volcano.api.model.batch.v1alpha1.Job.class)
                .inNamespace(scene.namespace())
                .withName("foreign")
                .require()
                .getStatus()
                .getState()
                .getPhase())
        .isEqualTo("Completed");
    Eventually.within(Scene.SOON)
        .passes(() ->
            assertThat(groups.withName("alone").require().getStatus())
                .extracting("phase")
                .isIn("Pending", "Inqueue"));
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

  /** A pod that ends by itself, in YAML on one line. */
  static String template(String duration, int exitCode) {
    return """
    {metadata: {annotations: {%s: "%s", %s: "%d"}}, spec: {restartPolicy: Never, \
    terminationGracePeriodSeconds: 0, containers: [{name: main, image: none, \
    resources: {requests: {cpu: 500m, memory: 64Mi}}}]}}\
    """
        .formatted(BasaltNames.SIM_DURATION, duration, BasaltNames.SIM_EXIT_CODE, exitCode);
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
