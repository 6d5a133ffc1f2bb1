package dev.basalt.app.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.app.CommandNames;
import dev.basalt.app.crds.CrdsCommand;
import dev.basalt.app.role.Prerequisites;
import dev.basalt.testkit.ClusterOptions;
import dev.basalt.testkit.Eventually;
import dev.basalt.testkit.NodeShape;
import dev.basalt.testkit.junit.ClusterExtension;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What an operator installs, on a real API server: accepted, enough, and not more than enough. */
@TestMethodOrder(OrderAnnotation.class)
class ChartIT {
  private static final Pattern FORBIDDEN =
      Pattern.compile("^apiserver_request_total\\{code=\"403\".*", Pattern.MULTILINE);

  @RegisterExtension
  static final ClusterExtension CLUSTER = ClusterExtension.own(ClusterOptions.named("chart"));

  @TempDir private Path folder = Path.of("");
  private static Chart chart;

  @BeforeAll
  static void prepare() {
    chart = new Chart();
    namespace(Chart.NAMESPACE, "restricted");
    chart.install(CLUSTER.cluster().kubeconfig(), List.of("--set", "policies.queueUse=true"));
  }

  @AfterAll
  static void tidy() {
    chart.close();
  }

  @Test
  @Order(3)
  void everySetOfValuesGivesObjectsThatTheApiServerTakes() throws IOException {
    KubernetesClient client = CLUSTER.client();
    namespace("volcano-system", "privileged");
    ForeignKinds.define(client);
    assertThat(Chart.valueSets())
        .contains("minimal", "all-in-one", "zones", "cert-manager", "monitoring", "drop-in");
    Set<HasMetadata> taken = new HashSet<>();
    for (String set : Chart.valueSets()) {
      assertThat(chart.lint(Chart.values(set)).code()).as("helm lint with %s", set).isZero();
      List<HasMetadata> objects = new ArrayList<>(chart.objects(client, Chart.values(set)));
      assertThat(objects).as(set).hasSizeGreaterThan(10);
      objects.removeIf(object -> !taken.add(object));
      for (HasMetadata object : objects) {
        client
            .resource(object)
            .dryRun()
            .fieldManager("chart-test")
            .forceConflicts()
            .serverSideApply();
        template(object).ifPresent(this::podIsTaken);
      }
    }
  }

  /** Pod Security "restricted" takes it; the account comes with the chart. */
  private void podIsTaken(PodTemplateSpec template) {
    CLUSTER
        .client()
        .resource(
            new PodBuilder()
                .withNewMetadataLike(template.getMetadata())
                .withName("tried")
                .withNamespace(Chart.NAMESPACE)
                .endMetadata()
                .withNewSpecLike(template.getSpec())
                .withServiceAccountName("default")
                .withPriorityClassName(null)
                .endSpec()
                .build())
        .dryRun()
        .create();
  }

  private static java.util.Optional<PodTemplateSpec> template(HasMetadata object) {
    return switch (object) {
      case Deployment deployment -> java.util.Optional.of(deployment.getSpec().getTemplate());
      case io.fabric8.kubernetes.api.model.batch.v1.Job job ->
          java.util.Optional.of(job.getSpec().getTemplate());
      default -> java.util.Optional.empty();
    };
  }

  @Test
  @Order(4)
  void theManifestsAreWhatTheChartGives() throws IOException {
    for (String name : List.of("basalt", "all-in-one")) {
      List<String> values =
          name.equals("basalt")
              ? Chart.values("manifests")
              : Chart.values("manifests", "all-in-one");
      String rendered = chart.template(values).ok();
      Path file = Chart.DEPLOY.resolve("manifests").resolve(name + ".yaml");
      if ("write".equals(System.getProperty("manifests"))) {
        Files.writeString(file, rendered);
      }
      assertThat(rendered)
          .as("%s is stale; CONTRIBUTING.md says how to write it anew", file)
          .isEqualTo(Files.readString(file));
    }
  }

