package dev.basalt.app.acceptance;

import static dev.basalt.api.batch.JobPhase.ABORTED;
import static dev.basalt.api.batch.JobPhase.ABORTING;
import static dev.basalt.api.batch.JobPhase.COMPLETED;
import static dev.basalt.api.batch.JobPhase.COMPLETING;
import static dev.basalt.api.batch.JobPhase.PENDING;
import static dev.basalt.api.batch.JobPhase.RESTARTING;
import static dev.basalt.api.batch.JobPhase.RUNNING;
import static dev.basalt.api.batch.JobPhase.TERMINATED;
import static dev.basalt.api.batch.JobPhase.TERMINATING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.app.controllers.ControllersRole;
import dev.basalt.app.role.RoleProcess;
import dev.basalt.testkit.Eventually;
import dev.basalt.testkit.NodeShape;
import dev.basalt.testkit.agent.AgentSettings;
import dev.basalt.testkit.junit.ClusterExtension;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Jobs on a real API server: what is changed, what is wrong, what nobody saw. */
class JobRulesIT {
  @RegisterExtension static final ClusterExtension CLUSTER = ClusterExtension.shared();
  @RegisterExtension final Scene scene = new Scene(CLUSTER);

  private JobScene jobs;

  @BeforeEach
  void start() {
    scene.nodes(2, "8", "32Gi");
    scene.scheduler();
    jobs = new JobScene(scene);
  }

  /** Before the scene removes pods: what is left would make them anew. */
  @AfterEach
  void removeJobs() {
    jobs.deleteAll();
  }

  @Test
  void aJobThatCannotBeReadSaysSoAndHidesNoOther() {
    RoleProcess<ControllersRole> first = jobs.controllers();
    jobs.submitAsWritten(one("bad", "{spec: {containers: none}}"));
    jobs.submitAsWritten(
        one(
            "odd",
            "{spec: {containers: [{name: a, image: b, resources: {requests: {cpu: 2 cores}}}]}}"));
    jobs.submitAsWritten(one("refused", "{spec: {containers: [{name: NO_NAME, image: b}]}}"));
    jobs.submitAsWritten(one("fine", JobScene.template("1s", 0)));

    jobs.await("fine", COMPLETED);
    jobs.awaitReason("bad", "InvalidSpec");
    assertThat(jobs.message("bad")).startsWith("spec.tasks[0].template.spec.containers cannot be");
    Eventually.within(Scene.SOON)
        .passes(() -> assertThat(jobs.events("bad")).contains("InvalidSpec"));
    jobs.awaitReason("odd", "InvalidSpec");
    assertThat(jobs.message("odd")).contains("resources.requests.cpu", "2 cores");
    jobs.awaitReason("refused", "PodRefused");
    assertThat(jobs.message("refused")).contains("NO_NAME");

    // Now they are in the list that a controller begins with, and one has waited long enough.
    first.close();
    jobs.refusedSince("refused", "PodRefused", Instant.now().minus(Duration.ofHours(1)));
    jobs.controllers();
    jobs.await("refused", TERMINATED);
    assertThat(jobs.phases("refused")).containsExactly(PENDING, TERMINATING, TERMINATED);
    assertThat(jobs.reason("refused")).isEqualTo("PodRefused");
    assertThat(jobs.message("refused")).startsWith("given up after").contains("NO_NAME");
    jobs.submitAsWritten(one("next", JobScene.template("1s", 0)));
    jobs.await("next", COMPLETED);
    jobs.patch(
        "bad", "/spec/tasks/0/template/spec/containers", "[{\"name\":\"a\",\"image\":\"b\"}]");
    jobs.await("bad", RUNNING);
    jobs.command("bad", "TerminateJob");
    jobs.await("bad", TERMINATED);
    jobs.command("odd", "AbortJob");
    jobs.await("odd", ABORTED);
  }

