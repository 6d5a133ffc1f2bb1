package dev.basalt.app.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.basalt.api.scheduling.PodGroupSpec;
import dev.basalt.api.scheduling.QueueSpec;
import dev.basalt.app.inspect.ExplainCommand;
import dev.basalt.app.inspect.QueuesCommand;
import dev.basalt.app.role.RoleProcess;
import dev.basalt.app.scheduler.SchedulerOptions.InspectorEndpoint;
import dev.basalt.app.scheduler.SchedulerRole;
import dev.basalt.cluster.http.ApiAccess;
import dev.basalt.inspector.InspectorClient;
import dev.basalt.inspector.v1.EvictionPreview;
import dev.basalt.inspector.v1.Explanation;
import dev.basalt.inspector.v1.Job;
import dev.basalt.inspector.v1.ListJobsRequest;
import dev.basalt.inspector.v1.Queue;
import dev.basalt.inspector.v1.SessionRecord;
import dev.basalt.inspector.v1.StateEntry;
import dev.basalt.testkit.Eventually;
import dev.basalt.testkit.junit.ClusterExtension;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The inspector beside a scheduler, with tokens that a real API server judges. */
class InspectorIT {
  @RegisterExtension static final ClusterExtension CLUSTER = ClusterExtension.shared();
  @RegisterExtension final Scene scene = new Scene(CLUSTER);

  @TempDir private Path certificates = Path.of("");
  private int port;
  private String queue = "";

  /** One node, and a gang of nine that needs more than it has. */
  @BeforeEach
  void setUp() throws IOException, InterruptedException, GeneralSecurityException {
    InspectorIdentity.write(certificates);
    scene.nodes(1, "4", "8Gi");
    queue = scene.queue("q", QueueSpec.ofWeight(2));
    RoleProcess<SchedulerRole> scheduler =
        scene.scheduler(
            Scene.options().withInspector(new InspectorEndpoint("127.0.0.1", 0, certificates)));
    port = scheduler.role().inspectorPort();
    scene.group("large", PodGroupSpec.ofGang(queue, 9));
    scene.create(Workload.of("large", 9, "1", "1Gi").inGroup("large"));
    Eventually.within(Scene.SOON)
        .passes(() -> assertThat(Observed.waitsFor(scene.group("large"))).isNotNull());
  }

  @Test
  void explainsAJobWithTheNumbersOfTheNodes() throws IOException {
    try (InspectorClient client = client(adminToken())) {
      Explanation explanation = client.explain(scene.namespace(), "large");

      assertThat(explanation.getWhy().getReason()).isEqualTo("NotEnoughResources");
      assertThat(explanation.getWhy().getMessage()).contains("9 cpu needed");
      assertThat(explanation.getPending()).isEqualTo(9);
      assertThat(explanation.getPosition()).isEqualTo(1);
      assertThat(explanation.getNodes().getTotal()).isEqualTo(1);
      assertThat(explanation.getRemedy()).isNotEmpty();
    }
  }

  @Test
  void aDryRunSaysWhyNothingWouldBeEvicted() throws IOException {
    try (InspectorClient client = client(adminToken())) {
      assertThat(client.explain(scene.namespace(), "large").getPreviewsList()).isEmpty();
      assertThat(client.dryRun(scene.namespace(), "large").getPreviewsList())
          .hasSize(2)
          .allSatisfy((EvictionPreview preview) -> {
            assertThat(preview.getConfigured()).isFalse();
            assertThat(preview.getObjection().getReason()).isEqualTo("NoPods");
          })
          .extracting(EvictionPreview::getAction)
          .containsExactly("preempt", "reclaim");
    }
    String large = scene.namespace() + "/large";
    assertThat(run(new ExplainCommand(), large, "--dry-run"))
        .contains("preempt     is not configured; it would evict nothing: NoPods");
    assertThat(run(new ExplainCommand(), large, "--dry-run", "--output", "json"))
        .contains("\"previews\"")
        .contains("\"action\": \"reclaim\"");
  }

  @Test
  void listsQueuesAndJobsAndState() throws IOException {
    try (InspectorClient client = client(adminToken())) {
      Eventually.within(Scene.SOON)
          .passes(() ->
              assertThat(client.queues().getQueuesList())
                  .filteredOn(found -> found.getName().equals(queue))
                  .singleElement()
                  .satisfies((Queue found) -> {
                    assertThat(found.getWeight()).isEqualTo(2);
                    assertThat(found.getWaitingMap()).containsEntry("NotEnoughResources", 1);
                  }));
      List<Job> jobs =
          client
              .jobs(ListJobsRequest.newBuilder().setQueue(queue).setWaitingOnly(true).build())
              .getJobsList();
      assertThat(jobs).extracting(Job::getKey).containsExactly(scene.namespace() + "/large");
      List<StateEntry> state = new ArrayList<>();
      client.state().forEachRemaining(state::add);
      assertThat(state).filteredOn(StateEntry::hasNode).hasSize(1);
      assertThat(state).filteredOn(StateEntry::hasJob).isNotEmpty();
    }
  }

