package dev.basalt.app.acceptance;

import static dev.basalt.api.scheduling.PodGroupPhase.COMPLETED;
import static dev.basalt.api.scheduling.PodGroupPhase.RUNNING;
import static dev.basalt.api.scheduling.QueueState.CLOSED;
import static dev.basalt.api.scheduling.QueueState.CLOSING;
import static dev.basalt.api.scheduling.QueueState.OPEN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.api.bus.Command;
import dev.basalt.api.names.BasaltNames;
import dev.basalt.api.names.VolcanoNames;
import dev.basalt.api.scheduling.PodGroup;
import dev.basalt.api.scheduling.PodGroupPhase;
import dev.basalt.api.scheduling.PodGroupSpec;
import dev.basalt.api.scheduling.PodGroupStatus;
import dev.basalt.api.scheduling.Queue;
import dev.basalt.api.scheduling.QueueSpec;
import dev.basalt.api.scheduling.QueueState;
import dev.basalt.app.controllers.ControllersOptions;
import dev.basalt.app.controllers.ControllersRole;
import dev.basalt.app.role.EndpointSettings;
import dev.basalt.app.role.RoleProcess;
import dev.basalt.cluster.http.ApiAccess;
import dev.basalt.testkit.Eventually;
import dev.basalt.testkit.junit.ClusterExtension;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Workloads that know nothing of groups, queues that open and close, and what is left behind. */
class WorkloadsIT {
  @RegisterExtension static final ClusterExtension CLUSTER = ClusterExtension.shared();
  @RegisterExtension final Scene scene = new Scene(CLUSTER);

  private RoleProcess<ControllersRole> controllers;

  @BeforeEach
  void start() {
    scene.nodes(2, "8", "32Gi");
    scene.scheduler();
    controllers =
        scene.closing(
            ControllersRole.process(
                ApiAccess.kubeconfig(scene.cluster().kubeconfig()),
                new ControllersOptions(
                    false,
                    "basalt-system",
                    4,
                    Set.of("basalt", "volcano"),
                    Duration.ofSeconds(2),
                    null),
                EndpointSettings.loopback()));
  }

