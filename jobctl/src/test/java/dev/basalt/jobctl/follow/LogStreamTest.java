package dev.basalt.jobctl.follow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.basalt.jobctl.StandIn;
import dev.basalt.jobctl.api.Access;
import dev.basalt.jobctl.api.Api;
import dev.basalt.jobctl.api.ApiException;
import dev.basalt.jobctl.follow.LogStream.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogStreamTest {
  private static final String LOG = "GET /api/v1/namespaces/team/pods/sweep-main-0/log";

  private static final Duration PAUSE = Duration.ofMillis(1);

  @TempDir private Path folder = Path.of("");
  private StandIn server;
  private Api api;

  @BeforeEach
  void start() {
    server = new StandIn(folder);
    api = new Api(Access.of(server.kubeconfig(), null));
  }

  @AfterEach
  void close() {
    api.close();
    server.close();
  }

  @Test
  void aLogIsReadOnceAsItIs() {
    server.on(LOG, exchange -> StandIn.send(exchange, 200, "one\n2026-01-01T00:00:00Z two\n"));
    List<String> lines = new ArrayList<>();

    stream(new LogOptions("main", 10, 300, false, true, false)).read(lines::add);

    assertThat(lines).containsExactly("one", "2026-01-01T00:00:00Z two");
    assertThat(server.requests())
        .singleElement()
        .asString()
        .contains("container=main&tailLines=10&sinceSeconds=300&previous=true")
        .doesNotContain("follow");
  }

  @Test
  void aFollowedLogGoesOnAfterABrokenConnectionWithoutLosingOrRepeatingALine()
      throws InterruptedException {
    AtomicInteger times = new AtomicInteger();
    AtomicBoolean ended = new AtomicBoolean();
    server.on(
        LOG,
        exchange -> {
          if (times.incrementAndGet() == 1) {
            // More is promised than comes: the connection breaks.
            exchange.sendResponseHeaders(200, 1_000);
            exchange
                .getResponseBody()
                .write(
                    "2026-01-01T00:00:00.5Z one\n2026-01-01T00:00:01.5Z two\n"
                        .getBytes(java.nio.charset.StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
          } else {
            ended.set(true);
            StandIn.send(
                exchange, 200, "2026-01-01T00:00:01.5Z two\n2026-01-01T00:00:01.75Z three\n");
          }
        });
    List<String> lines = new ArrayList<>();

    stream(LogOptions.ALL).follow(lines::add, () -> ended.get() ? Source.ENDED : Source.GOES_ON);

    assertThat(lines).containsExactly("one", "two", "three");
    assertThat(server.requests().get(1)).contains("sinceTime=2026-01-01T00:00:01.500Z");
  }

  @Test
  void aContainerThatHasNotBegunIsWaitedFor() throws InterruptedException {
    AtomicInteger times = new AtomicInteger();
    server.on(
        LOG,
        exchange -> {
          if (times.incrementAndGet() == 1) {
            StandIn.send(exchange, 400, "{\"message\":\"container is waiting to start\"}");
          } else {
            StandIn.send(exchange, 200, "2026-01-01T00:00:01Z begun\n");
          }
        });
    List<String> lines = new ArrayList<>();

    stream(LogOptions.ALL)
        .follow(lines::add, () -> times.get() > 0 ? Source.ENDED : Source.GOES_ON);

    assertThat(lines).containsExactly("begun");
  }

  @Test
  void aLogThatMayNotBeReadIsSaid() {
    server.on(LOG, 403, "{\"reason\":\"Forbidden\",\"message\":\"no\"}");

    assertThatThrownBy(() -> stream(LogOptions.ALL).follow(line -> {}, () -> Source.GOES_ON))
        .isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.forbidden()).isTrue());
  }

  @Test
  void aContainerThatWaitsLongToBeginAgainIsStillFollowed() throws InterruptedException {
    AtomicInteger times = new AtomicInteger();
    server.on(
        LOG,
        exchange -> {
          int time = times.incrementAndGet();
          if (time % 2 == 0) {
            StandIn.send(
                exchange, 400, "{\"message\":\"container is waiting to start: Back-off\"}");
          } else {
            StandIn.send(
                exchange,
                200,
                "2026-01-01T00:00:01Z one\n" + (time > 80 ? "2026-01-01T00:09:00Z two\n" : ""));
          }
        });
    List<String> lines = new ArrayList<>();

    stream(LogOptions.ALL)
        .follow(lines::add, () -> times.get() > 80 ? Source.ENDED : Source.GOES_ON);

    assertThat(lines).containsExactly("one", "two");
  }

  @Test
  void aLogThatCannotBeReadForLongIsGivenUpWithAReason() {
    server.on(LOG, 503, "{\"message\":\"the kubelet does not answer\"}");

    assertThatThrownBy(() -> stream(LogOptions.ALL).follow(line -> {}, () -> Source.GOES_ON))
        .isInstanceOf(ApiException.class)
        .hasMessageContaining("the kubelet does not answer");
    assertThat(server.requests()).hasSizeGreaterThan(10);
  }

  @Test
  void whatWasAskedForFirstIsNotAskedForAgain() throws InterruptedException {
    AtomicInteger times = new AtomicInteger();
    server.on(
        LOG,
        exchange -> {
          times.incrementAndGet();
          StandIn.send(exchange, 200, "2026-01-01T00:00:01Z one\n");
        });

    stream(new LogOptions("main", 10, 300, true, false, false))
        .follow(line -> {}, () -> times.get() > 0 ? Source.ENDED : Source.GOES_ON);

    assertThat(server.requests().getFirst()).contains("tailLines=10").contains("sinceSeconds=300");
    assertThat(server.requests().get(1))
        .contains("container=main")
        .contains("sinceTime=2026-01-01T00:00:01Z")
        .doesNotContain("tailLines")
        .doesNotContain("sinceSeconds");
  }

  @Test
  void aConnectionThatHasGoneSilentIsMadeAnew() throws InterruptedException {
    AtomicInteger times = new AtomicInteger();
    CountDownLatch over = new CountDownLatch(1);
    server.on(
        LOG,
        exchange -> {
          switch (times.incrementAndGet()) {
            case 1 -> {
              StandIn.begin(exchange, "2026-01-01T00:00:01Z one\n");
              await(over);
            }
            case 2 -> await(over); // no answer at all
            default -> StandIn.send(exchange, 200, "2026-01-01T00:00:02Z two\n");
          }
        });
    List<String> lines = new ArrayList<>();

    new LogStream(api, "team", "sweep-main-0", LogOptions.ALL, PAUSE, Duration.ofMillis(300))
        .follow(lines::add, () -> times.get() > 2 ? Source.ENDED : Source.GOES_ON);
    over.countDown();

    assertThat(lines).containsExactly("one", "two");
  }

  @Test
  void theLogOfAnotherPodOfItsNameIsNotRead() throws InterruptedException {
    AtomicInteger times = new AtomicInteger();
    server.on(
        LOG,
        exchange -> {
          times.incrementAndGet();
          StandIn.send(exchange, 200, "2026-01-01T00:00:01Z one\n");
        });

    stream(LogOptions.ALL).follow(line -> {}, () -> times.get() > 0 ? Source.GONE : Source.GOES_ON);

    assertThat(times).hasValue(1);
  }

  @Test
  void aTokenThatHasExpiredIsReadAnew() throws IOException {
    server.on(
        LOG,
        exchange -> {
          boolean fresh =
              "Bearer fresh".equals(exchange.getRequestHeaders().getFirst("Authorization"));
          StandIn.send(exchange, fresh ? 200 : 401, fresh ? "one\n" : "{}");
        });
    Path kubeconfig = server.kubeconfig();
    Files.writeString(kubeconfig, Files.readString(kubeconfig).replace("secret", "fresh"));
    List<String> lines = new ArrayList<>();

    stream(LogOptions.ALL).read(lines::add);

    assertThat(lines).containsExactly("one");
  }

  @Test
  void resultsOfFunctionsAreLeftOutUnlessAskedFor() {
    server.on(
        LOG,
        exchange -> {
          boolean few = exchange.getRequestURI().getQuery().contains("tailLines=2");
          String results = "#jobctl-result 0/2 eJx\nthree#jobctl-result 1/2 Lz==\n";
          StandIn.send(exchange, 200, (few ? "" : "one\n\ntwo\n\n") + results);
        });
    List<String> all = new ArrayList<>();
    List<String> last = new ArrayList<>();
    List<String> raw = new ArrayList<>();

    stream(LogOptions.ALL).read(all::add);
    stream(LogOptions.ALL.last(2)).read(last::add);
    stream(new LogOptions(null, -1, -1, false, false, true)).read(raw::add);

    assertThat(all).containsExactly("one", "", "two", "three");
    assertThat(last).containsExactly("two", "three");
    assertThat(raw).hasSize(6).contains("three#jobctl-result 1/2 Lz==");
  }

  private LogStream stream(LogOptions options) {
    return new LogStream(api, "team", "sweep-main-0", options, PAUSE, Duration.ofMinutes(1));
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
