package dev.basalt.jobctl.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.basalt.jobctl.Failure;
import dev.basalt.jobctl.StandIn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiTest {
  private static final String JOBS = "/apis/batch.volcano.sh/v1alpha1/namespaces/team/jobs";

  @TempDir private Path folder = Path.of("");
  private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
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

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "a/b", "a?b", "100%", "my job", "Big", "-a", "a\n", "ä"})
  void nothingIsAskedAboutAnObjectThatCannotBe(String name) {
    String jobs = Paths.jobs("team");

    assertThatThrownBy(() -> api.delete(jobs, name))
        .isInstanceOfSatisfying(Failure.class, e -> assertThat(e.exitCode()).isEqualTo(2));
    assertThatThrownBy(() -> api.get(jobs, name)).isInstanceOf(Failure.class);
    assertThatThrownBy(() -> api.find(jobs, name)).isInstanceOf(Failure.class);
    assertThatThrownBy(() -> api.patch(jobs, name, "{}")).isInstanceOf(Failure.class);
    assertThatThrownBy(() -> Paths.log("team", name)).isInstanceOf(Failure.class);
    assertThatThrownBy(() -> Paths.jobs(name)).isInstanceOf(Failure.class);
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void namesMayHaveDotsAndDashes() {
    server.on("DELETE /apis/scheduling.volcano.sh/v1beta1/queues/team-a.research", 200, "{}");

    api.delete(Paths.queues(), "team-a.research");

    assertThat(server.requests()).singleElement().asString().contains("/queues/team-a.research");
  }

  @Test
  void aWatchThatHasGoneSilentIsGivenUpAndAllIsListedAnew() throws InterruptedException {
    AtomicInteger lists = new AtomicInteger();
    CountDownLatch over = new CountDownLatch(1);
    server.on(
        "GET " + JOBS,
        exchange -> {
          if (String.valueOf(exchange.getRequestURI().getQuery()).contains("watch=true")) {
            StandIn.begin(exchange, "");
            await(over);
          } else {
            StandIn.send(exchange, 200, list("v" + lists.incrementAndGet()));
          }
        });

    try (Watch watch =
        Watch.start(api, Paths.jobs("team"), this::tell, Duration.ZERO, Duration.ofMillis(300))) {
      assertThat(told.poll(30, TimeUnit.SECONDS)).isEqualTo("v1");
      assertThat(told.poll(30, TimeUnit.SECONDS)).isEqualTo("v2");
      assertThat(watch.refusal()).isNull();
    } finally {
      over.countDown();
    }
  }

  @Test
  void aWatchGoesOnWithANewTokenOnceItsOwnHasExpired() throws InterruptedException, IOException {
    server.on(
        "GET " + JOBS,
        exchange -> {
          boolean watch =
              String.valueOf(exchange.getRequestURI().getQuery()).contains("watch=true");
          boolean fresh =
              "Bearer fresh".equals(exchange.getRequestHeaders().getFirst("Authorization"));
          if (!watch) {
            renew();
            StandIn.send(exchange, 200, list("listed"));
          } else if (fresh) {
            StandIn.send(exchange, 200, "{\"type\":\"MODIFIED\",\"object\":" + one("seen") + "}\n");
          } else {
            StandIn.send(exchange, 401, "{\"message\":\"Unauthorized\"}");
          }
        });

    try (Watch watch = Watch.start(api, Paths.jobs("team"), this::tell)) {
      assertThat(told.poll(30, TimeUnit.SECONDS)).isEqualTo("listed");
      assertThat(told.poll(30, TimeUnit.SECONDS)).isEqualTo("seen");
      assertThat(watch.refusal()).isNull();
    }
  }

  private void renew() throws IOException {
    Path kubeconfig = server.kubeconfig();
    Files.writeString(kubeconfig, Files.readString(kubeconfig).replace("secret", "fresh"));
  }

  private void tell(JsonNode object, boolean deleted) {
    told.add(object.path("metadata").path("name").asText());
  }

  private static String list(String name) {
    return "{\"metadata\":{\"resourceVersion\":\"5\"},\"items\":[" + one(name) + "]}";
  }

  private static String one(String name) {
    return "{\"metadata\":{\"name\":\"%s\",\"uid\":\"u\",\"resourceVersion\":\"6\"}}"
        .formatted(name);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