  @Test
  @Order(5)
  void aWrongValueIsRefusedByItsName() {
    assertThat(refused("--set", "mode=three")).contains("/mode").contains("all-in-one");
    assertThat(refused("--set", "controlers.replicas=2")).contains("controlers");
    assertThat(refused("--set", "webhook.replicas=two")).contains("/webhook/replicas");
    assertThat(refused("--set", "schedulers[0].name=main")).contains("/schedulers/0/name");
    assertThat(refused("--set", "inspector.enabled=true"))
        .contains("inspector.tlsSecret")
        .contains("cert-manager");
    assertThat(refused("--set", "schedulers[0].name=scheduler,schedulers[1].name=scheduler-b"))
        .contains("give each its zones");
    assertThat(
            refused(
                "--set",
                "dropIn.enabled=true,schedulers[0].name=scheduler,schedulers[0].zones={a}"))
        .contains("take over first");
    assertThat(refused("--set", "exporter.replicas=2"))
        .contains("exporter.replicas")
        .contains("would double");
    assertThat(refused("--set", "monitoring.runbookUrl=docs/runbooks.md"))
        .contains("/monitoring/runbookUrl");
    assertThat(refused("--set", "userFrom=team")).contains("/userFrom");
  }

  @Test
  @Order(5)
  void whatIsSaidOnceReachesAllThatItConcerns() throws IOException {
    new ChartValues(chart, CLUSTER.client()).reachAllThatTheyConcern();
    DocumentedScrape.Ports ports =
        DocumentedScrape.of(chart.objects(CLUSTER.client(), Chart.values("cert-manager")));
    assertThat(ports.scraped()).containsExactly("metrics");
    assertThat(ports.left()).containsExactly("https", "inspector");
  }

  private static String refused(String... arguments) {
    var run = chart.template(List.of(arguments));
    assertThat(run.code()).as("exit code with %s", List.of(arguments)).isNotZero();
    return run.errors();
  }

  @Test
  @Order(1)
  void theRolesDoTheirWorkWithTheRightsOfTheChart() throws Exception {
    KubernetesClient client = CLUSTER.client();
    CLUSTER.cluster().addNodes(2, NodeShape.of("8", "16Gi", 110));
    assertThat(Rights.otherwise(client, Rights.NEEDED, true)).as("needed, but refused").isEmpty();
    List<ChartRole> roles = new ArrayList<>();
    try {
      Set<String> before = forbidden(client);
      for (Deployment deployment : deployments(client)) {
        roles.add(ChartRole.start(CLUSTER.cluster(), client, deployment, folder));
      }
      roles.forEach(ChartRole::awaitReady);
      WorkOfEachKind work = new WorkOfEachKind(client, CLUSTER.namespace());
      work.submit();
      work.awaitDone();
      assertThat(forbidden(client)).as("requests that were refused").isEqualTo(before);

      new Tenancy(client, CLUSTER.cluster()).assertUsersAreKeptApart();
      Set<String> secrets = secrets(client, roles);
      assertThat(roles)
          .allSatisfy(role -> {
            assertThat(role.log())
                .as("log of %s", role.account())
                .doesNotContainIgnoringCase("forbidden");
            assertThat(secrets).as("what must not be in the log").noneMatch(role.log()::contains);
          });
    } finally {
      for (ChartRole role : roles) {
        role.close();
      }
    }
    allReplicasOfTheDeploymentsAreMade(client);
  }

  private static Set<String> forbidden(KubernetesClient client) {
    return FORBIDDEN
        .matcher(client.raw("/metrics"))
        .results()
        .map(match -> match.group())
        .collect(Collectors.toSet());
  }

  /** Those of roles that the command line knows. */
  private static List<Deployment> deployments(KubernetesClient client) {
    Set<String> commands = CommandNames.all();
    return client.apps().deployments().inNamespace(Chart.NAMESPACE).list().getItems().stream()
        .filter(deployment ->
            commands.contains(
                deployment
                    .getSpec()
                    .getTemplate()
                    .getSpec()
                    .getContainers()
                    .getFirst()
                    .getArgs()
                    .getFirst()))
        .toList();
  }

