package dev.basalt.jobctl.command;

import static dev.basalt.jobctl.Objects.job;
import static dev.basalt.jobctl.Objects.pod;
import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.jobctl.Main;
import dev.basalt.jobctl.StandIn;
import dev.basalt.jobctl.StandIn.Said;
import dev.basalt.jobctl.api.Api;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands against a server that says what a test wants; what they send is looked at. */
class CommandsTest {
  private static final String JOBS = "/apis/batch.volcano.sh/v1alpha1/namespaces/team/jobs";
  private static final String CRONS = "/apis/batch.volcano.sh/v1alpha1/namespaces/team/cronjobs";
  private static final String FLOW = "/apis/flow.volcano.sh/v1alpha1/namespaces/team/";
  private static final String PODS = "/api/v1/namespaces/team/pods";
  private static final String QUEUES = "/apis/scheduling.volcano.sh/v1beta1/queues";

  @TempDir private Path folder = Path.of("");
  private StandIn server;

  @BeforeEach
  void start() {
    server = new StandIn(folder);
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void aSubmissionIsRepeatedUntilItIsKnownToHaveArrived() {
    AtomicInteger times = new AtomicInteger();
    server.on(
        "POST " + JOBS,
        exchange -> {
          if (times.incrementAndGet() == 1) {
            StandIn.send(exchange, 503, "{\"message\":\"starting\"}");
          } else {
            StandIn.send(exchange, 201, (String) exchange.getAttribute("body"));
          }
        });

    Said submit = server.jobctl("submit", "--image", "python:3.12", "python", "-c", "pass");

    assertThat(submit.code()).isZero();
    assertThat(submit.out()).startsWith("python-");
    assertThat(times).hasValue(2);
    assertThat(server.requests().getLast())
        .contains("\"command\":[\"python\",\"-c\",\"pass\"]")
        .contains("\"namespace\":\"team\"");
  }

  @Test
  void aDryRunPrintsTheManifestAndAsksNobody() throws IOException {
    Path file = Files.writeString(folder.resolve("job.yaml"), "image: none\nshards: 2\ncpu: 2\n");

    Said submit = server.jobctl("submit", "--dry-run", "-f", file.toString(), "--shards", "3");

    assertThat(submit.code()).isZero();
    assertThat(submit.out()).contains("replicas: 3").contains("cpu: \"2\"");
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void whatIsWrongInARequestIsSaidAtOnce() {
    Said submit = server.jobctl("submit", "--shards", "0", "--memory", "4GB");

    assertThat(submit.code()).isEqualTo(2);
    assertThat(submit.err())
        .contains("jobctl: image: is missing")
        .contains("jobctl: memory: \"4GB\" is no amount of memory; write 4Gi")
        .contains("jobctl: shards: must be a whole number from 1");
  }

  @Test
  void logsOfChosenShardsArePrintedWithTheirShard() {
    server.on("GET " + JOBS + "/days", 200, job("days", "Running", 3, 0, 1, "4= 7= 9=", "{}"));
    server.list(
        PODS,
        pod("days", 0, "Running", 0),
        pod("days", 1, "Failed", 1),
        pod("days", 2, "Pending", 0));
    server.on("GET " + PODS + "/days-main-0/log", 200, "zero\n");
    server.on("GET " + PODS + "/days-main-1/log", 200, "one\n");

    assertThat(server.jobctl("logs", "days", "--shard", "7").out()).isEqualTo("one\n");
    assertThat(server.jobctl("logs", "days", "--failed", "--prefix").out()).isEqualTo("[7] one\n");
    Said all = server.jobctl("logs", "days");
    assertThat(all.out()).isEqualTo("[4] zero\n[7] one\n");
    assertThat(all.err()).contains("shard 9 has not begun: ContainerCreating");
  }

  @Test
  void aRetryIsARequestOfTheShardsThatFailed() {
    String request = "{\"command\":[\"x\"],\"image\":\"none\",\"shards\":4,\"minSuccess\":3}";
    server.on("GET " + JOBS + "/sweep", 200, job("sweep", "Failed", 4, 2, 1, "", request));
    server.list(
        PODS,
        pod("sweep", 0, "Succeeded", 0),
        pod("sweep", 2, "Succeeded", 0),
        pod("sweep", 3, "Failed", 1));

    Said retry = server.jobctl("retry", "--failed", "--dry-run", "--memory", "8Gi", "sweep");

    // Shard 1 never came to an end.
    assertThat(retry.out())
        .contains("name: sweep-r1")
        .contains("value: \"1 3\"")
        .contains("basalt.dev/parent: sweep")
        .contains("basalt.dev/submission-key: uid-sweep")
        .contains("minSuccess: 2")
        .contains("memory: \"8Gi\"");
  }

  @Test
  void aRetryIsRefusedWhereItCannotBeToldWhatFailed() {
    server.on("GET " + JOBS + "/gone", 200, job("gone", "Failed", 4, 2, 2, "", "{}"));
    server.list(PODS, pod("gone", 3, "Failed", 1));
    assertThat(server.jobctl("retry", "--failed", "gone").err())
        .contains("cannot be told")
        .contains("--shard");

    server.on("GET " + JOBS + "/foreign", 200, job("foreign", "Failed", 1, 0, 1));
    assertThat(server.jobctl("retry", "foreign").err()).contains("was not made by jobctl");
  }

  @Test
  void scaleSendsTheWholeListOfTasks() {
    // One that somebody wrote by hand.
    String job = job("web", "Running", 2, 0, 0).replace("\"minSuccess\":2,", "");
    server.on("GET " + JOBS + "/web", 200, job);
    server.on("PATCH " + JOBS + "/web", 200, job);

    assertThat(server.jobctl("scale", "web", "5").out()).contains("web has 5 pods now");
    assertThat(server.requests().getLast())
        .contains("\"replicas\":5")
        .contains("\"image\":\"none\"")
        .contains("\"resourceVersion\":\"7\"");
  }

  @Test
  void scaleIsRefusedWhereItWouldEndTheJobOrCannotBe() {
    server.on("GET " + JOBS + "/web", 200, job("web", "Running", 2, 0, 0));
    server.on("GET " + JOBS + "/sweep", 200, job("sweep", "Running", 2, 0, 0, "", "{}"));
    server.on("GET " + JOBS + "/days", 200, job("days", "Running", 1, 0, 0, "0=2026-01-02", "{}"));

    Said all = server.jobctl("scale", "web", "5");
    assertThat(all.code()).isEqualTo(1);
    assertThat(all.err()).contains("complete once 2 pods have succeeded");
    assertThat(server.jobctl("scale", "sweep", "5").err())
        .contains("submit it anew with --shards 5");
    assertThat(server.jobctl("scale", "days", "5").err())
        .contains("submit it anew with other days");
    assertThat(server.requests()).noneMatch(request -> request.startsWith("PATCH"));
  }

  @Test
  void anotherRetryOfAJobTakesTheNextNumber() {
    String request = "{\"command\":[\"x\"],\"image\":\"none\",\"shards\":2}";
    Map<String, String> made = new ConcurrentHashMap<>();
    server.on("GET " + JOBS + "/sweep", 200, job("sweep", "Failed", 2, 1, 1, "", request));
    server.list(PODS, pod("sweep", 0, "Succeeded", 0), pod("sweep", 1, "Failed", 1));
    server.on(
        "POST " + JOBS,
        exchange -> {
          String body = (String) exchange.getAttribute("body");
          String name = Api.parse(body).path("metadata").path("name").asText();
          boolean first = made.putIfAbsent(name, body) == null;
          server.on("GET " + JOBS + "/" + name, 200, made.get(name));
          StandIn.send(exchange, first ? 201 : 409, first ? body : "{\"message\":\"exists\"}");
        });

    String[] plain = {"retry", "--failed", "sweep"};
    String[] larger = {"retry", "--failed", "--memory", "8Gi", "sweep"};
    assertThat(server.jobctl(plain).out()).isEqualTo("sweep-r1\n");
    assertThat(server.jobctl(larger).out()).isEqualTo("sweep-r2\n");
    assertThat(server.jobctl(plain).out()).isEqualTo("sweep-r1\n");
    assertThat(server.jobctl(larger).out()).isEqualTo("sweep-r2\n");
    assertThat(server.jobctl("retry", "--failed", "--again", "sweep").out())
        .isEqualTo("sweep-r3\n");
    assertThat(made.get("sweep-r3")).contains("\"basalt.dev/submission-key\":\"uid-sweep\"");
    assertThat(server.jobctl("retry", "--key", "k", "sweep").err()).contains("--again");
    assertThat(made.get("sweep-r2"))
        .contains("\"basalt.dev/attempt\":\"2\"")
        .contains("\"basalt.dev/parent\":\"sweep\"");
  }

  @Test
  void logsSayWhyThereAreNone() {
    server.on("GET " + JOBS + "/sweep", 200, job("sweep", "Completed", 2, 2, 0));
    server.list(PODS, pod("sweep", 0, "Succeeded", 0), pod("sweep", 1, "Succeeded", 0));

    Said failed = server.jobctl("logs", "sweep", "--failed");
    assertThat(failed.code()).isZero();
    assertThat(failed.err()).contains("no shard of job \"sweep\" has failed; it is Completed");
    Said none = server.jobctl("logs", "sweep", "--shard", "99");
    assertThat(none.code()).isEqualTo(2);
    assertThat(none.err()).contains("has no shard 99; the last one is 1");

    server.on("GET " + JOBS + "/part", 200, job("part", "Running", 2, 0, 0, "4 7", "{}"));
    server.list(PODS, pod("part", 0, "Running", 0));
    assertThat(server.jobctl("logs", "part", "--shard", "5").err()).contains("it runs only some");
    Said later = server.jobctl("logs", "part", "--shard", "7");
    assertThat(later.code()).isEqualTo(1);
    assertThat(later.err()).contains("no pods of shards 7 to read logs of yet");
  }

  @Test
  void explainTellsTheConditionOfThePodGroup() {
    server.on("GET " + JOBS + "/big", 200, job("big", "Pending", 1, 0, 0));
    server.list(PODS, pod("big", 0, "Pending", 0));
    server.on(
        "GET /apis/scheduling.volcano.sh/v1beta1/namespaces/team/podgroups/big-uid-big",
        200,
        """
        {"metadata":{"name":"big-uid-big"},"status":{"phase":"Inqueue","conditions":[
          {"type":"Unschedulable","status":"True","reason":"NotEnoughResources","message":"short of 3 cpu"}]}}\
        """);

    assertThat(server.jobctl("explain", "big").out())
        .contains("Waits for   NotEnoughResources")
        .contains("short of 3 cpu");
  }

  @Test
  void topAddsUpWhatJobsHold() {
    server.list(
        PODS,
        pod("a", 0, "Running", 0),
        pod("b", 1, "Running", 0),
        pod("b", 2, "Running", 0),
        pod("b", 3, "Succeeded", 0));

    assertThat(server.jobctl("top").out().lines().skip(1))
        .containsExactly("b     2      1     4Gi      -", "a     1      0.5   2Gi      -");
  }

  @Test
  void queuesAreCreatedAndClosedByCommand() {
    server.on("POST " + QUEUES, 201, "{}");
    server.on(
        "GET " + QUEUES + "/research", 200, "{\"metadata\":{\"name\":\"research\",\"uid\":\"u\"}}");
    server.on("POST /apis/bus.volcano.sh/v1alpha1/namespaces/default/commands", 201, "{}");

    server.jobctl(
        "queue", "create", "research", "--weight", "3", "--capability", "cpu=10,memory=20Gi");
    assertThat(server.requests().getLast())
        .contains("\"capability\":{\"cpu\":\"10\",\"memory\":\"20Gi\"}")
        .contains("\"weight\":3");
    assertThat(server.jobctl("queue", "close", "research").code()).isZero();
    assertThat(server.requests().getLast())
        .contains("\"action\":\"CloseQueue\"")
        .contains("\"kind\":\"Queue\"");
  }

  @Test
  void aFlowOfAShortFileBecomesTemplatesAndAFlow() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("flow.yaml"),
            """
            name: nightly
            jobs:
              load: {image: none, command: load}
              report: {after: load, image: none, command: report}
            """);
    server.on("POST " + FLOW + "jobtemplates", exchange -> echo(exchange, 201));
    server.on("POST " + FLOW + "jobflows", exchange -> echo(exchange, 201));

    assertThat(server.jobctl("flow", "run", "-f", file.toString()).out()).isEqualTo("nightly\n");
    assertThat(server.requests()).hasSize(3);
    assertThat(server.requests().getLast())
        .contains("{\"dependsOn\":{\"targets\":[\"nightly-load\"]},\"name\":\"nightly-report\"}");

    Files.writeString(file, "name: nightly\njobs: {a: {image: none, after: [b], cpu: x}}\n");
    assertThat(server.jobctl("flow", "run", "-f", file.toString()).err())
        .contains("jobs.a.after: there is no job \"b\"")
        .contains("jobs.a.cpu: ");
    Files.writeString(file, "name: My Flow\njobs: {a: {image: none}}\n");
    assertThat(server.jobctl("flow", "run", "-f", file.toString()).err())
        .contains("name: \"My Flow\" is no name of a flow");
  }

