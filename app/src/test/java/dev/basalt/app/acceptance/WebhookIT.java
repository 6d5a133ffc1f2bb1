package dev.basalt.app.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.basalt.api.batch.Job;
import dev.basalt.api.batch.TaskSpec;
import dev.basalt.api.names.BasaltNames;
import dev.basalt.api.names.VolcanoNames;
import dev.basalt.api.scheduling.PodGroup;
import dev.basalt.api.scheduling.PodGroupSpec;
import dev.basalt.api.scheduling.Queue;
import dev.basalt.api.scheduling.QueueSpec;
import dev.basalt.cluster.http.ApiAccess;
import dev.basalt.testkit.Eventually;
import dev.basalt.testkit.junit.ClusterExtension;
import dev.basalt.webhook.WebhookOptions;
import dev.basalt.webhook.WebhookProcess;
import dev.basalt.webhook.admit.ResourceGroups;
import dev.basalt.webhook.register.Reach;
import dev.basalt.webhook.register.Registration;
import dev.basalt.webhook.tls.Rotation;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The webhook on a real API server: what is submitted passes through it. */
final class WebhookIT {
  @RegisterExtension static final ClusterExtension CLUSTER = ClusterExtension.shared();

  @RegisterExtension final Scene scene = new Scene(CLUSTER);

  private static final int SIGTERM = 128 + 15;
  private static final String SYSTEM = "webhook-system";
  private static final String TOO_MANY =
      "job 'minAvailable' should not be greater than total replicas in tasks";

  @BeforeEach
  void queues() {
    for (String name : new String[] {"default", "root"}) {
      if (scene.client().resources(Queue.class).withName(name).get() == null) {
        scene.client().resource(Queue.of(name, QueueSpec.ofWeight(1))).create();
      }
    }
  }

  @AfterEach
  void unregister() {
    scene
        .client()
        .admissionRegistration()
        .v1()
        .mutatingWebhookConfigurations()
        .withName(Registration.NAME)
        .delete();
    scene
        .client()
        .admissionRegistration()
        .v1()
        .validatingWebhookConfigurations()
        .withName(Registration.NAME)
        .delete();
  }

  @Test
  void what_is_submitted_is_filled_in_checked_and_signed() throws Exception {
    scene
        .client()
        .namespaces()
        .withName(scene.namespace())
        .edit(namespace -> {
          namespace.getMetadata().getAnnotations().put("basalt.dev/run-as-user", "4711");
          namespace.getMetadata().getAnnotations().put(VolcanoNames.QUEUE_NAME, "default");
          return namespace;
        });
    webhook(Rotation.of(Duration.ofDays(90)), Duration.ofSeconds(10));
    try (KubernetesClient alice = user("alice")) {
      awaitRegistered(alice);

      Job job = alice.resource(job("sound", "")).create();

      assertThat(job.getSpec().queue()).isEqualTo("default");
      assertThat(job.getSpec().minAvailable()).isEqualTo(2);
      assertThat(job.getSpec().maxRetry()).isEqualTo(3);
      assertThat(job.getSpec().tasks()).extracting(TaskSpec::name).containsExactly("default0");
      assertThat(job.getMetadata().getAnnotations()).containsEntry(BasaltNames.USER, "alice");

      refused(() -> alice.resource(job("bad", "minAvailable: 5")).create(), TOO_MANY);
      refused(
          () -> alice.resource(job("lost", "queue: nowhere")).create(),
          "unable to find job queue:");
      refused(
          () -> alice.resources(Queue.class).withName("default").delete(),
          "`default` queue can not be deleted");
      capabilitiesAreTheKeepersToWriteInAnyOrder();

      PodGroup group =
          alice
              .resource(PodGroup.of(scene.namespace(), "g", PodGroupSpec.ofGang("default", 1)))
              .create();
      assertThat(group.getMetadata().getAnnotations()).containsEntry(BasaltNames.USER, "alice");

      Pod pod = alice.resource(pod("ours", "basalt")).create();
      assertThat(pod.getMetadata().getAnnotations()).containsEntry(BasaltNames.USER, "alice");
      assertThat(pod.getSpec().getSecurityContext().getRunAsUser()).isEqualTo(4711);

      Pod other = alice.resource(pod("theirs", "default-scheduler")).create();
      assertThat(other.getMetadata().getAnnotations()).containsEntry(BasaltNames.USER, "mallory");
      assertThat(other.getSpec().getSecurityContext().getRunAsUser()).isNull();
    }
    try (KubernetesClient bob = user("bob")) {
      Job stolen =
          bob.resources(Job.class)
              .inNamespace(scene.namespace())
              .withName("sound")
              .edit(job -> {
                job.getMetadata().getAnnotations().put(BasaltNames.USER, "bob");
                return job;
              });
      assertThat(stolen.getMetadata().getAnnotations()).containsEntry(BasaltNames.USER, "alice");
    }
  }