  @Test
  void aJobIsScaledAndDeletedAfterItsTime() {
    jobs.controllers();
    jobs.submit(
        """
        metadata: {name: elastic}
        spec:
          minAvailable: 2
          plugins: {svc: []}
          ttlSecondsAfterFinished: 1
          tasks:
          - {name: main, replicas: 3, minAvailable: 2, template: %s}
        """
            .formatted(JobScene.template("600s", 0)));
    jobs.await("elastic", RUNNING);
    Map<String, String> before = uids();
    jobs.patch("elastic", "/spec/tasks/0/replicas", "5");
    Eventually.within(Scene.SOON)
        .passes(() -> {
          assertThat(uids()).hasSize(5).containsAllEntriesOf(before);
          assertThat(hosts("elastic")).isEqualTo("5");
        });
    jobs.patch("elastic", "/spec/tasks/0/replicas", "2");
    Eventually.within(Scene.SOON)
        .passes(() -> {
          assertThat(uids()).containsOnlyKeys("elastic-main-0", "elastic-main-1");
          assertThat(hosts("elastic")).isEqualTo("2");
        });
    assertThat(before).containsAllEntriesOf(uids());
    assertThat(jobs.phases("elastic")).containsExactly(PENDING, RUNNING);

    jobs.command("elastic", "RestartTask");
    jobs.command("elastic", "RestartJob");
    Eventually.within(Scene.SOON)
        .passes(() ->
            assertThat(jobs.phases("elastic"))
                .containsExactly(PENDING, RUNNING, RESTARTING, PENDING, RUNNING));
    assertThat(uids()).doesNotContainValue(before.get("elastic-main-0"));
    assertThat(jobs.job("elastic").getStatus().retryCount()).isEqualTo(1);
    jobs.command("elastic", "CompleteJob");
    Eventually.within(Scene.SOON).passes(() -> assertThat(jobs.exists("elastic")).isFalse());
    assertThat(jobs.phases("elastic"))
        .containsExactly(PENDING, RUNNING, RESTARTING, PENDING, RUNNING, COMPLETING, COMPLETED);
  }

  @Test
  void aJobWaitsForItsClaimAndMakesItsOwn() {
    jobs.controllers();
    jobs.submit(
        """
        metadata: {name: stored}
        spec:
          volumes:
          - {mountPath: /in, volumeClaimName: shared}
          - mountPath: /out
            volumeClaim: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
          tasks:
          - {name: main, replicas: 1, template: %s}
        """
            .formatted(JobScene.template("1s", 0)));

    jobs.awaitReason("stored", "PVCError");
    assertThat(jobs.message("stored")).contains("claim shared of spec.volumes[0] is not there");
    assertThat(jobs.groups()).isEmpty();
    scene
        .client()
        .resource(
            new PersistentVolumeClaimBuilder()
                .withNewMetadata()
                .withNamespace(scene.namespace())
                .withName("shared")
                .endMetadata()
                .withNewSpec()
                .withAccessModes("ReadWriteMany")
                .withNewResources()
                .addToRequests("storage", new Quantity("1Gi"))
                .endResources()
                .endSpec()
                .build())
        .create();

    Eventually.within(Scene.SOON)
        .passes(() ->
            assertThat(jobs.pods())
                .singleElement()
                .satisfies(pod ->
                    assertThat(pod.getSpec().getVolumes())
                        .extracting(volume -> volume.getPersistentVolumeClaim())
                        .filteredOn(Objects::nonNull)
                        .extracting(claim -> claim.getClaimName())
                        .contains("shared")
                        .anyMatch(name -> name.startsWith("stored-pvc-"))));
    assertThat(
            Objects.requireNonNull(jobs.job("stored").getStatus().controlledResources()).keySet())
        .contains("volume-pvc-shared")
        .anyMatch(key -> key.startsWith("volume-pvc-stored-pvc-"));
  }

  @Test
  void whatHappensWhileNoControllerLooksIsAnsweredAndTimeGoesOn() {
    RoleProcess<ControllersRole> first = jobs.controllers();
    jobs.submit(policy("gone", "{event: PodEvicted, action: TerminateJob}", "{}"));
    jobs.submit(policy("changed", "{event: JobUpdated, action: CompleteJob, timeout: 6s}", "{}"));
    jobs.submit(
        policy("stuck", "{event: PodPending, action: AbortJob, timeout: 6s}", "{nowhere: x}"));
    jobs.await("gone", RUNNING);
    jobs.await("changed", RUNNING);
    jobs.patch("changed", "/spec/tasks/0/replicas", "3");
    // On a slow machine the time may be over already; then there is nothing left to outlive.
    Eventually.within(Scene.SOON)
        .becomes(
            "seen by the controller",
            () ->
                (uids().containsKey("changed-main-2")
                        || jobs.phases("changed").contains(COMPLETING))
                    && (uids().containsKey("stuck-main-0")
                        || jobs.phases("stuck").contains(ABORTING)),
            seen -> seen);
    first.close();
    scene
        .client()
        .pods()
        .inNamespace(scene.namespace())
        .withName("gone-main-1")
        .withGracePeriod(0)
        .delete();
    Eventually.within(Scene.SOON).passes(() -> assertThat(uids()).doesNotContainKey("gone-main-1"));

    jobs.controllers();
    jobs.await("gone", TERMINATED);
    assertThat(jobs.phases("gone")).containsExactly(PENDING, RUNNING, TERMINATING, TERMINATED);
    assertThat(jobs.reason("gone")).isEqualTo("PodEvicted");
    jobs.await("stuck", ABORTED);
    assertThat(jobs.phases("stuck")).containsExactly(PENDING, ABORTING, ABORTED);
    jobs.await("changed", COMPLETED);
    assertThat(jobs.phases("changed")).containsExactly(PENDING, RUNNING, COMPLETING, COMPLETED);
    assertThat(jobs.reason("changed")).isEqualTo("JobUpdated");
  }