  @Test
  void workloadsOfKubernetesGetGroupsThatFollowThem() {
    submit(
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web}
        spec:
          replicas: 3
          selector: {matchLabels: {app: web}}
          template: %s
        """
            .formatted(
                WorkloadFixtures.template("web", VolcanoNames.GROUP_MIN_MEMBER, "3", "Always")),
        Deployment.class);
    submit(
        """
        apiVersion: apps/v1
        kind: StatefulSet
        metadata: {name: store, annotations: {scheduling.volcano.sh/group-min-member: "2"}}
        spec:
          replicas: 2
          podManagementPolicy: Parallel
          selector: {matchLabels: {app: store}}
          template: %s
        """
            .formatted(
                WorkloadFixtures.template("store", "volcano.sh/sla-waiting-time", "1h", "Always")),
        StatefulSet.class);
    submit(
        """
        apiVersion: batch/v1
        kind: Job
        metadata: {name: sums, annotations: {scheduling.volcano.sh/group-min-member: "2"}}
        spec:
          completionMode: Indexed
          completions: 2
          parallelism: 2
          template: %s
        """
            .formatted(
                WorkloadFixtures.template("sums", BasaltNames.SIM_DURATION, "600s", "Never")),
        Job.class);

    ReplicaSet set =
        Eventually.within(Scene.SOON)
            .becomes("a set", () -> first(ReplicaSet.class), Objects::nonNull);
    PodGroup web = awaitGroup("podgroup-" + set.getMetadata().getUid(), RUNNING);
    assertThat(web.getSpec().minMember()).isEqualTo(3);
    assertThat(web.getSpec().minResources()).containsEntry("cpu", new Quantity("1500m"));
    assertThat(web.getMetadata().getOwnerReferences())
        .singleElement()
        .satisfies(owner -> {
          assertThat(owner.getKind()).isEqualTo("ReplicaSet");
          assertThat(owner.getController()).isTrue();
        });
    assertThat(pods("web"))
        .hasSize(3)
        .allSatisfy(pod ->
            assertThat(pod.getMetadata().getAnnotations())
                .containsEntry(VolcanoNames.GROUP_NAME, web.getMetadata().getName()));
    PodGroup store = awaitGroup(groupOf(StatefulSet.class), RUNNING);
    assertThat(store.getSpec().minMember()).isEqualTo(2);
    assertThat(store.getMetadata().getAnnotations())
        .containsEntry(VolcanoNames.SLA_WAITING_TIME, "1h");
    assertThat(awaitGroup(groupOf(Job.class), RUNNING).getSpec().minMember()).isEqualTo(2);

    scale(0);
    Eventually.within(Scene.SOON)
        .passes(() -> assertThat(group(web.getMetadata().getName())).isNull());
    scale(2);
    PodGroup smaller = awaitGroup(web.getMetadata().getName(), RUNNING);
    assertThat(smaller.getSpec().minMember()).isEqualTo(2);
    scene.client().apps().deployments().inNamespace(scene.namespace()).delete();
    scene.client().apps().statefulSets().inNamespace(scene.namespace()).delete();
    scene.client().batch().v1().jobs().inNamespace(scene.namespace()).delete();
  }

  @Test
  void podsOfAWorkflowCountInTheirQueuesAndAQuotaIsWaitedFor() {
    String night = scene.queue("night", QueueSpec.ofWeight(1));
    String other = scene.queue("other", QueueSpec.ofWeight(1));
    scene
        .client()
        .resource(
            new ResourceQuotaBuilder()
                .withMetadata(
                    new ObjectMetaBuilder()
                        .withNamespace(scene.namespace())
                        .withName("no-groups")
                        .build())
                .withNewSpec()
                .addToHard("count/podgroups.scheduling.volcano.sh", new Quantity("0"))
                .endSpec()
                .build())
        .create();
    HasMetadata flow = WorkloadFixtures.workflow(scene, night);
    WorkloadFixtures.step(scene, flow, "load", "", "1s");
    WorkloadFixtures.step(scene, flow, "fan-0", "", "600s");
    WorkloadFixtures.step(scene, flow, "fan-1", other, "600s");

    Eventually.within(Scene.SOON)
        .passes(() ->
            assertThat(
                    scene.client().v1().events().inNamespace(scene.namespace()).list().getItems())
                .anySatisfy(event -> assertThat(event.getReason()).isEqualTo("QuotaExceeded")));
    scene.client().resourceQuotas().inNamespace(scene.namespace()).delete();

    String name = "podgroup-" + flow.getMetadata().getUid();
    PodGroup base = awaitGroup(name, RUNNING);
    assertThat(base.getSpec().queue()).isEqualTo(night);
    PodGroup apart = awaitGroup(name + "-" + other, RUNNING);
    assertThat(apart.getSpec().queue()).isEqualTo(other);
    Eventually.within(Scene.SOON)
        .passes(() -> {
          assertThat(queue(night).getStatus().running()).isEqualTo(1);
          assertThat(queue(other).getStatus().running()).isEqualTo(1);
          assertThat(queue(other).getStatus().allocated())
              .containsEntry("cpu", new Quantity("500m"));
        });
    // A group without live pods promises itself nothing.
    scene.client().pods().inNamespace(scene.namespace()).withGracePeriod(0).delete();
    Eventually.within(Scene.SOON)
        .passes(() -> {
          assertThat(group(name + "-" + other)).isNull();
          assertThat(scene.group(name).getSpec().minResources()).isNull();
        });
  }

  @Test
  void queuesOpenAndCloseWithTheirParents() {
    String team = scene.queue("team", QueueSpec.ofWeight(1));
    String busy = scene.queue("busy", below(team));
    String idle = scene.queue("idle", below(team));
    scene.group("work", PodGroupSpec.ofGang(busy, 1));
    scene.create(Workload.of("work", 1, "1", "1Gi").inGroup("work"));
    awaitGroup("work", RUNNING);
    assertThat(queue("root").getSpec().reclaimable()).isFalse();
    assertThat(queue("default").getSpec().weight()).isEqualTo(1);
    awaitState(idle, OPEN);

    command(idle, "CloseQueue");
    awaitState(idle, CLOSED);
    command(team, "CloseQueue");
    awaitState(busy, CLOSING);
    awaitState(team, CLOSING);
    assertThat(queue(busy).getMetadata().getAnnotations())
        .containsEntry(VolcanoNames.CLOSED_BY_PARENT, "true");
    command(busy, "OpenQueue");
    Eventually.within(Scene.SOON)
        .passes(() ->
            assertThat(scene.client().v1().events().inNamespace("default").list().getItems())
                .anySatisfy(event -> {
                  assertThat(event.getInvolvedObject().getName()).isEqualTo(busy);
                  assertThat(event.getMessage()).contains("Failed to open queue");
                }));
    assertThat(scene.client().resources(Command.class).inNamespace("default").list().getItems())
        .isEmpty();

    scene.client().pods().inNamespace(scene.namespace()).withGracePeriod(0).delete();
    scene.client().resources(PodGroup.class).inNamespace(scene.namespace()).delete();
    awaitState(busy, CLOSED);
    awaitState(team, CLOSED);
    command(team, "OpenQueue");
    awaitState(team, OPEN);
    awaitState(busy, OPEN);
    awaitState(idle, CLOSED);
    Eventually.within(Scene.SOON)
        .passes(() ->
            assertThat(queue(busy).getMetadata().getAnnotations())
                .satisfiesAnyOf(
                    marks -> assertThat(marks).isNull(),
                    marks -> assertThat(marks).doesNotContainKey(VolcanoNames.CLOSED_BY_PARENT)));
  }

  @Test
  void aGroupThatIsDoneAndHasNobodyGoes() throws Exception {
    PodGroup left = PodGroup.of(scene.namespace(), "left", PodGroupSpec.ofGang("default", 1));
    left.setStatus(new PodGroupStatus(COMPLETED, null, 0, 1, 0));
    scene.client().resource(left).create();
    scene.group("waits", PodGroupSpec.ofGang("default", 1));

    Eventually.within(Scene.SOON).passes(() -> assertThat(group("left")).isNull());
    assertThat(group("waits")).isNotNull();
    Endpoint endpoint = new Endpoint(controllers.port());
    assertThat(endpoint.get("/metrics").body())
        .contains(
            "basalt_controller_reconcile_seconds_count{controller=\"gc\"}",
            "basalt_controller_queue{controller=\"podgroup\"}",
            "basalt_controller_reconciles_total{controller=\"queue\"}");
    assertThat(endpoint.get("/healthz").statusCode()).isEqualTo(200);
    scene.client().resources(PodGroup.class).inNamespace(scene.namespace()).delete();
  }

  private <T extends HasMetadata> void submit(String yaml, Class<T> type) {
    T object = scene.client().getKubernetesSerialization().unmarshal(yaml, type);
    object.getMetadata().setNamespace(scene.namespace());
    scene.client().resource(object).create();
  }

  private void scale(int replicas) {
    scene
        .client()
        .apps()
        .deployments()
        .inNamespace(scene.namespace())
        .withName("web")
        .scale(replicas);
  }

  private static QueueSpec below(String parent) {
    return new QueueSpec(1, null, null, null, null, null, parent, null, null, null, null);
  }

  private void command(String queue, String action) {
    Command command = new Command();
    command.setMetadata(
        new ObjectMetaBuilder().withNamespace("default").withGenerateName(queue + "-").build());
    command.setAction(action);
    command.setTarget(
        new OwnerReferenceBuilder()
            .withApiVersion("scheduling.volcano.sh/v1beta1")
            .withKind("Queue")
            .withName(queue)
            .withUid(queue(queue).getMetadata().getUid())
            .build());
    scene.client().resource(command).create();
  }

  private void awaitState(String queue, QueueState state) {
    Eventually.within(Scene.SOON)
        .passes(() -> assertThat(queue(queue).getStatus().state()).isEqualTo(state));
  }

  private PodGroup awaitGroup(String name, PodGroupPhase phase) {
    Eventually.within(Scene.SOON)
        .passes(() -> {
          PodGroup group = group(name);
          assertThat(group).as(() -> "group " + name + " for one of " + seen()).isNotNull();
          assertThat(group.getStatus()).as("%s", group).isNotNull();
          assertThat(group.getStatus().phase()).as("%s", group).isEqualTo(phase);
        });
    return scene.group(name);
  }

  /** What a person would look at first. */
  private List<String> seen() {
    return Observed.pods(scene.client(), scene.namespace()).stream()
        .map(pod ->
            pod.getMetadata().getName()
                + " "
                + pod.getStatus().getPhase()
                + " of "
                + pod.getMetadata().getOwnerReferences()
                + " with "
                + pod.getMetadata().getAnnotations())
        .toList();
  }

  private @Nullable PodGroup group(String name) {
    return scene
        .client()
        .resources(PodGroup.class)
        .inNamespace(scene.namespace())
        .withName(name)
        .get();
  }

  private Queue queue(String name) {
    return scene.client().resources(Queue.class).withName(name).require();
  }

  private List<Pod> pods(String app) {
    return scene
        .client()
        .pods()
        .inNamespace(scene.namespace())
        .withLabel("app", app)
        .list()
        .getItems();
  }

  private <T extends HasMetadata> String groupOf(Class<T> type) {
    return "podgroup-" + Objects.requireNonNull(first(type)).getMetadata().getUid();
  }

  private <T extends HasMetadata> @Nullable T first(Class<T> type) {
    return scene.client().resources(type).inNamespace(scene.namespace()).list().getItems().stream()
        .findFirst()
        .orElse(null);
  }
}
