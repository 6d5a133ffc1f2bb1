package dev.basalt.watchdog.notify;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import dev.basalt.cluster.http.Json;
import dev.basalt.watchdog.HandClock;
import dev.basalt.watchdog.alert.Alert;
import dev.basalt.watchdog.alert.Mark;
import dev.basalt.watchdog.alert.Standing;
import dev.basalt.watchdog.view.Moment;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Receivers over real HTTP, in virtual time. */
class ReceiversTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private record Heard(String path, JsonNode body, @Nullable String authorization) {}

  private final HandClock clock = new HandClock();
  private final HttpPost post = new HttpPost();
  private final List<Heard> heard = new CopyOnWriteArrayList<>();
  private final CountDownLatch released = new CountDownLatch(1);
  private volatile int status = 200;
  private volatile boolean stuck;
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          if (stuck) {
            try {
              boolean _ = released.await(1, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }
          heard.add(
              new Heard(
                  exchange.getRequestURI().getPath(),
                  Json.parse(body),
                  exchange.getRequestHeaders().getFirst("Authorization")));
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    released.countDown();
    server.stop(0);
    post.close();
  }

  private String url(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  private Receiver receiver(ReceiverSpec.Type type, String url, Duration timeout) {
    ReceiverSpec spec =
        new ReceiverSpec(
            "r",
            type,
            Address.of(url, Map.of("PLACE", url(""))),
            timeout,
            new TreeMap<>(Map.of()),
            List.of("alertname"),
            Duration.ofSeconds(5),
            Duration.ofMinutes(1));
    return Receivers.of(spec, alert -> alert.rule().equals("Heart"));
  }

  private static Standing firing(String rule, String job, Mark mark) {
    Alert alert =
        new Alert(
            rule,
            job,
            "1",
            new TreeMap<>(
                Map.of("alertname", rule, "job_name", job, "severity", "critical", "queue", "q")),
            new TreeMap<>(
                Map.of("summary", "Job " + job + " <failed>", "description", "for a reason")),
            HandClock.START - 1_000,
            HandClock.START,
            0);
    return new Standing(alert, Map.of("r", mark));
  }

  private static Standing resolved(Standing one) {
    Alert alert = one.alert();
    return new Standing(
        new Alert(
            alert.rule(),
            alert.subject(),
            alert.episode(),
            alert.labels(),
            alert.annotations(),
            alert.startsMillis(),
            alert.firedMillis(),
            HandClock.START + 60_000),
        Map.of("r", Mark.OWED));
  }

  private Moment now() {
    return new Moment(clock.nanos(), clock.epochMillis());
  }

  /** One turn: what is due is sent, and its answer waited for; null if nothing was due. */
  private Post.@Nullable Reply turn(Receiver receiver, List<Standing> standing) throws Exception {
    Delivery delivery = receiver.next(standing, now(), true);
    if (delivery == null) {
      return null;
    }
    Post.Reply reply = post.send(delivery.letter()).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    receiver.answered(delivery, reply, now());
    return reply;
  }

  @Test
  void anAlertmanagerIsToldAtOnceAndAgainAndOfTheEnd() throws Exception {
    Receiver am = receiver(ReceiverSpec.Type.ALERTMANAGER, url("/prefix/"), Duration.ofSeconds(5));
    Standing owed = firing("F", "j", Mark.OWED);
    assertThat(turn(am, List.of(owed))).isEqualTo(new Post.Reply(200, ""));
    Heard first = heard.getFirst();
    assertThat(first.path()).isEqualTo("/prefix/api/v2/alerts");
    JsonNode alert = first.body().path(0);
    assertThat(alert.path("labels").path("job_name").asText()).isEqualTo("j");
    assertThat(alert.path("startsAt").asText()).isEqualTo("2026-11-26T07:59:59Z");
    assertThat(alert.has("endsAt")).as("its own clock ends it").isFalse();

    Standing told = firing("F", "j", Mark.TOLD);
    assertThat(turn(am, List.of(told))).isNull();
    clock.pass(Duration.ofMinutes(1));
    assertThat(turn(am, List.of(told))).isNotNull();
    assertThat(turn(am, List.of(resolved(told)))).isNotNull();
    assertThat(heard.getLast().body().path(0).path("endsAt").asText())
        .isEqualTo("2026-11-26T08:01:00Z");
  }

  @Test
  void theHeartbeatIsForAlertmanagersOnlyAndStopsWithUs() {
    Standing heart = firing("Heart", "", Mark.OWED);
    Receiver am = receiver(ReceiverSpec.Type.ALERTMANAGER, url(""), PATIENCE);
    assertThat(am.wants(heart.alert())).isTrue();
    assertThat(am.next(List.of(heart), now(), false)).isNull();
    assertThat(am.next(List.of(heart), now(), true)).isNotNull();
    assertThat(receiver(ReceiverSpec.Type.SLACK, url(""), PATIENCE).wants(heart.alert())).isFalse();
  }

  @Test
  void aWebhookHearsOfAGroupOnceItIsComplete() throws Exception {
    Receiver hook =
        receiver(
            ReceiverSpec.Type.WEBHOOK,
            url("/hook").replace("//", "//ann:tok@"),
            Duration.ofSeconds(5));
    Standing j = firing("F", "j", Mark.OWED);
    Standing k = firing("F", "k", Mark.OWED);
    assertThat(turn(hook, List.of(j))).isNull();
    clock.pass(Duration.ofSeconds(5));
    assertThat(turn(hook, List.of(j, k, firing("G", "x", Mark.OWED)))).isNotNull();
    Heard message = heard.getFirst();
    assertThat(message.path()).isEqualTo("/hook");
    assertThat(message.authorization()).isEqualTo("Basic YW5uOnRvaw==");
    JsonNode body = message.body();
    assertThat(body.path("version").asText()).isEqualTo("4");
    assertThat(body.path("status").asText()).isEqualTo("firing");
    assertThat(body.path("groupLabels").toString()).isEqualTo("{\"alertname\":\"F\"}");
    assertThat(body.path("commonLabels").has("job_name")).isFalse();
    assertThat(body.path("commonLabels").path("queue").asText()).isEqualTo("q");
    assertThat(body.path("alerts")).hasSize(2);
    assertThat(body.path("alerts").path(1).path("fingerprint").asText())
        .isEqualTo(k.alert().fingerprint());
    assertThat(body.path("alerts").path(1).path("endsAt").asText()).startsWith("0001-01-01");
    assertThat(turn(hook, List.of(firing("F", "j", Mark.TOLD)))).isNull();
  }

  @Test
  void slackIsToldForPeopleAndNothingIsMarkup() throws Exception {
    Receiver slack = receiver(ReceiverSpec.Type.SLACK, url("/T0"), Duration.ofSeconds(5));
    Standing j = firing("F", "j", Mark.OWED);
    assertThat(turn(slack, List.of(j))).isNull();
    clock.pass(Duration.ofSeconds(5));
    assertThat(turn(slack, List.of(j))).isNotNull();
    JsonNode body = heard.getFirst().body();
    assertThat(body.path("text").asText()).isEqualTo("[FIRING:1] F");
    JsonNode shown = body.path("attachments").path(0);
    assertThat(shown.path("title").asText()).isEqualTo("Job j &lt;failed&gt;");
    assertThat(shown.path("color").asText()).isEqualTo("danger");
  }

  @Test
  void slackIsToldOfAGroupInOneMessageHoweverManyTheyAre() throws Exception {
    Receiver slack = receiver(ReceiverSpec.Type.SLACK, url("/T0"), Duration.ofSeconds(5));
    List<Standing> many =
        IntStream.range(0, 300).mapToObj(i -> firing("F", "j" + i, Mark.OWED)).toList();
    assertThat(turn(slack, many)).isNull();
    clock.pass(Duration.ofSeconds(5));
    Delivery delivery = Objects.requireNonNull(slack.next(many, now(), true));
    assertThat(delivery.alerts()).hasSize(300);
    JsonNode body = Json.parse(delivery.letter().body().getBytes(StandardCharsets.UTF_8));
    assertThat(body.path("text").asText()).isEqualTo("[FIRING:300] F");
    assertThat(body.path("attachments")).hasSize(11);
    assertThat(body.path("attachments").path(10).path("text").asText()).isEqualTo("and 290 more");
  }

  @ParameterizedTest
  @CsvSource({
    "https://wiki.example.com/basalt#a, https://wiki.example.com/basalt#a",
    "docs/runbooks.md#a, ''"
  })
  void slackIsGivenALinkOnlyWhereThereIsOne(String runbook, String link) {
    Alert plain = firing("F", "j", Mark.OWED).alert();
    Alert alert =
        new Alert(
            plain.rule(),
            plain.subject(),
            plain.episode(),
            plain.labels(),
            new TreeMap<>(Map.of("summary", "s", "runbook_url", runbook)),
            plain.startsMillis(),
            plain.firedMillis(),
            0);
    assertThat(
            SlackMessage.of(List.of(alert))
                .path("attachments")
                .path(0)
                .path("title_link")
                .asText(""))
        .isEqualTo(link);
  }

  @Test
  void errorsAreTriedAgainLessAndLessOften() throws Exception {
    Receiver am = receiver(ReceiverSpec.Type.ALERTMANAGER, url(""), Duration.ofSeconds(5));
    List<Standing> owed = List.of(firing("F", "j", Mark.OWED));
    status = 500;
    int attempts = 0;
    for (int second = 0; second < 60; second++) {
      Post.Reply reply = turn(am, owed);
      if (reply != null) {
        attempts++;
        assertThat(reply.problem()).isEqualTo("HTTP 500");
        assertThat(reply.refused()).isFalse();
      }
      clock.pass(Duration.ofSeconds(1));
    }
    assertThat(attempts).as("after 0, 1, 3, 7, 15 and 31 s").isEqualTo(6);
    status = 200;
    clock.pass(Duration.ofSeconds(30));
    assertThat(turn(am, owed)).isEqualTo(new Post.Reply(200, ""));
    assertThat(heard).hasSize(7);
  }

  @Test
  void nobodyWaitsForASlowReceiverLongerThanItMayTake() throws Exception {
    Receiver am = receiver(ReceiverSpec.Type.ALERTMANAGER, url(""), Duration.ofMillis(300));
    stuck = true;
    Post.Reply reply = turn(am, List.of(firing("F", "j", Mark.OWED)));
    assertThat(reply).isNotNull();
    assertThat(reply.status()).isZero();
    assertThat(reply.problem()).contains("Timeout");
  }

  @Test
  void aReceiverThatIsNotThereAndOneThatRefuses() throws Exception {
    Receiver am = receiver(ReceiverSpec.Type.ALERTMANAGER, url(""), Duration.ofSeconds(5));
    status = 404;
    Post.Reply refused = turn(am, List.of(firing("F", "j", Mark.OWED)));
    assertThat(refused).isNotNull();
    assertThat(refused.refused()).isTrue();
    server.stop(0);
    clock.pass(Duration.ofSeconds(5));
    Post.Reply gone = turn(am, List.of(firing("F", "j", Mark.OWED)));
    assertThat(gone).isNotNull();
    assertThat(gone.status()).isZero();
    assertThat(gone.problem()).isNotEmpty().doesNotContain("127.0.0.1");
  }

  @Test
  void aUrlInAFileMayChangeAndIsNeverShown(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("url"), url("/one") + "\n");
    Receiver hook = receiver(ReceiverSpec.Type.WEBHOOK, "file:" + file, Duration.ofSeconds(5));
    List<Standing> owed = List.of(firing("F", "j", Mark.OWED));
    assertThat(turn(hook, owed)).isNull();
    clock.pass(Duration.ofSeconds(5));
    assertThat(turn(hook, owed)).isNotNull();
    Files.writeString(file, url("/two"));
    assertThat(turn(hook, owed)).isNotNull();
    assertThat(heard).extracting(Heard::path).containsExactly("/one", "/two");
    assertThat(Address.of("env:PLACE", Map.of("PLACE", url("/secret"))).resolve().uri().getPath())
        .isEqualTo("/secret");
    assertThat(Address.of(url("/secret?token=x"), Map.of()).toString()).doesNotContain("secret");
  }
}
