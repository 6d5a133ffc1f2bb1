package dev.basalt.app.acceptance;

import static dev.basalt.api.batch.JobPhase.ABORTED;
import static dev.basalt.api.batch.JobPhase.ABORTING;
import static dev.basalt.api.batch.JobPhase.COMPLETED;
import static dev.basalt.api.batch.JobPhase.FAILED;
import static dev.basalt.api.batch.JobPhase.PENDING;
import static dev.basalt.api.batch.JobPhase.RESTARTING;
import static dev.basalt.api.batch.JobPhase.RUNNING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.basalt.api.batch.Job;
import dev.basalt.api.batch.JobPhase;
import dev.basalt.api.bus.Command;
import dev.basalt.api.names.VolcanoNames;
import dev.basalt.app.controllers.ControllersRole;
import dev.basalt.app.role.RoleProcess;
import dev.basalt.testkit.Eventually;
import dev.basalt.testkit.junit.ClusterExtension;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Jobs on a real API server: controllers and scheduler together. */
class JobsIT {
  @RegisterExtension static final ClusterExtension CLUSTER = ClusterExtension.shared();
  @RegisterExtension final Scene scene = new Scene(CLUSTER);

  private JobScene jobs;

  @BeforeEach
  void start() {
    scene.nodes(2, "8", "32Gi");
    scene.scheduler();
    jobs = new JobScene(scene);
  }

