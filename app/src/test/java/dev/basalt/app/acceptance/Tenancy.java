package dev.basalt.app.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.basalt.api.batch.Job;
import dev.basalt.testkit.Eventually;
import dev.basalt.testkit.TestCluster;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** The users of {@code examples/tenancy}, as OIDC would name them. */
final class Tenancy {
  private static final Path EXAMPLES =
      Path.of(System.getProperty("basalt.root"), "examples", "tenancy");

  private static final String OWN =
      """
      oidc:alice create,get,list,watch,patch,delete jobs.batch.volcano.sh,cronjobs.batch.volcano.sh,jobflows.flow.volcano.sh,jobtemplates.flow.volcano.sh in user-alice
      oidc:alice create commands.bus.volcano.sh in user-alice
      oidc:alice get,list,watch pods in user-alice
      oidc:alice get pods/log in user-alice
      oidc:alice create,get,list,watch,patch,update,delete podgroups.scheduling.volcano.sh in user-alice
      oidc:alice list events in user-alice
      oidc:alice create,patch,delete configmaps in user-alice
      """;

  private static final String OTHERS =
      """
      oidc:alice create,get,list,watch,patch,delete jobs.batch.volcano.sh in user-bob
      oidc:alice get,list pods,pods/log,configmaps,secrets,events,podgroups.scheduling.volcano.sh in user-bob
      oidc:alice create,patch,update,delete podgroups.scheduling.volcano.sh in user-bob
      oidc:alice create commands.bus.volcano.sh in user-bob
      oidc:alice create,patch,delete pods,pods/exec,pods/binding in user-alice
      oidc:alice get,list secrets in user-alice
      oidc:alice create,patch rolebindings.rbac.authorization.k8s.io,resourcequotas in user-alice
      oidc:alice patch,delete namespaces named user-alice
      oidc:alice create,patch,delete queues.scheduling.volcano.sh
      oidc:alice list pods,jobs.batch.volcano.sh
      oidc:bob create,get,list jobs.batch.volcano.sh in user-alice
      """;

  private final KubernetesClient admin;
  private final TestCluster cluster;

  Tenancy(KubernetesClient admin, TestCluster cluster) {
    this.admin = admin;
    this.cluster = cluster;
  }

  /** With a chart whose roles run and that demands the verb {@code use} on queues. */
  void assertUsersAreKeptApart() throws IOException {
    apply();
    assertThat(Rights.otherwise(admin, OWN, true)).as("a user lacks").isEmpty();
    assertThat(Rights.otherwise(admin, OTHERS, false)).as("a user has").isEmpty();
    try (KubernetesClient alice = user("oidc:alice");
        KubernetesClient bob = user("oidc:bob")) {
      refused("may not use queue trading", () -> submit(alice, "user-alice", "trading"));
      refused("forbidden", () -> submit(bob, "user-alice", "research"));
      submit(alice, "user-alice", "research");
      submit(bob, "user-bob", "research");

      Eventually.within(Scene.SOON)
          .passes(() -> {
            assertRunsAs(alice, "user-alice", 10001, "oidc:alice");
            assertRunsAs(bob, "user-bob", 10002, "oidc:bob");
          });
    }
  }

  private void apply() throws IOException {
    try (Stream<Path> files = Files.list(EXAMPLES)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList()) {
        for (HasMetadata object : Chart.parse(admin, Files.readString(file))) {
          admin.resource(object).fieldManager("kubectl").serverSideApply();
        }
      }
    }
    Eventually.within(Scene.SOON)
        .passes(() -> {
          for (String namespace : List.of("user-alice", "user-bob")) {
            admin.serviceAccounts().inNamespace(namespace).withName("default").require();
          }
        });
  }

  private static void assertRunsAs(
      KubernetesClient user, String namespace, long uid, String submitter) {
    List<Pod> pods = Observed.pods(user, namespace);
    assertThat(pods)
        .isNotEmpty()
        .allSatisfy(pod -> {
          assertThat(Observed.bound(pod)).isTrue();
          assertThat(pod.getSpec().getSecurityContext().getRunAsUser()).isEqualTo(uid);
          assertThat(pod.getMetadata().getAnnotations())
              .containsEntry("basalt.dev/user", submitter);
        });
  }

  private static void submit(KubernetesClient user, String namespace, String queue) {
    Job job =
        user.getKubernetesSerialization()
            .unmarshal(
                """
                apiVersion: batch.volcano.sh/v1alpha1
                kind: Job
                metadata: {generateName: train-, namespace: %s}
                spec:
                  schedulerName: basalt
                  queue: %s
                  minAvailable: 2
                  tasks:
                    - name: main
                      replicas: 2
                      template:
                        spec:
                          restartPolicy: Never
                          securityContext: {runAsNonRoot: true, runAsUser: 4711, seccompProfile: {type: RuntimeDefault}}
                          containers:
                            - name: main
                              image: none
                              securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
                              resources: {requests: {cpu: 100m, memory: 64Mi}}
                """
                    .formatted(namespace, queue),
                Job.class);
    user.resource(job).create();
  }

  private static void refused(String why, ThrowingCallable attempt) {
    assertThatThrownBy(attempt).hasMessageContaining(why);
  }

  private KubernetesClient user(String name) {
    Config config = cluster.clientConfig();
    config.setImpersonateUsername(name);
    config.setImpersonateGroups("oidc:research", "oidc:staff", "system:authenticated");
    return new KubernetesClientBuilder().withConfig(Objects.requireNonNull(config)).build();
  }
}
