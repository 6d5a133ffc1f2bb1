package dev.basalt.jobctl.follow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.basalt.jobctl.StandIn;
import dev.basalt.jobctl.api.Access;
import dev.basalt.jobctl.api.Api;
import dev.basalt.jobctl.api.ApiException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogStreamTest {
  private static final String LOG = "GET /api/v1/namespaces/team/pods/sweep-main-0/log";

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

    stream(new LogOptions("main", 10, 300, false, true)).read(lines::add);

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

    stream(LogOptions.ALL).follow(lines::add, ended::get);

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

    stream(LogOptions.ALL).follow(lines::add, () -> times.get() > 0);

    assertThat(lines).containsExactly("begun");
  }

  @Test
  void aLogThatMayNotBeReadIsSaid() {
    server.on(LOG, 403, "{\"reason\":\"Forbidden\",\"message\":\"no\"}");

    assertThatThrownBy(() -> stream(LogOptions.ALL).follow(line -> {}, () -> false))
        .isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.forbidden()).isTrue());
  }

  private LogStream stream(LogOptions options) {
    return new LogStream(api, "team", "sweep-main-0", options);
  }
}