  @Test
  void aScheduleMakesJobsAndOneIsMadeByHand() {
    server.on("POST " + CRONS, exchange -> echo(exchange, 201));
    Said create =
        server.jobctl(
            "cron", "create", "nightly", "--schedule", "0 2 * * *", "--image", "none", "-c", "run");
    assertThat(create.out()).isEqualTo("nightly\n");
    assertThat(server.requests().getLast())
        .contains("\"schedule\":\"0 2 * * *\"")
        .contains("\"image\":\"none\"")
        .doesNotContain("basalt.dev/submission\"");

    server.on(
        "GET " + CRONS + "/nightly",
        200,
        "{\"metadata\":{\"name\":\"nightly\",\"uid\":\"u\"},\"spec\":{\"jobTemplate\":{\"spec\":{\"tasks\":[]}}}}");
    server.on("POST " + JOBS, 201, "{\"metadata\":{\"name\":\"nightly-manual-x\"}}");
    assertThat(server.jobctl("cron", "trigger", "nightly").out()).isEqualTo("nightly-manual-x\n");
    assertThat(server.requests().getLast()).contains("\"generateName\":\"nightly-manual-\"");
    server.on("PATCH " + CRONS + "/nightly", 200, "{}");
    server.jobctl("cron", "suspend", "nightly");
    assertThat(server.requests().getLast()).contains("{\"spec\":{\"suspend\":true}}");
  }

