package dev.basalt.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.basalt.api.batch.Job;
import dev.basalt.api.names.VolcanoNames;
import dev.basalt.api.scheduling.PodGroup;
import dev.basalt.testkit.ClusterOptions;
import dev.basalt.testkit.Eventually;
import dev.basalt.testkit.junit.ClusterExtension;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may put work into which queue, by {@code deploy/policies/queue-use.yaml}. */
final class QueueUsePolicyIT {
  @RegisterExtension
  static final ClusterExtension CLUSTER =
      ClusterExtension.own(
          ClusterOptions.named("queue-use").withoutControllers().withoutFakeNodes());

  private static final Path POLICY =
      Path.of(System.getProperty("basalt.root"), "deploy/policies/queue-use.yaml");
  private static final String REFUSED =
      "user bob may not use queue research: name another queue, or have an administrator grant the"
          + " verb use on queues.scheduling.volcano.sh research";

  private static KubernetesClient alice;
  private static KubernetesClient bob;

  @BeforeAll
  static void prepare() throws IOException {
    KubernetesClient admin = CLUSTER.client();
    Definitions.establish(admin);
    allow(
        "work",
        List.of("alice", "bob"),
        work("", "pods"),
        work("scheduling.volcano.sh", "podgroups"),
        work("batch.volcano.sh", "jobs"));
    allow(
        "use-queue-research",
        List.of("alice"),
        new PolicyRuleBuilder()
            .withApiGroups("scheduling.volcano.sh")
            .withResources("queues")
            .withResourceNames("research")
            .withVerbs("use")
            .build());
    try (InputStream policy = Files.newInputStream(POLICY)) {
      admin.load(policy).serverSideApply();
    }
    alice = clientOf("alice");
    bob = clientOf("bob");
    // A policy holds some moments after it was created; for pods, which come second, too.
    Eventually.within(Duration.ofMinutes(1))
        .passes(() ->
            assertThatThrownBy(() ->
                    dryRun(
                        pod(
                            "probe",
                            "basalt",
                            Map.of("scheduling.volcano.sh/queue-name", "research"))))
                .isInstanceOf(KubernetesClientException.class));
    Eventually.within(Duration.ofMinutes(1))
        .passes(() ->
            assertThatThrownBy(() -> dryRun(group("probe", "research")))
                .isInstanceOf(KubernetesClientException.class));
  }

  @AfterAll
  static void close() {
    alice.close();
    bob.close();
  }

  @Test
  void whoMayUseAQueuePutsGroupsAndPodsIntoIt() {
    alice.resource(group("allowed", "research")).create();
    alice
        .resource(pod("allowed", "basalt", Map.of("scheduling.volcano.sh/queue-name", "research")))
        .create();
    assertThat(CLUSTER.client().resource(group("allowed", "research")).get()).isNotNull();
  }

  @Test
  void whoMayNotIsRefusedWithQueueUserAndRemedy() {
    assertThatThrownBy(() -> bob.resource(group("refused", "research")).create())
        .hasMessageContaining(REFUSED);
    assertThatThrownBy(() ->
            bob.resource(
                    pod(
                        "refused",
                        "volcano",
                        Map.of("scheduling.volcano.sh/queue-name", "research")))
                .create())
        .hasMessageContaining(REFUSED);
  }

  @Test
  void aJobsUserIsAskedNotTheControllerThatMakesItsGroup() {
    assertThatThrownBy(() -> bob.resource(job("refused")).create()).hasMessageContaining(REFUSED);
    alice.resource(job("allowed")).create();
    assertThat(CLUSTER.client().resource(job("allowed")).get()).isNotNull();
  }

  private static Job job(String name) {
    return CLUSTER
        .client()
        .getKubernetesSerialization()
        .unmarshal(
            """
            apiVersion: batch.volcano.sh/v1alpha1
            kind: Job
            metadata: {name: %s, namespace: default}
            spec:
              queue: research
              tasks:
              - {name: main, replicas: 1, template: {spec: {containers: [{name: main, image: none}]}}}
            """
                .formatted(name),
            Job.class);
  }

