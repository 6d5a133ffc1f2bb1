package dev.basalt.cluster.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.cluster.http.ApiRequest;
import dev.basalt.cluster.http.ApiResponse;
import dev.basalt.cluster.http.Json;
import dev.basalt.core.event.ClusterEvent;
import dev.basalt.core.event.ClusterEvent.VolumeRefused;
import dev.basalt.core.port.VolumeChoice;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ApiVolumeBinderTest {
  private static final int NO_ANSWER = 0;
  private static final String CLAIM =
      "{\"metadata\":{\"uid\":\"c\",\"resourceVersion\":\"7\",\"annotations\":{}},\"spec\":{}}";
  private static final String VOLUME =
      "{\"metadata\":{\"uid\":\"v\",\"resourceVersion\":\"9\"},\"spec\":{}}";

  private final VirtualTime time = new VirtualTime();
  private final SwitchFence fence = new SwitchFence();
  private final List<ApiRequest> sent = new ArrayList<>();
  private final ArrayDeque<ApiResponse> answers = new ArrayDeque<>();
  private final List<ClusterEvent> events = new ArrayList<>();
  private final ApiVolumeBinder binder =
      new ApiVolumeBinder(this::answer, time, fence, AttemptSettings.volumeChoices(), events::add);

  @Test
  void aVolumeToBeMadeIsAskedForByTheClaimsAnnotation() {
    answer(200, CLAIM);
    answer(200, "{}");
    choose(null);
    assertThat(sent.get(1).method()).isEqualTo("PATCH");
    assertThat(sent.get(1).path()).isEqualTo("/api/v1/namespaces/ns/persistentvolumeclaims/data");
    assertThat(Json.parse(sent.get(1).body()).toString())
        .isEqualTo(
            "{\"metadata\":{\"resourceVersion\":\"7\","
                + "\"annotations\":{\"volume.kubernetes.io/selected-node\":\"n1\"}}}");
    assertThat(events).isEmpty();
  }

  @Test
  void aVolumeThatIsThereIsKeptForTheClaim() {
    answer(200, VOLUME);
    answer(200, "{}");
    choose("pv");
    assertThat(sent.get(1).path()).isEqualTo("/api/v1/persistentvolumes/pv");
    var patch = Json.parse(sent.get(1).body());
    assertThat(patch.at("/metadata/resourceVersion").asText()).isEqualTo("9");
    assertThat(patch.at("/spec/claimRef").toString())
        .isEqualTo(
            "{\"apiVersion\":\"v1\",\"kind\":\"PersistentVolumeClaim\",\"namespace\":\"ns\","
                + "\"name\":\"data\",\"uid\":\"c\"}");
    assertThat(events).isEmpty();
  }

  @Test
  void whatIsWrittenAlreadyIsNotWrittenAgain() {
    answer(200, CLAIM.replace("{}}", "{\"volume.kubernetes.io/selected-node\":\"n1\"}}"));
    choose(null);
    answer(200, VOLUME.replace("\"spec\":{}", "\"spec\":{\"claimRef\":" + claimRef("c") + "}"));
    choose("pv");
    assertThat(sent).extracting(ApiRequest::method).containsExactly("GET", "GET");
    assertThat(binder.results().get("Written")).isEqualTo(2);
  }

  @Test
  void aVolumeThatWentToAnotherClaimIsRefused() {
    answer(200, VOLUME.replace("\"spec\":{}", "\"spec\":{\"claimRef\":" + claimRef("x") + "}"));
    choose("pv");
    assertThat(events)
        .containsExactly(
            new VolumeRefused("ns/data", "Conflict", "volume pv went to another claim"));
  }

  @Test
  void aClaimThatIsGoneOrAnotherOneIsRefused() {
    answer(404, "{\"message\":\"not found\"}");
    choose(null);
    answer(200, CLAIM.replace("\"c\"", "\"other\""));
    choose(null);
    assertThat(events)
        .extracting(event -> ((VolumeRefused) event).reason())
        .containsExactly("NotFound", "NotFound");
  }

  @Test
  void aConflictALostReplyAndABusyServerAreTriedAgainFromTheStart() {
    answer(200, CLAIM);
    answer(409, "{}");
    answer(200, CLAIM);
    answer(NO_ANSWER, "");
    answer(429, "{}");
    answer(NO_ANSWER, "");
    answer(200, CLAIM);
    answer(200, "{}");
    choose(null);
    assertThat(binder.results().get("Written")).isEqualTo(1);
    assertThat(binder.results().get("Retried")).isEqualTo(4);
    assertThat(events).isEmpty();
  }

  @Test
  void whoMayNotWriteIsToldWhichVerbsAreMissing() {
    answer(200, CLAIM);
    answer(403, "{\"message\":\"forbidden\"}");
    choose(null);
    assertThat(events)
        .singleElement()
        .asString()
        .contains("Forbidden", "grant verbs get and patch on persistentvolumes");
  }

  @Test
  void refusesAfterItsLastTry() {
    for (int i = 0; i < AttemptSettings.volumeChoices().maxTries(); i++) {
      answer(500, "{\"message\":\"down\"}");
    }
    choose(null);
    assertThat(events).containsExactly(new VolumeRefused("ns/data", "NoAnswer", "down"));
  }

  @Test
  void nothingIsWrittenWithoutLeadership() {
    fence.leading = false;
    choose(null);
    assertThat(sent).isEmpty();
    assertThat(events).singleElement().asString().contains("NotLeader");
  }

  private static String claimRef(String uid) {
    return "{\"namespace\":\"ns\",\"name\":\"data\",\"uid\":\"" + uid + "\"}";
  }

  private void choose(@Nullable String volume) {
    binder.choose(new VolumeChoice("ns", "data", "c", "n1", volume));
    time.pass(Duration.ofMinutes(5));
  }

  private void answer(int status, String body) {
    answers.add(new ApiResponse(status, body.getBytes(StandardCharsets.UTF_8), null));
  }

  private CompletableFuture<ApiResponse> answer(ApiRequest request) {
    sent.add(request);
    ApiResponse response = answers.remove();
    return response.status() == NO_ANSWER
        ? CompletableFuture.failedFuture(new IOException("connection closed"))
        : CompletableFuture.completedFuture(response);
  }
}
