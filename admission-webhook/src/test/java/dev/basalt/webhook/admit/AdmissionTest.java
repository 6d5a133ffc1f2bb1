package dev.basalt.webhook.admit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.basalt.api.scheduling.Queue;
import dev.basalt.api.scheduling.QueueSpec;
import dev.basalt.webhook.review.Review;
import dev.basalt.webhook.review.ReviewCodec;
import dev.basalt.webhook.review.UnreadableObjectException;
import dev.basalt.webhook.rules.QueueBook;
import io.fabric8.zjsonpatch.JsonPatch;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reviews as the API server sends them, and what comes back. */
final class AdmissionTest {
  private static final String CONTROLLER = "system:serviceaccount:basalt-system:basalt-controllers";
  private static final String TEMPLATE =
      "{\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]}}";

  private static final String GROUPS =
      """
      resourceGroups:
      - resourceGroup: management
        object: {key: namespace, value: [of-managers]}
        schedulerName: default-scheduler
        tolerations: [{effect: NoSchedule, key: taint, operator: Exists}]
        labels: {volcano.sh/nodetype: management}
      - resourceGroup: cpu
        object: {key: annotation, value: ["example.com/kind: cpu"]}
        affinity: '{"nodeAffinity":{}}'
        labels: {nodetype: cpu}
      - resourceGroup: gpu
        labels: {nodetype: gpu}
      """;

  private final ReviewCodec codec = new ReviewCodec();
  private final Admission admission =
      new Admission(
          new OneQueue(),
          namespace ->
              switch (namespace) {
                case "of-team" -> Map.of("scheduling.volcano.sh/queue-name", "team");
                case "of-user" -> Map.of("basalt.dev/run-as-user", "4711");
                case "broken" -> Map.of("basalt.dev/run-as-user", "me");
                default -> Map.of();
              },
          new Admission.Settings(
              Set.of(CONTROLLER), "volcano", false, true, ResourceGroups.parse(GROUPS)));