  @Test
  void aTaskBeginsOnceTheOneThatItDependsOnRunsAndTheJobCompletes() {
    jobs.controllers();
    jobs.submit(
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
            .formatted(JobScene.template("3s", 0), JobScene.template("1s", 0)));

    jobs.await("pipeline", COMPLETED);
    assertThat(jobs.phases("pipeline")).containsExactly(PENDING, RUNNING, COMPLETED);
    assertThat(jobs.pods()).hasSize(5);
    Pod worker =
        scene
            .client()
            .pods()
            .inNamespace(scene.namespace())
            .withName("pipeline-work-er-2")
            .require();
    Job job = jobs.job("pipeline");
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
          assertThat(jobs.groups()).isEmpty();
          assertThat(scene.client().services().inNamespace(scene.namespace()).list().getItems())
              .isEmpty();
        });
  }

  @Test
  void aJobIsSuspendedAndResumedByCommands() {
    jobs.controllers();
    jobs.submit(
        """
        metadata: {name: long}
        spec:
          plugins: {svc: []}
          tasks:
          - name: main
            replicas: 2
            template: %s
        """
            .formatted(JobScene.template("600s", 0)));
    jobs.await("long", RUNNING);
    ConfigMap hosts =
        scene.client().configMaps().inNamespace(scene.namespace()).withName("long-svc").require();
    assertThat(hosts.getData())
        .containsEntry("VC_MAIN_NUM", "2")
        .containsEntry("VC_MAIN_HOSTS", "long-main-0.long,long-main-1.long")
        .containsEntry("main.host", "long-main-0.long\nlong-main-1.long");

    jobs.command("long", "AbortJob");
    jobs.await("long", ABORTED);
    assertThat(jobs.pods()).isEmpty();
    assertThat(jobs.groups()).isEmpty();
    Eventually.within(Scene.SOON)
        .passes(() ->
            assertThat(
                    scene.client().v1().events().inNamespace(scene.namespace()).list().getItems())
                .anySatisfy(event -> {
                  assertThat(event.getReason()).isEqualTo("CommandIssued");
                  assertThat(event.getMessage())
                      .startsWith(
                          "Start to execute command AbortJob, and clean it up to make sure executed not more than once.");
                }));

    jobs.command("long", "ResumeJob");
    jobs.await("long", RUNNING);
    assertThat(jobs.phases("long"))
        .containsExactly(PENDING, RUNNING, ABORTING, ABORTED, RESTARTING, PENDING, RUNNING);
    assertThat(jobs.job("long").getStatus().retryCount()).isEqualTo(1);
    assertThat(
            scene
                .client()
                .resources(Command.class)
                .inNamespace(scene.namespace())
                .list()
                .getItems())
        .isEmpty();
    scene.client().resource(jobs.job("long")).delete();
    scene.client().pods().inNamespace(scene.namespace()).withGracePeriod(0).delete();
  }

  @Test
  void aJobThatFailsIsBegunAnewUntilItsRetriesAreUsedUp() {
    jobs.controllers();
    jobs.submit(
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
            .formatted(JobScene.template("1s", 3)));
    jobs.submit(
        """
        metadata: {name: partly-broken}
        spec:
          maxRetry: 2
          policies: [{event: PodFailed, action: RestartTask}]
          tasks:
          - {name: keep, replicas: 1, template: %s}
          - {name: main, replicas: 1, template: %s}
        """
            .formatted(JobScene.template("600s", 0), JobScene.template("1s", 3)));

    for (String job : List.of("broken", "partly-broken")) {
      jobs.await(job, FAILED);
      assertThat(jobs.phases(job))
          .containsExactly(PENDING, RUNNING, RESTARTING, PENDING, RUNNING, RESTARTING, FAILED);
      assertThat(jobs.job(job).getStatus().retryCount()).isEqualTo(2);
      assertThat(jobs.reason(job)).isEqualTo("MaxRetryReached");
    }
    Eventually.within(Scene.SOON)
        .passes(() ->
            assertThat(jobs.pods())
                .extracting(pod -> pod.getMetadata().getName(), pod -> pod.getStatus().getPhase())
                .containsExactlyInAnyOrder(
                    tuple("broken-main-0", "Failed"), tuple("partly-broken-main-0", "Failed")));
  }

  @Test
  void controllersThatAreRestartedInTheMiddleGoOnWhereTheyWere() {
    RoleProcess<ControllersRole> first = jobs.controllers();
    jobs.submit(
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
            .formatted(JobScene.template("600s", 0), JobScene.template("3s", 3)));
    jobs.await("steady", RUNNING);
    first.close();
    Eventually.within(Scene.SOON)
        .passes(() ->
            assertThat(jobs.pods())
                .extracting(pod -> pod.getStatus().getPhase())
                .contains("Failed"));

    // The pod failed while nobody looked; the policy answers all the same.
    jobs.controllers();
    jobs.await("steady", COMPLETED);
    assertThat(jobs.phases("steady"))
        .containsExactly(PENDING, RUNNING, JobPhase.COMPLETING, COMPLETED);
    assertThat(jobs.job("steady").getStatus().version()).isEqualTo(1);
  }

  /** Else half of it would be made, and hold room while it waits for the other half. */
  @Test
  void aQuotaOnLimitsHoldsBackAJobAsAWhole() {
    jobs.controllers();
    quota("one-core", "limits.cpu", "1");
    jobs.submit(
        """
        metadata: {name: whole}
        spec:
          tasks:
          - name: main
            replicas: 2
            template: {spec: {containers: [{name: a, image: b, resources: {limits: {cpu: 1}}}]}}
        """);

    jobs.awaitReason("whole", "PodGroupPending");
    assertThat(jobs.message("whole")).startsWith("ExceedsMaxQuota").contains("2 limits.cpu asked");
    assertThat(jobs.pods()).isEmpty();

    scene.client().resourceQuotas().inNamespace(scene.namespace()).delete();
    jobs.await("whole", RUNNING);
    scene.client().resource(jobs.job("whole")).delete();
    scene.client().pods().inNamespace(scene.namespace()).withGracePeriod(0).delete();
  }

  private void quota(String name, String resource, String most) {
    scene
        .client()
        .resource(
            new ResourceQuotaBuilder()
                .withMetadata(
                    new ObjectMetaBuilder().withNamespace(scene.namespace()).withName(name).build())
                .withNewSpec()
                .addToHard(resource, new Quantity(most))
                .endSpec()
                .build())
        .create();
  }

  @Test
  void aQuotaIsWaitedForAndEnoughSuccessEndsTheRest() {
    jobs.controllers();
    quota("two-pods", "pods", "2");
    jobs.submit(
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
            .formatted(JobScene.template("4s", 0), JobScene.template("600s", 0)));

    Eventually.within(Scene.SOON)
        .passes(() -> assertThat(jobs.reason("partly")).isEqualTo("QuotaExceeded"));
    jobs.await("partly", COMPLETED);
    assertThat(jobs.phases("partly")).containsExactly(PENDING, RUNNING, COMPLETED);
    Eventually.within(Scene.SOON)
        .passes(() ->
            assertThat(jobs.pods())
                .singleElement()
                .satisfies(pod -> assertThat(pod.getStatus().getPhase()).isEqualTo("Succeeded")));
    scene.client().resourceQuotas().inNamespace(scene.namespace()).delete();
  }
}
