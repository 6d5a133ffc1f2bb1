package dev.basalt.cluster.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.cluster.http.ApiRequest;
import dev.basalt.cluster.http.ApiResponse;
import dev.basalt.cluster.http.Json;
import dev.basalt.core.event.ClusterEvent;
import dev.basalt.core.event.ClusterEvent.EvictionRefused;
import dev.basalt.core.port.Eviction;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ApiEvictorTest {
  private static final String BUDGET =
      "{\"message\":\"Cannot evict pod as it would violate the pod's disruption budget.\","
          + "\"details\":{\"causes\":[{\"reason\":\"DisruptionBudget\"}]}}";
  private static final Duration LONG = Duration.ofMinutes(1);

  private final VirtualTime time = new VirtualTime();
  private final SwitchFence fence = new SwitchFence();
  private final List<ApiRequest> sent = new ArrayList<>();
  private final ArrayDeque<ApiResponse> answers = new ArrayDeque<>();
  private final List<ClusterEvent> events = new ArrayList<>();
  private final FakeObjects recorded = new FakeObjects(time);
  private final ApiEvictor evictor =
      new ApiEvictor(
          this::answer,
          time,
          fence,
          AttemptSettings.evictions(),
          events::add,
          new ApiStatusPublisher(recorded, time, time, fence, StatusSettings.standard("basalt")));

  @Test
  void evictsThroughTheEvictionApiOnlyThePodThatWasMeant() {
    answers.add(status(201, "{}"));
    evict();
    var body = Json.parse(sent.getFirst().body());
    assertThat(sent.getFirst().path()).isEqualTo("/api/v1/namespaces/ns/pods/p/eviction");
    assertThat(body.at("/deleteOptions/preconditions/uid").asText()).isEqualTo("uid");
    assertThat(body.at("/deleteOptions").has("gracePeriodSeconds")).isFalse();
    assertThat(events).isEmpty();
    assertThat(evictor.results().get("Evicted")).isEqualTo(1);
    var event = recorded.objects.values().iterator().next();
    assertThat(event.path("reason").asText()).isEqualTo("GangIncomplete");
  }

  @Test
  void refusesWithTheServersWordsWhatABudgetForbids() {
    answers.add(status(429, BUDGET));
    evict();
    assertThat(sent).hasSize(1);
    assertThat(events)
        .containsExactly(
            new EvictionRefused(
                "uid", "Cannot evict pod as it would violate the pod's disruption budget."));
  }

  @Test
  void triesAgainWhenTheServerIsMerelyBusyOrSilent() {
    answers.add(status(429, "{\"message\":\"too many requests\"}"));
    answers.add(status(503, "{}"));
    answers.add(status(NO_ANSWER, ""));
    answers.add(status(201, "{}"));
    evict();
    assertThat(sent).hasSize(4);
    assertThat(events).isEmpty();
  }

  @Test
  void refusesAfterItsLastTry() {
    for (int i = 0; i < 5; i++) {
      answers.add(status(500, "{\"message\":\"webhook is down\"}"));
    }
    evict();
    assertThat(events).containsExactly(new EvictionRefused("uid", "webhook is down"));
  }

  @Test
  void podThatIsGoneOrAnotherOneNeedsNoEviction() {
    answers.add(status(404, "{}"));
    evict();
    answers.add(status(409, "{\"message\":\"the UID in the precondition does not match\"}"));
    answers.add(status(200, "{\"metadata\":{\"uid\":\"other\"}}"));
    evict();
    assertThat(events).isEmpty();
    assertThat(evictor.results().get("Gone")).isEqualTo(2);
  }

  @Test
  void conflictOverTheSamePodIsTriedAgain() {
    answers.add(status(409, "{}"));
    answers.add(status(200, "{\"metadata\":{\"uid\":\"uid\"}}"));
    answers.add(status(201, "{}"));
    evict();
    assertThat(evictor.results().get("Evicted")).isEqualTo(1);
  }

  @Test
  void nothingIsEvictedWithoutLeadership() {
    fence.leading = false;
    evict();
    assertThat(sent).isEmpty();
    assertThat(events).hasSize(1);
  }

  private static final int NO_ANSWER = 0;

  private void evict() {
    evictor.evict(new Eviction("uid", "ns", "p", "GangIncomplete", "1 of 3 members ran"));
    time.pass(LONG);
  }

  private CompletableFuture<ApiResponse> answer(ApiRequest request) {
    sent.add(request);
    ApiResponse response = answers.remove();
    return response.status() == NO_ANSWER
        ? CompletableFuture.failedFuture(new IOException("connection closed"))
        : CompletableFuture.completedFuture(response);
  }

  private static ApiResponse status(int status, String body) {
    return new ApiResponse(status, body.getBytes(StandardCharsets.UTF_8), null);
  }
}