  /** On a node whose kubelet reports the end of a pod that had its grace, as real ones do. */
  @Test
  void onlyThePartitionOfAPodThatWasEvictedIsRestarted() {
    scene.agent(
        1,
        NodeShape.of("8", "32Gi", 110).withLabel("kubelet", "strict"),
        AgentSettings.standard(7));
    jobs.controllers();
    jobs.submit(
        """
        metadata: {name: parts}
        spec:
          policies: [{event: PodEvicted, action: RestartPartition}]
          tasks:
          - name: main
            replicas: 4
            partitionPolicy: {totalPartitions: 2, partitionSize: 2, minPartitions: 2}
            template: %s
        """
            .formatted(
                JobScene.template("600s", 0)
                    .replace(
                        "terminationGracePeriodSeconds: 0",
                        "terminationGracePeriodSeconds: 2, nodeSelector: {kubelet: strict}")));
    jobs.await("parts", RUNNING);
    Map<String, String> before = uids();
    String group = jobs.groups().getFirst().getMetadata().getUid();
    assertThat(jobs.groups().getFirst().getSpec().subGroupPolicy()).hasSize(1);

    scene.client().pods().inNamespace(scene.namespace()).withName("parts-main-3").delete();

    Eventually.within(Scene.SOON)
        .passes(() ->
            assertThat(uids())
                .hasSize(4)
                .containsEntry("parts-main-0", before.get("parts-main-0"))
                .containsEntry("parts-main-1", before.get("parts-main-1"))
                .doesNotContainEntry("parts-main-2", before.get("parts-main-2"))
                .doesNotContainEntry("parts-main-3", before.get("parts-main-3")));
    jobs.await("parts", RUNNING);
    assertThat(jobs.phases("parts"))
        .containsExactly(PENDING, RUNNING, RESTARTING, PENDING, RUNNING);
    assertThat(jobs.job("parts").getStatus().retryCount()).isEqualTo(1);
    assertThat(jobs.job("parts").getStatus().version()).isZero();
    assertThat(jobs.groups()).extracting(one -> one.getMetadata().getUid()).containsExactly(group);
  }

  /** The short form of {@link LargeJobIT}. */
  @Test
  void noObjectGrowsWithTheReplicas() {
    scene.nodes(2, NodeShape.of("64", "256Gi", 1_000));
    jobs.controllers();
    LargeJob large = new LargeJob(scene, jobs);
    large.submit(1_000, "{env: [], svc: []}");

    large.awaitDone(1_000, Duration.ofMinutes(5), () -> {}, () -> "not asked");
  }

  private static String one(String name, String template) {
    return """
    metadata: {name: %s}
    spec:
      tasks:
      - {name: main, replicas: 1, template: %s}
    """
        .formatted(name, template);
  }

  private static String policy(String name, String policy, String nodeSelector) {
    return """
    metadata: {name: %s}
    spec:
      minAvailable: 1
      policies: [%s]
      tasks:
      - {name: main, replicas: 2, minAvailable: 1, template: %s}
    """
        .formatted(
            name,
            policy,
            JobScene.template("600s", 0)
                .replace("spec: {", "spec: {nodeSelector: " + nodeSelector + ", "));
  }

  private Map<String, String> uids() {
    return jobs.pods().stream()
        .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
        .collect(
            Collectors.toMap(
                (Pod pod) -> pod.getMetadata().getName(), pod -> pod.getMetadata().getUid()));
  }

  private @Nullable String hosts(String job) {
    return scene
        .client()
        .configMaps()
        .inNamespace(scene.namespace())
        .withName(job + "-svc")
        .require()
        .getData()
        .get("VC_MAIN_NUM");
  }
}
