package dev.basalt.app.clients;

import dev.basalt.api.crd.CustomResourceDefinitions;
import dev.basalt.app.clients.Fixture.Definition;
import dev.basalt.app.controllers.ControllersOptions;
import dev.basalt.app.controllers.ControllersRole;
import dev.basalt.app.crds.CrdsCommand;
import dev.basalt.app.role.EndpointSettings;
import dev.basalt.app.scheduler.SchedulerOptions;
import dev.basalt.app.scheduler.SchedulerRole;
import dev.basalt.cluster.http.ApiAccess;
import dev.basalt.testkit.Eventually;
import dev.basalt.testkit.NodeShape;
import dev.basalt.testkit.junit.ClusterExtension;
import dev.basalt.webhook.WebhookOptions;
import dev.basalt.webhook.WebhookProcess;
import dev.basalt.webhook.admit.ResourceGroups;
import dev.basalt.webhook.register.Reach;
import dev.basalt.webhook.register.Registration;
import dev.basalt.webhook.tls.Rotation;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Every client at once, each in a namespace of its own. */
class ClientsIT {
  private static final Path FIXTURES =
      Path.of(System.getProperty("basalt.root"), "app/src/test/resources/clients");

  @RegisterExtension static final ClusterExtension CLUSTER = ClusterExtension.shared();

  private static final String SYSTEM = "basalt-system";
  private static final Deque<AutoCloseable> RUNNING = new ArrayDeque<>();

  @BeforeAll
  static void start() throws Exception {
    CustomResourceDefinitions.all()
        .forEach(manifest -> CrdsCommand.apply(CLUSTER.client(), manifest));
    NodeShape shape = NodeShape.of("32", "128Gi", 110).withLabel("test", "clients");
    CLUSTER.cluster().addNodes(4, shape);
    RUNNING.push(() -> CLUSTER.client().nodes().withLabel("test", "clients").delete());
    ApiAccess access = ApiAccess.kubeconfig(CLUSTER.cluster().kubeconfig());
    RUNNING.push(
        SchedulerRole.process(
            access,
            SchedulerOptions.standard().withoutLeaderElection(),
            EndpointSettings.loopback()));
    RUNNING.push(
        ControllersRole.process(access, ControllersOptions.alone(), EndpointSettings.loopback()));
    RUNNING.push(webhook(access));
  }

  @AfterAll
  static void stop() throws Exception {
    while (!RUNNING.isEmpty()) {
      RUNNING.pop().close();
    }
  }

  @TestFactory
  Stream<DynamicTest> whatClientsDoWorks() {
    List<Fixture> fixtures = Fixture.in(FIXTURES);
    fixtures.stream()
        .flatMap(fixture -> fixture.definitions().stream())
        .distinct()
        .forEach(ClientsIT::define);
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    List<Future<?>> plays =
        fixtures.stream().<Future<?>>map(fixture -> threads.submit(() -> play(fixture))).toList();
    threads.shutdown();
    return Stream.iterate(0, i -> i < fixtures.size(), i -> i + 1)
        .map(i ->
            DynamicTest.dynamicTest(
                fixtures.get(i).name() + ": " + fixtures.get(i).client(),
                () -> plays.get(i).get()));
  }

  /** The webhook, and beside its process what it registers. */
  private static WebhookProcess webhook(ApiAccess access) throws Exception {
    KubernetesClient client = CLUSTER.client();
    client
        .resource(new NamespaceBuilder().withNewMetadata().withName(SYSTEM).endMetadata().build())
        .serverSideApply();
    RUNNING.push(() -> {
      var admission = client.admissionRegistration().v1();
      admission.mutatingWebhookConfigurations().withName(Registration.NAME).delete();
      admission.validatingWebhookConfigurations().withName(Registration.NAME).delete();
      client.secrets().inNamespace(SYSTEM).withName("clients-tls").delete();
    });
    WebhookProcess webhook =
        new WebhookProcess(
            access,
            new WebhookOptions(
                "127.0.0.1",
                0,
                new Reach.Host("127.0.0.1"),
                SYSTEM,
                "clients-tls",
                Set.of("basalt", "volcano"),
                "volcano",
                Set.of(),
                false,
                true,
                ResourceGroups.none(),
                Rotation.of(Duration.ofDays(90)),
                Duration.ofSeconds(10),
                null,
                null));
    Eventually.within(Duration.ofMinutes(1))
        .becomes(
            "the webhook's registration",
            () ->
                client
                    .admissionRegistration()
                    .v1()
                    .mutatingWebhookConfigurations()
                    .withName(Registration.NAME)
                    .get(),
            Objects::nonNull);
    return webhook;
  }

  private static void play(Fixture fixture) {
    try (FixturePlayer player =
        new FixturePlayer(CLUSTER.client(), "client-" + fixture.name(), fixture)) {
      player.play();
    }
  }

  private static void define(Definition definition) {
    CustomResourceDefinition manifest =
        CLUSTER
            .client()
            .getKubernetesSerialization()
            .unmarshal(
                """
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: {name: %s.%s, annotations: {api-approved.kubernetes.io: unapproved}}
                spec:
                  group: %s
                  scope: Namespaced
                  names: {plural: %s, kind: %s}
                  versions:
                  - name: %s
                    served: true
                    storage: true
                    schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
                """
                    .formatted(
                        definition.plural(),
                        definition.group(),
                        definition.group(),
                        definition.plural(),
                        definition.kind(),
                        definition.version()),
                CustomResourceDefinition.class);
    CLUSTER.client().resource(manifest).serverSideApply();
  }
}
