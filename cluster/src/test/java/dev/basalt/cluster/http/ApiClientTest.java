package dev.basalt.cluster.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApiClientTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  @TempDir Path directory;

  @Test
  void sendsTheGivenBytesAndReturnsStatusAndBytes() throws Exception {
    try (FakeApiServer server =
            new FakeApiServer((exchange, body) -> FakeApiServer.answer(exchange, 201, "grün"));
        ApiClient client = server.client(directory)) {
      ApiResponse response =
          send(client, ApiRequest.post("/a/b?timeout=5s", bytes("{\"é\":1}"), LONG));
      assertThat(response.status()).isEqualTo(201);
      assertThat(new String(response.body(), UTF_8)).isEqualTo("grün");
      send(client, ApiRequest.patch("/c", ApiRequest.MERGE_PATCH, bytes("{\"ü\":2}"), LONG));
      assertThat(server.seen())
          .containsExactly("POST /a/b?timeout=5s {\"é\":1}", "PATCH /c {\"ü\":2}");
    }
  }

  @Test
  void neverRetriesByItself() throws Exception {
    for (int status : new int[] {429, 500, 503}) {
      try (FakeApiServer server =
              new FakeApiServer((exchange, body) -> {
                exchange.getResponseHeaders().set("Retry-After", "1");
                FakeApiServer.answer(exchange, status, "{\"message\":\"busy\"}");
              });
          ApiClient client = server.client(directory)) {
        ApiResponse response = send(client, ApiRequest.get("/x", LONG));
        assertThat(response.status()).isEqualTo(status);
        assertThat(response.message()).isEqualTo("busy");
        assertThat(response.retryAfter()).isEqualTo(Duration.ofSeconds(1));
        assertThat(server.seen()).hasSize(1);
      }
    }
  }

  @Test
  void lostReplyIsNoAnswerAndNotSentAgain() throws Exception {
    try (FakeApiServer server =
            new FakeApiServer((exchange, body) -> FakeApiServer.loseReply(exchange));
        ApiClient client = server.client(directory)) {
      assertThatThrownBy(() -> send(client, ApiRequest.post("/x", bytes("{}"), LONG)))
          .isInstanceOf(ExecutionException.class);
      assertThat(server.seen()).hasSize(1);
    }
  }

  @Test
  void slowAnswerIsGivenUpAfterTheRequestsTimeout() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    try (FakeApiServer server =
            new FakeApiServer((exchange, body) -> {
              try {
                assertThat(release.await(60, TimeUnit.SECONDS)).isTrue();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              FakeApiServer.loseReply(exchange);
            });
        ApiClient client = server.client(directory)) {
      assertThatThrownBy(() -> send(client, ApiRequest.get("/x", Duration.ofMillis(300))))
          .isInstanceOf(ExecutionException.class)
          .satisfies(failure -> assertThat(failure.getCause()).isNotNull());
      release.countDown();
    }
  }

  @Test
  void serverThatIsAwayIsNoAnswer() throws Exception {
    FakeApiServer server = new FakeApiServer((exchange, body) -> FakeApiServer.loseReply(exchange));
    try (ApiClient client = server.client(directory)) {
      server.close();
      assertThatThrownBy(() -> send(client, ApiRequest.get("/x", LONG)))
          .isInstanceOf(ExecutionException.class);
    }
  }

  @Test
  void retryAfterIsReadAsSecondsOrNotAtAll() {
    assertThat(ApiClient.retryAfter("7")).isEqualTo(Duration.ofSeconds(7));
    assertThat(ApiClient.retryAfter("Wed, 21 Oct 2026 07:28:00 GMT")).isNull();
    assertThat(ApiClient.retryAfter("-3")).isNull();
    assertThat(ApiClient.retryAfter(null)).isNull();
  }

  private static ApiResponse send(ApiClient client, ApiRequest request)
      throws InterruptedException, ExecutionException, TimeoutException {
    return client.send(request).get(60, TimeUnit.SECONDS);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