  @Test
  void aLabelThatNamesAQueueCountsAsTheSchedulerReadsIt() {
    Pod pod = pod("labelled", "basalt", Map.of());
    pod.getMetadata().setLabels(Map.of(VolcanoNames.JOB_QUEUE_NAME, "research"));
    assertThatThrownBy(() -> bob.resource(pod).create()).hasMessageContaining(REFUSED);
  }

  @Test
  void aGroupIsNotMovedIntoAQueueThatItsUserMayNotUse() {
    PodGroup group = bob.resource(group("moved", "default")).create();
    assertThatThrownBy(() -> bob.resource(group).edit(old -> named(old, "research")))
        .hasMessageContaining(REFUSED);
  }

  @Test
  void whoMayNotUseAQueueStillChangesWhatIsInIt() {
    alice.resource(group("labelled", "research")).create();
    PodGroup changed =
        bob.resource(group("labelled", "research"))
            .edit(old -> {
              old.getMetadata().setLabels(Map.of("checked", "yes"));
              return old;
            });
    assertThat(changed.getMetadata().getLabels()).containsEntry("checked", "yes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "default"})
  void theDefaultQueueIsFreeForAll(String queue) {
    String name = queue.isEmpty() ? "unnamed" : "named";
    bob.resource(group(name, queue)).create();
    bob.resource(
            pod(
                name,
                "basalt",
                queue.isEmpty() ? Map.of() : Map.of("scheduling.volcano.sh/queue-name", queue)))
        .create();
    assertThat(CLUSTER.client().resource(group(name, queue)).get()).isNotNull();
  }

  @Test
  void podsOfOtherSchedulersAreNoneOfItsBusiness() {
    bob.resource(
            pod(
                "other",
                "default-scheduler",
                Map.of("scheduling.volcano.sh/queue-name", "research")))
        .create();
    assertThat(CLUSTER.client().pods().inNamespace("default").withName("other").get()).isNotNull();
  }

  private static void dryRun(HasMetadata object) {
    bob.resource(object).dryRun().create();
  }

  private static PodGroup named(PodGroup group, String queue) {
    PodGroup other = group(group.getMetadata().getName(), queue);
    group.setSpec(other.getSpec());
    return group;
  }

  private static PodGroup group(String name, String queue) {
    return CLUSTER
        .client()
        .getKubernetesSerialization()
        .unmarshal(
            """
            apiVersion: scheduling.volcano.sh/v1beta1
            kind: PodGroup
            metadata: {name: %s, namespace: default}
            spec: {minMember: 1%s}
            """
                .formatted(name, queue.isEmpty() ? "" : ", queue: " + queue),
            PodGroup.class);
  }

  private static Pod pod(String name, String scheduler, Map<String, String> annotations) {
    return new PodBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace("default")
        .withAnnotations(annotations)
        .endMetadata()
        .withNewSpec()
        .withSchedulerName(scheduler)
        .addNewContainer()
        .withName("main")
        .withImage("none")
        .endContainer()
        .endSpec()
        .build();
  }

  private static PolicyRule work(String group, String resource) {
    return new PolicyRuleBuilder()
        .withApiGroups(group)
        .withResources(resource)
        .withVerbs("create", "get", "update", "patch")
        .build();
  }

  private static void allow(String name, List<String> users, PolicyRule... rules) {
    CLUSTER
        .client()
        .resource(
            new ClusterRoleBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withRules(rules)
                .build())
        .create();
    ClusterRoleBindingBuilder binding =
        new ClusterRoleBindingBuilder()
            .withNewMetadata()
            .withName(name)
            .endMetadata()
            .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", name);
    users.forEach(user -> binding.addNewSubject("rbac.authorization.k8s.io", "User", user, null));
    CLUSTER.client().resource(binding.build()).create();
  }

  private static KubernetesClient clientOf(String user) {
    Config config = CLUSTER.cluster().clientConfig();
    config.setImpersonateUsername(user);
    return new KubernetesClientBuilder().withConfig(config).build();
  }
}
