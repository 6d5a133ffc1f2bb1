package dev.basalt.jobctl.follow;

import static dev.basalt.jobctl.Objects.job;
import static dev.basalt.jobctl.Objects.pod;
import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.jobctl.StandIn;
import dev.basalt.jobctl.StandIn.Said;
import dev.basalt.jobctl.api.Access;
import dev.basalt.jobctl.api.Api;
import dev.basalt.jobctl.view.JobView;
import dev.basalt.jobctl.view.Screen;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobRunTest {
  private static final String JOBS = "/apis/batch.volcano.sh/v1alpha1/namespaces/team/jobs";
  private static final String PODS = "/api/v1/namespaces/team/pods";

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
  void runPrintsTheLogsOfAllShardsAndEndsWithTheCodeOfTheFirstThatFailed() {
    String done = job("sweep", "Failed", 2, 1, 1);
    server.on("POST " + JOBS, 201, job("sweep", "Pending", 2, 0, 0));
    server.list(JOBS, done);
    server.list(PODS, pod("sweep", 0, "Succeeded", 0), pod("sweep", 1, "Failed", 9));
    server.on("GET " + PODS + "/sweep-main-0/log", 200, "2026-01-01T00:00:00Z well\n");
    server.on("GET " + PODS + "/sweep-main-1/log", 200, "2026-01-01T00:00:00Z badly\n");

    Said run = server.jobctl("run", "--image", "none", "--shards", "2", "--name", "sweep", "x");

    assertThat(run.code()).isEqualTo(9);
    assertThat(run.out()).contains("[0] well").contains("[1] badly");
    assertThat(run.err())
        .contains("sweep failed: 1 of 2 succeeded, 1 failed")
        .contains("shard 1: exit code 9 on node-1");
  }

  @Test
  void aWatchThatExpiresOrBreaksIsMadeAnew() {
    AtomicInteger watches = new AtomicInteger();
    server.on("GET " + JOBS + "/sweep", 200, job("sweep", "Running", 1, 0, 0));
    server.on(
        "GET " + JOBS,
        exchange -> {
          boolean watch =
              String.valueOf(exchange.getRequestURI().getQuery()).contains("watch=true");
          int time = watch ? watches.incrementAndGet() : 0;
          String running = job("sweep", "Running", 1, 0, 0).replace("\n", "");
          switch (time) {
            case 0 ->
                StandIn.send(
                    exchange,
                    200,
                    "{\"metadata\":{\"resourceVersion\":\"5\"},\"items\":[" + running + "]}");
            case 1 ->
                StandIn.send(
                    exchange,
                    200,
                    "{\"type\":\"ERROR\",\"object\":{\"kind\":\"Status\",\"code\":410}}\n");
            case 2 -> {
              exchange.sendResponseHeaders(200, 1_000);
              exchange.getResponseBody().write('{');
            }
            default ->
                StandIn.send(
                    exchange,
                    200,
                    "{\"type\":\"MODIFIED\",\"object\":"
                        + job("sweep", "Completed", 1, 1, 0).replace("\n", "")
                        + "}\n");
          }
        });
    server.list(PODS, pod("sweep", 0, "Succeeded", 0));

    Said wait = server.jobctl("wait", "sweep");

    assertThat(wait.code()).isZero();
    assertThat(wait.err()).contains("sweep is Completed");
    assertThat(watches.get()).isGreaterThanOrEqualTo(3);
  }

  @Test
  void ctrlCOnceLeavesTheJobAlone() throws Exception {
    assertThat(interrupted(1)).isEqualTo(JobRun.INTERRUPTED);
    assertThat(server.requests()).noneMatch(request -> request.startsWith("POST"));
  }

  @Test
  void ctrlCTwiceEndsTheJob() throws Exception {
    server.on("POST /apis/bus.volcano.sh/v1alpha1/namespaces/team/commands", 201, "{}");

    assertThat(interrupted(2)).isEqualTo(JobRun.INTERRUPTED);
    assertThat(server.requests())
        .filteredOn(request -> request.startsWith("POST"))
        .singleElement()
        .asString()
        .contains("\"action\":\"TerminateJob\"")
        .contains("\"name\":\"sweep\"");
  }

  /** Stays with a job that runs, and presses Ctrl-C so often. */
  private int interrupted(int presses) throws Exception {
    String running = job("sweep", "Running", 1, 0, 0).replace("\n", "");
    server.list(JOBS, running);
    CompletableFuture<Interrupts> made = new CompletableFuture<>();
    CompletableFuture<Integer> code = new CompletableFuture<>();
    StringWriter err = new StringWriter();
    Screen screen =
        new Screen(new PrintWriter(new StringWriter()), new PrintWriter(err), false, false, 80);
    try (Api api = new Api(Access.of(server.kubeconfig(), null))) {
      Thread.ofVirtual()
          .start(() -> {
            JobRun run =
                new JobRun(
                    api,
                    screen,
                    false,
                    null,
                    null,
                    () -> {
                      Interrupts interrupts = new Interrupts();
                      made.complete(interrupts);
                      return interrupts;
                    });
            code.complete(run.attend(new JobView(Api.parse(running))));
          });
      Interrupts interrupts = made.get(30, TimeUnit.SECONDS);
      for (int i = 0; i < presses; i++) {
        interrupts.press();
      }
      int ended = code.get(30, TimeUnit.SECONDS);
      assertThat(err.toString()).contains("goes on; Ctrl-C again");
      return ended;
    }
  }

  @Test
  void aJobThatIsDeletedMeanwhileEndsTheWait() {
    AtomicInteger lists = new AtomicInteger();
    String running = job("sweep", "Running", 1, 0, 0).replace("\n", "");
    server.on("GET " + JOBS + "/sweep", 200, running);
    server.on(
        "GET " + JOBS,
        exchange -> {
          if (String.valueOf(exchange.getRequestURI().getQuery()).contains("watch=true")) {
            StandIn.send(exchange, 410, "{\"reason\":\"Expired\",\"message\":\"too old\"}");
          } else {
            // It was deleted while nobody watched.
            String items = lists.incrementAndGet() == 1 ? running : "";
            StandIn.send(
                exchange,
                200,
                "{\"metadata\":{\"resourceVersion\":\"5\"},\"items\":[" + items + "]}");
          }
        });

    Said wait = server.jobctl("wait", "sweep");

    assertThat(wait.code()).isEqualTo(1);
    assertThat(wait.err()).contains("was deleted before it had ended");
  }

  @Test
  void aServerThatIsAwayAtTheEndDoesNotHideHowTheJobEnded() {
    AtomicInteger lists = new AtomicInteger();
    server.on("GET " + JOBS + "/sweep", 200, job("sweep", "Failed", 1, 0, 1));
    server.list(JOBS, job("sweep", "Failed", 1, 0, 1));
    server.on(
        "GET " + PODS,
        exchange -> {
          boolean first = lists.incrementAndGet() == 1;
          String pods = "{\"items\":[" + pod("sweep", 0, "Failed", 9) + "]}";
          StandIn.send(exchange, first ? 503 : 200, first ? "{\"message\":\"starting\"}" : pods);
        });

    assertThat(server.jobctl("wait", "sweep").code()).isEqualTo(9);
  }

  @Test
  void waitEndsWithTheLastLinesOfWhatFailed() {
    server.on("GET " + JOBS + "/days", 200, job("days", "Failed", 2, 1, 1));
    server.list(JOBS, job("days", "Failed", 2, 1, 1, "4=2024-01-02 7=2024-01-05,2024-01-08", "{}"));
    server.list(PODS, pod("days", 0, "Succeeded", 0), pod("days", 1, "Failed", 2));
    server.on("GET " + PODS + "/days-main-1/log", 200, "ValueError: no prices\n");

    Said wait = server.jobctl("wait", "days");

    assertThat(wait.code()).isEqualTo(2);
    assertThat(wait.err())
        .contains("shard 7 (2024-01-05,2024-01-08): exit code 2")
        .contains("ValueError: no prices");
  }
}