  /** Tokens and private keys, line by line. */
  private static Set<String> secrets(KubernetesClient client, List<ChartRole> roles) {
    Stream<String> keys =
        client.secrets().inAnyNamespace().list().getItems().stream()
            .map(Secret::getData)
            .filter(data -> data != null)
            .flatMap(data -> data.entrySet().stream())
            .filter(entry -> entry.getKey().endsWith("key") || entry.getKey().startsWith("id_"))
            .flatMap(entry ->
                new String(Base64.getDecoder().decode(entry.getValue()), StandardCharsets.UTF_8)
                    .lines())
            .filter(line -> line.length() > 30 && !line.startsWith("-----"));
    Set<String> secrets =
        Stream.concat(keys, roles.stream().map(ChartRole::token)).collect(Collectors.toSet());
    assertThat(secrets).hasSizeGreaterThan(roles.size() + 5);
    return secrets;
  }

  /** By Kubernetes' own controllers: nothing of a pod is refused, its account included. */
  private static void allReplicasOfTheDeploymentsAreMade(KubernetesClient client) {
    Eventually.within(Scene.SOON)
        .passes(() ->
            assertThat(client.apps().deployments().inNamespace(Chart.NAMESPACE).list().getItems())
                .isNotEmpty()
                .allSatisfy(deployment ->
                    assertThat(deployment.getStatus().getReplicas())
                        .as(deployment.getMetadata().getName())
                        .isEqualTo(deployment.getSpec().getReplicas())));
  }

  @Test
  @Order(2)
  void whatNoRoleNeedsIsRefused() {
    KubernetesClient client = CLUSTER.client();
    assertThat(Rights.otherwise(client, Rights.REFUSED, false)).as("allowed").isEmpty();
    // A right too many would show.
    String tooMuch = Rights.NEEDED.lines().limit(2).collect(Collectors.joining("\n"));
    assertThat(Rights.otherwise(client, tooMuch, false)).hasSize(20);
    String all =
        Rights.forEach(
            client.serviceAccounts().inNamespace(Chart.NAMESPACE).list().getItems().stream()
                .map(account -> account.getMetadata().getName())
                .filter(name -> name.startsWith("basalt-")));
    // The controllers use queues in the name of those who were asked when they submitted the job.
    assertThat(Rights.otherwise(client, all, false))
        .as("allowed")
        .allMatch(line -> line.startsWith("basalt-controllers use queues"));
  }

  /** The hook's account is there only while the hook runs. */
  @Test
  @Order(6)
  void theDefinitionsAreUpgradedWithTheRightsOfTheHook() throws IOException {
    KubernetesClient client = CLUSTER.client();
    chart.objects(client, List.of()).stream()
        .filter(object -> object.getMetadata().getName().equals("basalt-crds"))
        .filter(object -> !object.getKind().equals("Job"))
        .forEach(object -> client.resource(object).fieldManager("helm").serverSideApply());
    String token = ChartRole.token(client, Chart.NAMESPACE, "basalt-crds");
    Path kubeconfig =
        ChartRole.kubeconfig(CLUSTER.cluster(), token, folder.resolve("crds.kubeconfig"));

    int code =
        new CommandLine(new CrdsCommand())
            .execute("--apply", "--kubeconfig", kubeconfig.toString());

    assertThat(code).isZero();
  }

  @Test
  @Order(7)
  void removingTheReleaseLeavesWhatUsersHave() {
    KubernetesClient client = CLUSTER.client();

    chart.uninstall(CLUSTER.cluster().kubeconfig());

    assertThat(client.apps().deployments().inNamespace(Chart.NAMESPACE).list().getItems())
        .isEmpty();
    assertThat(
            client
                .admissionRegistration()
                .v1()
                .mutatingWebhookConfigurations()
                .withName("basalt-webhook")
                .get())
        .isNull();
    new Prerequisites(client).requireDefinitions("batch.volcano.sh/v1alpha1", List.of("jobs"));
    assertThat(client.resources(dev.basalt.api.scheduling.Queue.class).withName("default").get())
        .isNotNull();
  }

  @Test
  @Order(8)
  void basaltTakesVolcanosPlaceAndGivesItBack() throws Exception {
    try (Takeover takeover =
        new Takeover(CLUSTER.client(), CLUSTER.cluster(), chart, CLUSTER.namespace(), folder)) {
      takeover.thereAndBack();
    }
  }

  private static void namespace(String name, String security) {
    CLUSTER
        .client()
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withName(name)
                .addToLabels("pod-security.kubernetes.io/enforce", security)
                .endMetadata()
                .build())
        .serverSideApply();
  }
}
