package dev.basalt.controllers.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.basalt.cluster.http.ApiRequest;
import dev.basalt.cluster.http.ApiResponse;
import dev.basalt.cluster.http.Json;
import dev.basalt.cluster.lead.Fence;
import dev.basalt.core.port.Clock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WriterTest {
  private final List<ApiRequest> sent = new CopyOnWriteArrayList<>();
  private Fence fence = Fence.none();
  private ApiResponse answer = new ApiResponse(200, bytes("{}"), null);

  @Test
  void nothingIsSentOnceAnotherMayLead() {
    fence =
        new Fence() {
          @Override
          public long epoch() {
            return 1;
          }

          @Override
          public Permit permit(long epoch) {
            return Permit.LOST;
          }
        };

    assertThatThrownBy(() -> writer().merge("/a", Json.object()))
        .isInstanceOf(WriteFailedException.class);
    assertThat(sent).isEmpty();
  }

  @Test
  void aQuotaIsToldFromOtherRefusals() {
    ApiResponse quota =
        status(403, "pods \"a\" is forbidden: exceeded quota: q, requested: pods=1");
    ApiResponse rights = status(403, "pods is forbidden: User \"x\" cannot create resource");

    assertThat(Writer.exceedsQuota(quota)).isTrue();
    assertThat(Writer.exceedsQuota(rights)).isFalse();
    assertThat(
            Writer.exceedsQuota(
                status(
                    403, "pods \"a\" is forbidden: status unknown for quota: q, resources: pods")))
        .isTrue();
    assertThat(WriteFailedException.of("create", quota).refused()).isFalse();
    assertThat(WriteFailedException.of("create", rights).refused()).isTrue();
    assertThat(WriteFailedException.of("create", status(429, "slow down")).refused()).isFalse();
  }

  @Test
  void aNamespaceThatIsBeingDeletedIsToldFromOtherRefusals() {
    ApiResponse leaving =
        new ApiResponse(
            403,
            bytes(
                "{\"message\":\"no\",\"details\":{\"causes\":[{\"reason\":\"NamespaceTerminating\"}]}}"),
            null);

    assertThat(Writer.namespaceTerminating(leaving)).isTrue();
    assertThat(Writer.namespaceTerminating(status(403, "exceeded quota"))).isFalse();
  }

  @Test
  void whatIsGoneNeedNotBeDeletedAndAnotherOfThatNameIsLeftAlone() throws InterruptedException {
    answer = status(404, "not found");
    assertThat(writer().delete("/a", "uid", null)).isFalse();
    answer = status(409, "the UID in the precondition does not match");
    assertThat(writer().delete("/a", "uid", null)).isFalse();
    answer = status(200, "");
    assertThat(writer().delete("/a", "uid", "Foreground")).isTrue();
    assertThat(new String(sent.getLast().body(), StandardCharsets.UTF_8))
        .contains("\"uid\":\"uid\"")
        .contains("Foreground");
  }

  @Test
  void whatAManagerWantsIsNeitherForcedNorMadeAnew() throws InterruptedException {
    answer = status(409, "Apply failed with 1 conflict");

    ApiResponse response = writer().apply("/a", "me", "uid", Json.object().put("apiVersion", "v1"));

    assertThat(response.status()).isEqualTo(409);
    assertThat(sent.getLast().path()).isEqualTo("/a?force=false&fieldManager=me");
    assertThat(sent.getLast().contentType()).isEqualTo("application/apply-patch+yaml");
    assertThat(new String(sent.getLast().body(), StandardCharsets.UTF_8))
        .isEqualTo("{\"apiVersion\":\"v1\",\"metadata\":{\"uid\":\"uid\"}}");
  }

  @Test
  void manyAreSentUntilOneSaysEnough() throws InterruptedException {
    AtomicInteger answers = new AtomicInteger();

    writer()
        .sendAll(
            IntStream.range(0, 500)
                .mapToObj(i -> ApiRequest.get("/" + i, Duration.ofSeconds(1)))
                .iterator(),
            (request, response) -> answers.incrementAndGet() < 30);

    assertThat(sent).hasSize(30);
  }

  private Writer writer() {
    return new Writer(
        request -> {
          sent.add(request);
          return CompletableFuture.completedFuture(answer);
        },
        fence,
        Clock.system());
  }

  private static ApiResponse status(int code, String message) {
    return new ApiResponse(code, Json.bytes(Json.object().put("message", message)), null);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