  @Test
  void refusalsSayWhatHelps() {
    server.on(
        "GET " + JOBS,
        403,
        "{\"reason\":\"Forbidden\",\"message\":\"jobs.batch.volcano.sh is forbidden: User \\\"bob\\\" cannot list resource \\\"jobs\\\" in API group \\\"batch.volcano.sh\\\" in the namespace \\\"team\\\"\"}");
    assertThat(server.jobctl("list").err())
        .contains("user \"bob\" may not list jobs in namespace team")
        .contains("RoleBinding");
    server.on("GET " + JOBS, 401, "{\"message\":\"Unauthorized\"}");
    assertThat(server.jobctl("list").err()).contains("log in again");
    server.on("GET " + JOBS, 404, "404 page not found");
    assertThat(server.jobctl("list").err()).contains("does not know this kind");
    server.close();
    assertThat(server.jobctl("list").err()).contains("cannot be reached");
  }

  @Test
  void completionKnowsCommandsAndOptions() {
    java.io.StringWriter out = new java.io.StringWriter();
    Main.commandLine("completion")
        .setOut(new java.io.PrintWriter(out))
        .execute("completion", "bash");

    assertThat(out.toString()).contains("--days-per-shard").contains("suspend").contains("jobctl");
  }

  private static void echo(com.sun.net.httpserver.HttpExchange exchange, int status)
      throws IOException {
    StandIn.send(exchange, status, (String) exchange.getAttribute("body"));
  }
}
