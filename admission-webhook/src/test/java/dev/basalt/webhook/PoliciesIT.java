package dev.basalt.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.basalt.api.crd.CustomResourceDefinitions;
import dev.basalt.testkit.ClusterOptions;
import dev.basalt.testkit.Eventually;
import dev.basalt.testkit.junit.ClusterExtension;
import dev.basalt.webhook.rules.RuleTable;
import dev.basalt.webhook.rules.RuleTable.Row;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The policies of deploy/policies on a real API server, on the rows that the rules in Java pass.
 */
final class PoliciesIT {
  @RegisterExtension
  static final ClusterExtension CLUSTER =
      ClusterExtension.own(ClusterOptions.named("policies").withoutFakeNodes());

  private static final Duration SOON = Duration.ofMinutes(1);
  private static final String JOBS = "/apis/batch.volcano.sh/v1alpha1/namespaces/default/jobs";
  private static final String QUEUES = "/apis/scheduling.volcano.sh/v1beta1/queues";
  private static final String PODS = "/api/v1/namespaces/default/pods";
  private static final String DRY = "?dryRun=All";
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @BeforeAll
  static void policies() throws IOException {
    CustomResourceDefinitions.all()
        .forEach(manifest ->
            CLUSTER.client().resource(manifest.yaml()).fieldManager("test").serverSideApply());
    Path folder = Path.of(System.getProperty("basalt.root", ".."), "deploy", "policies");
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        for (HasMetadata object : CLUSTER.client().load(Files.newInputStream(file)).items()) {
          CLUSTER.client().resource(object).fieldManager("test").serverSideApply();
        }
      }
    }
    // Kinds and policies take a moment until the API server goes by them.
    String rootless =
        "{\"kind\":\"Job\",\"apiVersion\":\"batch.volcano.sh/v1alpha1\",\"metadata\":{\"name\":\"x\"},\"spec\":{}}";
    Eventually.within(SOON)
        .passes(() -> refused(JOBS + DRY, "POST", rootless, "No task specified in job spec"));
    String self = queue("{\"name\": \"q\"}", "{\"parent\": \"q\"}");
    Eventually.within(SOON)
        .passes(() -> refused(QUEUES + DRY, "POST", self, "cannot use itself as parent"));
  }

  @Test
  void new_jobs() {
    assertRows(
        RuleTable.rows("job-create"),
        row ->
            submit(
                JOBS + DRY,
                "POST",
                job(row.content().path("name").asText("row"), row.content().get("spec"))));
  }

  @Test
  void changed_jobs() {
    List<String> wrong = new ArrayList<>();
    int number = 0;
    for (Row row : RuleTable.rows("job-update").filter(Row::policy).toList()) {
      String name = "row-" + number++;
      submit(JOBS, "POST", job(name, row.content().get("before")));
      String path = JOBS + "/" + name;
      ObjectNode present = (ObjectNode) read(CLUSTER.client().raw(path));
      present.set("spec", row.content().get("spec"));
      check(row, () -> submit(path + DRY, "PUT", present.toString()), wrong);
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void queues() {
    assertRows(
        RuleTable.rows("queue").filter(row -> !row.content().path("update").asBoolean()),
        row -> {
          JsonNode queue = row.content().get("queue");
          submit(
              QUEUES + DRY,
              "POST",
              queue(queue.get("metadata").toString(), queue.get("spec").toString()));
        });
    submit(QUEUES, "POST", queue("{\"name\": \"root\"}", "{}"));
    String root = QUEUES + "/root" + DRY;
    ObjectNode present = (ObjectNode) read(CLUSTER.client().raw(QUEUES + "/root"));
    present.putObject("spec").put("weight", 2);
    submit(root, "PUT", present.toString());
    present.putObject("spec").putObject("capability").put("cpu", "8");
    refused(root, "PUT", present.toString(), "root queue's resource attributes");
    submit(QUEUES, "POST", queue("{\"name\": \"default\"}", "{}"));
    refused(QUEUES + "/default", "DELETE", "", "`default` queue can not be deleted");
  }

  @Test
  void pods() {
    assertRows(
        RuleTable.rows("pod"),
        row -> submit(PODS + DRY, "POST", pod(row.content().get("annotations").toString(), "{}")));
  }

  @Test
  void pods_run_as_the_user_of_their_namespace() {
    CLUSTER
        .client()
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withName("of-user")
                .addToAnnotations("basalt.dev/run-as-user", "4711")
                .endMetadata()
                .build())
        .create();
    String path = "/api/v1/namespaces/of-user/pods" + DRY;
    String message = "pods of namespace of-user run as user 4711";

    refused(path, "POST", pod("{}", "{}"), message);
    refused(path, "POST", pod("{}", "{\"runAsUser\": 4712}"), message);
    Eventually.within(SOON).passes(() -> submit(path, "POST", pod("{}", "{\"runAsUser\": 4711}")));
  }

  @Test
  void nobody_submits_in_anothers_name() {
    String message = "annotation basalt.dev/user says who submitted the object";
    refused(PODS + DRY, "POST", pod("{\"basalt.dev/user\": \"mallory\"}", "{}"), message);
    submit(PODS + DRY, "POST", pod("{\"basalt.dev/user\": \"admin\"}", "{}"));
  }

  /** A submission of one row. */
  private interface Submission {
    void of(Row row);
  }

  private static void assertRows(Stream<Row> rows, Submission submission) {
    List<String> wrong = new ArrayList<>();
    rows.filter(row -> row.policy() || row.refused() == null)
        .forEach(row -> check(row, () -> submission.of(row), wrong));
    assertThat(wrong).isEmpty();
  }

  private static void check(Row row, Runnable submission, List<String> wrong) {
    String told = "";
    try {
      submission.run();
    } catch (KubernetesClientException e) {
      told = String.valueOf(e.getMessage());
    }
    if (row.refused() == null ? !told.isEmpty() : !told.contains(row.refused())) {
      wrong.add(row + ": " + (told.isEmpty() ? "was taken" : told));
    }
  }

  private static void refused(String path, String method, String body, String fragment) {
    assertThatThrownBy(() -> submit(path, method, body))
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContaining(fragment);
  }

  private static void submit(String path, String method, String body) {
    CLUSTER.client().raw(path, method, body);
  }

  private static String job(String name, JsonNode spec) {
    return "{\"kind\":\"Job\",\"apiVersion\":\"batch.volcano.sh/v1alpha1\",\"metadata\":{\"name\":\""
        + name
        + "\"},\"spec\":"
        + spec
        + "}";
  }

  private static String queue(String metadata, String spec) {
    return "{\"kind\":\"Queue\",\"apiVersion\":\"scheduling.volcano.sh/v1beta1\",\"metadata\":"
        + metadata
        + ",\"spec\":"
        + spec
        + "}";
  }

  private static String pod(String annotations, String security) {
    return "{\"kind\":\"Pod\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"row\",\"annotations\":"
        + annotations
        + "},\"spec\":{\"schedulerName\":\"basalt\",\"containers\":[{\"name\":\"c\",\"image\":\"i\"}],\"securityContext\":"
        + security
        + "}}";
  }

  private static JsonNode read(String json) {
    try {
      return MAPPER.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