  /** What a pod belongs to: owner, own marks, namespace; its queue and its group in the end. */
  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "-, -, of-team, team, -",
        "-, scheduling.volcano.sh/queue-name, of-team, mine, -",
        "-, scheduling.k8s.io/group-name, of-team, -, mine",
        "-, -, ns, -, -",
        "apps/v1 ReplicaSet, -, ns, -, podgroup-u7",
        "apps/v1 ReplicaSet, -, of-team, team, podgroup-u7",
        "apps/v1 ReplicaSet, scheduling.volcano.sh/queue-name, of-team, mine, podgroup-u7",
        "apps/v1 ReplicaSet, scheduling.k8s.io/group-name, of-team, -, mine",
        "apps/v1 ReplicaSet, scheduling.volcano.sh/group-name, ns, -, -",
        "argoproj.io/v1alpha1 Workflow, -, ns, -, podgroup-u7",
        "batch.volcano.sh/v1alpha1 Job, -, ns, -, -",
        "v1 Node, -, ns, -, -",
      })
  void a_pod_belongs_to_a_queue_and_a_group(
      @Nullable String owner,
      @Nullable String mark,
      String namespace,
      @Nullable String queue,
      @Nullable String group)
      throws Exception {
    String owners =
        owner == null
            ? ""
            : ",\"ownerReferences\":[{\"apiVersion\":\"%s\",\"kind\":\"%s\",\"name\":\"o\",\"uid\":\"u7\",\"controller\":true}]"
                .formatted((Object[]) owner.split(" ", -1));
    String marks = mark == null ? "" : "\"" + mark + "\":\"mine\"";
    String pod = "{\"metadata\":{\"annotations\":{" + marks + "}" + owners + "},\"spec\":{}}";

    JsonNode annotations =
        apply("/pods/mutate", "CREATE", namespace, "system:kube-controller-manager", null, pod)
            .path("metadata")
            .path("annotations");

    assertThat(annotations.path("scheduling.volcano.sh/queue-name").asText("-"))
        .isEqualTo(queue == null ? "-" : queue);
    assertThat(annotations.path("scheduling.k8s.io/group-name").asText("-"))
        .isEqualTo(group == null ? "-" : group);
  }

  /** Who ends up as the user, given who asks, what the object was and what it is to be. */
  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "CREATE, alice, -, -, alice",
        "CREATE, alice, -, bob, alice",
        "CREATE, alice, -, alice, alice",
        "CREATE, system:serviceaccount:ns:runner, -, bob, system:serviceaccount:ns:runner",
        "CREATE, " + CONTROLLER + ", -, alice, alice",
        "CREATE, " + CONTROLLER + ", -, -, -",
        "CREATE, system:serviceaccount:kube-system:replicaset-controller, -, bob, -",
        "CREATE, system:kube-controller-manager, -, bob, -",
        "CREATE, system:node:n1, -, bob, -",
        "UPDATE, bob, alice, bob, alice",
        "UPDATE, bob, alice, -, alice",
        "UPDATE, bob, -, bob, -",
        "UPDATE, " + CONTROLLER + ", alice, carol, carol"
      })
  void the_user_is_whoever_submits(
      String operation,
      String asking,
      @Nullable String before,
      @Nullable String after,
      @Nullable String expected)
      throws Exception {
    for (String path : List.of("jobs", "podgroups", "pods", "cronjobs", "jobflows")) {
      JsonNode patched =
          apply(
              "/" + path + "/mutate",
              operation,
              "ns",
              asking,
              before == null && operation.equals("CREATE") ? null : object(before, "{}"),
              object(after, "{}"));
      JsonNode user = patched.path("metadata").path("annotations").path("basalt.dev/user");
      assertThat(user.isMissingNode() ? null : user.asText()).as(path).isEqualTo(expected);
    }
  }

  @Test
  void a_job_is_filled_in() throws Exception {
    JsonNode job =
        apply(
            "/jobs/mutate",
            "CREATE",
            "of-team",
            "alice",
            null,
            object(
                null,
                "{\"plugins\":{\"mpi\":[]},\"tasks\":[{\"replicas\":3,\"template\":{\"metadata\":{\"annotations\":"
                    + "{\"basalt.dev/user\":\"mallory\"}},\"spec\":{\"hostNetwork\":true}}}]}"));

    assertThat(job.get("spec").toString())
        .isEqualTo(
            "{\"plugins\":{\"mpi\":[],\"svc\":[],\"ssh\":[]},\"tasks\":[{\"replicas\":3,\"template\":{\"metadata\":"
                + "{\"annotations\":{}},\"spec\":{\"hostNetwork\":true,\"dnsPolicy\":\"ClusterFirstWithHostNet\"}},"
                + "\"name\":\"default0\",\"minAvailable\":3,\"maxRetry\":3}],\"queue\":\"team\",\"schedulerName\":\"volcano\","
                + "\"maxRetry\":3,\"minAvailable\":3}");
  }

  @Test
  void a_group_waits_in_the_queue_of_its_namespace() throws Exception {
    JsonNode group =
        apply(
            "/podgroups/mutate",
            "CREATE",
            "of-team",
            "alice",
            null,
            object(null, "{\"queue\":\"default\"}"));
    JsonNode other =
        apply(
            "/podgroups/mutate",
            "CREATE",
            "of-team",
            "alice",
            null,
            object(null, "{\"queue\":\"mine\"}"));

    assertThat(group.get("spec").get("queue").asText()).isEqualTo("team");
    assertThat(other.get("spec").get("queue").asText()).isEqualTo("mine");
  }

  @Test
  void a_pod_runs_as_the_user_of_its_namespace() throws Exception {
    String pod =
        object(
            null,
            "{\"containers\":[{\"name\":\"a\"},{\"name\":\"b\",\"securityContext\":{\"runAsUser\":0}}]}");

    JsonNode patched = apply("/pods/mutate", "CREATE", "of-user", "alice", null, pod);

    assertThat(patched.get("spec").get("securityContext").get("runAsUser").asLong())
        .isEqualTo(4711);
    assertThat(patched.get("spec").get("containers").get(1).get("securityContext").toString())
        .isEqualTo("{\"runAsUser\":4711}");
    assertThat(refusal("/pods/validate", "CREATE", "of-user", null, patched.toString())).isNull();
    assertThat(refusal("/pods/validate", "CREATE", "of-user", null, pod))
        .contains("pods of namespace of-user run as user 4711");
    assertThat(refusal("/pods/validate", "CREATE", "broken", null, pod))
        .contains("annotation basalt.dev/run-as-user of namespace broken is \"me\"");
    assertThat(refusal("/pods/validate", "CREATE", "ns", null, pod)).isNull();
  }

  @Test
  void a_pod_gets_what_its_resource_group_says() throws Exception {
    assertThat(grouped("of-managers", "{}", "{}"))
        .isEqualTo(
            "{\"nodeSelector\":{\"volcano.sh/nodetype\":\"management\"},\"tolerations\":[{\"effect\":"
                + "\"NoSchedule\",\"key\":\"taint\",\"operator\":\"Exists\"}],"
                + "\"schedulerName\":\"default-scheduler\"}");
    assertThat(
            grouped(
                "ns",
                "{\"example.com/kind\":\"cpu\"}",
                "{\"nodeSelector\":{\"disk\":\"ssd\"},\"affinity\":{\"podAffinity\":{}}}"))
        .isEqualTo(
            "{\"nodeSelector\":{\"disk\":\"ssd\",\"nodetype\":\"cpu\"},\"affinity\":{\"podAffinity\":{}}}");
    assertThat(grouped("ns", "{\"example.com/kind\":\"cpu\"}", "{}"))
        .isEqualTo("{\"nodeSelector\":{\"nodetype\":\"cpu\"},\"affinity\":{\"nodeAffinity\":{}}}");
    assertThat(grouped("ns", "{\"volcano.sh/resource-group\":\"gpu\"}", "{\"tolerations\":[]}"))
        .isEqualTo("{\"tolerations\":[],\"nodeSelector\":{\"nodetype\":\"gpu\"}}");
    assertThat(grouped("ns", "{}", "{}")).isEqualTo("{}");
  }

  private String grouped(String namespace, String annotations, String spec) throws Exception {
    String pod = "{\"metadata\":{\"annotations\":" + annotations + "},\"spec\":" + spec + "}";
    return apply("/pods/mutate", "CREATE", namespace, "alice", null, pod).get("spec").toString();
  }

  @Test
  void a_configuration_that_cannot_be_used_names_the_field() {
    assertThatThrownBy(() -> ResourceGroups.parse("resourceGroups: [{labels: {a: b}}]"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("resourceGroups[0].resourceGroup");
    assertThatThrownBy(() ->
            ResourceGroups.parse("resourceGroups: [{resourceGroup: x, object: {key: colour}}]"))
        .hasMessageContaining("resourceGroups[0].object.key");
    assertThatThrownBy(
            () -> ResourceGroups.parse("resourceGroups: [{resourceGroup: x, affinity: near}]"))
        .hasMessageContaining("resourceGroups[0].affinity");
  }

  @Test
  void a_queue_is_filled_in() throws Exception {
    JsonNode queue = apply("/queues/mutate", "CREATE", "", "alice", null, object(null, "{}"));

    assertThat(queue.get("spec").toString()).isEqualTo("{\"reclaimable\":true,\"weight\":1}");
    assertThat(refusal("/queues/validate", "DELETE", "", object(null, "{}"), null)).isNull();
  }

  @Test
  void a_job_waits_in_a_queue_that_there_is() throws Exception {
    String tasks = "\"tasks\":[{\"replicas\":1,\"template\":" + TEMPLATE + "}]";

    assertThat(refusal("/jobs/validate", "CREATE", "ns", null, object(null, "{" + tasks + "}")))
        .contains("unable to find job queue:");
    assertThat(
            refusal("/jobs/validate", "CREATE", "of-team", null, object(null, "{" + tasks + "}")))
        .isNull();
  }

  @Test
  void a_job_that_is_too_large_is_refused_with_advice() throws Exception {
    String job =
        object(
            "x".repeat(JobAdmission.MAX_BYTES),
            "{\"queue\":\"team\",\"tasks\":[{\"replicas\":1,\"template\":" + TEMPLATE + "}]}");

    assertThat(refusal("/jobs/validate", "CREATE", "ns", null, job))
        .contains("1024 are the most")
        .contains("VC_TASK_INDEX");
  }

  @Test
  void an_old_mistake_does_not_stand_in_the_way() throws Exception {
    String bad = object(null, "{\"flows\":[{\"name\":\"a\",\"dependsOn\":{\"targets\":[\"a\"]}}]}");
    String cron = object(null, "{\"schedule\":\"never\"}");

    assertThat(refusal("/jobflows/validate", "UPDATE", "ns", bad, bad)).isNull();
    assertThat(refusal("/jobflows/validate", "CREATE", "ns", null, bad)).contains("is not DAG");
    assertThat(refusal("/cronjobs/validate", "UPDATE", "ns", cron, cron)).isNull();
    assertThat(refusal("/cronjobs/validate", "CREATE", "ns", null, cron))
        .contains("cron expression");
  }

  private static String object(@Nullable String user, String spec) {
    String annotations =
        user == null ? "" : ",\"annotations\":{\"basalt.dev/user\":\"" + user + "\"}";
    return "{\"metadata\":{\"name\":\"x\"" + annotations + "},\"spec\":" + spec + "}";
  }

  /** The object after the answer's patch. */
  private JsonNode apply(
      String path,
      String operation,
      String namespace,
      String user,
      @Nullable String before,
      String after)
      throws Exception {
    JsonNode response = ask(path, operation, namespace, user, before, after);
    assertThat(response.get("allowed").asBoolean()).isTrue();
    JsonNode object = new ObjectMapper().readTree(after);
    if (!response.has("patch")) {
      return object;
    }
    JsonNode patch = new ObjectMapper().readTree(response.get("patch").binaryValue());
    return JsonPatch.apply(patch, object);
  }

  private @Nullable String refusal(
      String path,
      String operation,
      String namespace,
      @Nullable String before,
      @Nullable String after)
      throws Exception {
    JsonNode response = ask(path, operation, namespace, "alice", before, after);
    return response.get("allowed").asBoolean()
        ? null
        : response.get("status").get("message").asText();
  }

  private JsonNode ask(
      String path,
      String operation,
      String namespace,
      String user,
      @Nullable String before,
      @Nullable String after)
      throws IOException, UnreadableObjectException {
    String request =
        "{\"request\":{\"uid\":\"u\",\"name\":\"x\",\"namespace\":\"%s\",\"operation\":\"%s\",\"userInfo\":{\"username\":\"%s\"},\"object\":%s,\"oldObject\":%s}}"
            .formatted(namespace, operation, user, after, before);
    return ask(admission.routes().get(path), request);
  }

  private <T> JsonNode ask(@Nullable Route<T> route, String request)
      throws IOException, UnreadableObjectException {
    assertThat(route).isNotNull();
    Review<T> review =
        codec.read(
            new ByteArrayInputStream(request.getBytes(StandardCharsets.UTF_8)), route.type());
    return new ObjectMapper()
        .readTree(codec.write("u", route.judge().apply(review)))
        .get("response");
  }

  /** Queue {@code team} alone. */
  private static final class OneQueue implements QueueBook {
    private final Queue team = Queue.of("team", QueueSpec.ofWeight(1));

    @Override
    public @Nullable Queue find(String name) {
      return name.equals("team") ? team : null;
    }

    @Override
    public Collection<Queue> all() {
      return List.of(team);
    }
  }
}