  private void capabilitiesAreTheKeepersToWriteInAnyOrder() {
    String outer = scene.queue("outer", capability(8, null));
    scene.queue("inner", capability(4, outer));
    Queue lower = Queue.of(outer, capability(2, null));

    // The webhook learns of the inner one by a watch.
    Eventually.within(Scene.SOON)
        .passes(() ->
            refused(
                () -> scene.client().resource(lower).dryRun().forceConflicts().serverSideApply(),
                "capability[cpu]=2 is smaller than its descendants' max capability=4"));
    Queue written =
        scene
            .client()
            .resource(lower)
            .fieldManager(BasaltNames.CAPABILITY_KEEPER)
            .forceConflicts()
            .serverSideApply();
    assertThat(written.getSpec().capability()).containsEntry("cpu", new Quantity("2"));
  }

  private static QueueSpec capability(int cpu, @Nullable String parent) {
    return new QueueSpec(
        1,
        Map.of("cpu", new Quantity(Integer.toString(cpu))),
        null,
        null,
        null,
        null,
        parent,
        null,
        null,
        null,
        null);
  }

  @Test
  void certificates_and_authorities_change_while_requests_go_on() throws Exception {
    webhook(
        new Rotation(Duration.ofSeconds(12), Duration.ofSeconds(24), Duration.ofSeconds(2)),
        Duration.ofMillis(200));
    Set<String> certificates = new HashSet<>();
    Set<String> bundles = new HashSet<>();
    try (KubernetesClient alice = user("alice")) {
      awaitRegistered(alice);
      Eventually.within(Scene.SOON)
          .passes(() -> {
            // Were the webhook not reached, the policy would let the bad job pass.
            refused(() -> alice.resource(job("bad", "minAvailable: 5")).create(), TOO_MANY);
            var data =
                scene
                    .client()
                    .secrets()
                    .inNamespace(SYSTEM)
                    .withName("webhook-tls")
                    .require()
                    .getData();
            certificates.add(data.get("tls.crt"));
            bundles.add(data.get("ca.crt"));
            assertThat(certificates).hasSizeGreaterThanOrEqualTo(3);
            assertThat(bundles).hasSizeGreaterThanOrEqualTo(3);
          });
      assertThat(alice.resources(Job.class).inNamespace(scene.namespace()).list().getItems())
          .isEmpty();
    }
  }