  @Test
  void sessionsAreWatchedAsTheyHappen() throws IOException {
    try (InspectorClient client = client(adminToken())) {
      Iterator<SessionRecord> sessions = client.sessions();
      SessionRecord first = sessions.next();

      assertThat(first.getId()).startsWith("session-");
      assertThat(first.getActionsList()).isNotEmpty();
    }
  }

  @Test
  void onlyTokensWithRightsAreAnswered() throws IOException {
    assertTurnedAway(null, Status.Code.UNAUTHENTICATED);
    assertTurnedAway("forged", Status.Code.UNAUTHENTICATED);
    String token = tokenOfNobody();
    assertTurnedAway(token, Status.Code.PERMISSION_DENIED);

    allowToReadGroups();

    Eventually.within(Scene.SOON)
        .passes(() -> {
          try (InspectorClient client = client(token)) {
            assertThat(client.explain(scene.namespace(), "large").getPending()).isEqualTo(9);
            // It names pods of others.
            assertThatThrownBy(() -> client.dryRun(scene.namespace(), "large"))
                .isInstanceOfSatisfying(
                    StatusRuntimeException.class,
                    e -> assertThat(code(e)).isEqualTo(Status.Code.PERMISSION_DENIED));
            assertThatThrownBy(client::queues)
                .isInstanceOfSatisfying(
                    StatusRuntimeException.class,
                    e -> assertThat(code(e)).isEqualTo(Status.Code.PERMISSION_DENIED));
          }
        });
  }

  @Test
  void theCommandsPrintTablesAndJson() {
    String table = run(new ExplainCommand(), scene.namespace() + "/large");
    assertThat(table).contains("Waits for   NotEnoughResources").contains("What helps");
    String json = run(new ExplainCommand(), scene.namespace() + "/large", "--output", "json");
    assertThat(json).contains("\"reason\": \"NotEnoughResources\"");
    assertThat(run(new QueuesCommand())).startsWith("QUEUE").contains(queue);
  }

  private void assertTurnedAway(@Nullable String token, Status.Code code) throws IOException {
    try (InspectorClient client = client(token)) {
      assertThatThrownBy(() -> client.explain(scene.namespace(), "large"))
          .isInstanceOfSatisfying(
              StatusRuntimeException.class, e -> assertThat(code(e)).isEqualTo(code));
    }
  }

  private static Status.Code code(StatusRuntimeException e) {
    return e.getStatus().getCode();
  }

  private String run(Object command, String... arguments) {
    List<String> line = new ArrayList<>(List.of(arguments));
    line.addAll(
        List.of(
            "--kubeconfig",
            scene.cluster().kubeconfig().toString(),
            "--inspector",
            "127.0.0.1:" + port,
            "--inspector-ca",
            certificates.resolve("tls.crt").toString()));
    PrintStream before = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      int code =
          new CommandLine(command)
              .setCaseInsensitiveEnumValuesAllowed(true)
              .execute(line.toArray(String[]::new));
      assertThat(code).isZero();
    } finally {
      System.setOut(before);
    }
    return printed.toString(StandardCharsets.UTF_8);
  }

  private InspectorClient client(@Nullable String token) throws IOException {
    return new InspectorClient("127.0.0.1:" + port, certificates.resolve("tls.crt"), token);
  }

  private String adminToken() {
    return Objects.requireNonNull(ApiAccess.kubeconfig(scene.cluster().kubeconfig()).token());
  }

  private String tokenOfNobody() {
    scene
        .client()
        .resource(
            new ServiceAccountBuilder()
                .withNewMetadata()
                .withName("nobody")
                .withNamespace(scene.namespace())
                .endMetadata()
                .build())
        .create();
    return scene
        .client()
        .serviceAccounts()
        .inNamespace(scene.namespace())
        .withName("nobody")
        .tokenRequest(new TokenRequestBuilder().withNewSpec().endSpec().build())
        .getStatus()
        .getToken();
  }

  private void allowToReadGroups() {
    scene
        .client()
        .resource(
            new RoleBuilder()
                .withNewMetadata()
                .withName("reader")
                .withNamespace(scene.namespace())
                .endMetadata()
                .addNewRule()
                .withApiGroups("scheduling.volcano.sh")
                .withResources("podgroups")
                .withVerbs("get")
                .endRule()
                .build())
        .create();
    scene
        .client()
        .resource(
            new RoleBindingBuilder()
                .withNewMetadata()
                .withName("reader")
                .withNamespace(scene.namespace())
                .endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "Role", "reader")
                .addNewSubject("", "ServiceAccount", "nobody", scene.namespace())
                .build())
        .create();
  }
}