  @Test
  void when_the_process_is_killed_everything_is_taken() throws Exception {
    Process process = process();
    try (KubernetesClient alice = user("alice")) {
      awaitRegistered(alice);
      process.destroyForcibly().waitFor();

      Job bad = alice.resource(job("bad", "minAvailable: 5")).create();
      Pod pod = alice.resource(pod("ours", "basalt")).create();

      assertThat(bad.getSpec().minAvailable()).isEqualTo(5);
      assertThat(pod.getMetadata().getUid()).isNotEmpty();
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void every_role_runs_in_one_process() throws Exception {
    scene.nodes(1, "8", "32Gi");
    try (SchedulerSubprocess process =
            SchedulerSubprocess.startCommand(
                "all-in-one",
                scene.cluster().kubeconfig(),
                "--lease-namespace",
                SYSTEM,
                "--webhook-port",
                "0");
        KubernetesClient alice = user("alice")) {
      awaitRegistered(alice);
      refused(() -> alice.resource(job("bad", "minAvailable: 5")).create(), TOO_MANY);
      alice.resource(job("sound", "")).create();
      Eventually.within(Scene.SOON)
          .passes(() ->
              assertThat(Observed.pods(scene.client(), scene.namespace()))
                  .hasSize(2)
                  .allSatisfy(pod -> {
                    assertThat(pod.getStatus().getPhase()).isEqualTo("Running");
                    assertThat(pod.getMetadata().getAnnotations())
                        .containsEntry(BasaltNames.USER, "alice");
                  }));

      process.terminate();
      assertThat(process.exitCode()).as(process::log).isEqualTo(SIGTERM);
    }
    // Scheduler, controllers and watchdog, which lead, gave their Leases back.
    assertThat(
            scene.client().leases().inNamespace(SYSTEM).list().getItems().stream()
                .map(lease -> lease.getSpec().getHolderIdentity()))
        .hasSize(3)
        .containsOnlyNulls();
  }

  /** As {@code ./basalt webhook} starts it. */
  private Process process() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            // Surefire hides the real class path behind a jar.
            System.getProperty(
                "surefire.test.class.path", System.getProperty("java.class.path", "")),
            "dev.basalt.app.Main",
            "webhook",
            "--kubeconfig",
            scene.cluster().kubeconfig().toString(),
            "--bind-address",
            "127.0.0.1",
            "--port",
            "0",
            "--metrics-port",
            "0",
            "--namespace",
            SYSTEM)
        .inheritIO()
        .start();
  }

  /** A configuration takes a moment to reach the API server's admission. */
  private void awaitRegistered(KubernetesClient client) {
    Eventually.within(Scene.SOON)
        .passes(() ->
            refused(
                () -> client.resource(job("bad", "minAvailable: 5")).dryRun().create(), TOO_MANY));
  }

  private static void refused(ThrowingCallable request, String fragment) {
    assertThatThrownBy(request)
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContaining(fragment);
  }

  private WebhookProcess webhook(Rotation rotation, Duration period) throws Exception {
    scene.client().secrets().inNamespace(SYSTEM).withName("webhook-tls").delete();
    return scene.closing(
        new WebhookProcess(
            ApiAccess.kubeconfig(scene.cluster().kubeconfig()),
            new WebhookOptions(
                "127.0.0.1",
                0,
                new Reach.Host("127.0.0.1"),
                SYSTEM,
                "webhook-tls",
                Set.of("basalt", "volcano"),
                "volcano",
                Set.of(),
                false,
                false,
                ResourceGroups.none(),
                rotation,
                period,
                null,
                null)));
  }

  private KubernetesClient user(String name) {
    Config config = scene.cluster().clientConfig();
    config.setImpersonateUsername(name);
    config.setImpersonateGroups("system:masters");
    return new KubernetesClientBuilder().withConfig(config).build();
  }

  private Job job(String name, String more) {
    return scene
        .client()
        .getKubernetesSerialization()
        .unmarshal(
            """
            apiVersion: batch.volcano.sh/v1alpha1
            kind: Job
            metadata:
              name: %s
              namespace: %s
              annotations: {basalt.dev/user: mallory}
            spec:
              tasks:
              - replicas: 2
                template: {spec: {containers: [{name: c, image: i}]}}
              %s
            """
                .formatted(name, scene.namespace(), more),
            Job.class);
  }

  private Pod pod(String name, String scheduler) {
    return new PodBuilder()
        .withNewMetadata()
        .withNamespace(scene.namespace())
        .withName(name)
        .addToAnnotations(BasaltNames.USER, "mallory")
        .endMetadata()
        .withNewSpec()
        .withSchedulerName(scheduler)
        .addNewContainer()
        .withName("c")
        .withImage("i")
        .endContainer()
        .endSpec()
        .build();
  }
}
