package dev.basalt.cluster.write;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.basalt.cluster.http.ApiRequest;
import dev.basalt.cluster.http.ApiResponse;
import dev.basalt.cluster.http.ApiTransport;
import dev.basalt.cluster.http.Json;
import dev.basalt.cluster.lead.Fence;
import dev.basalt.core.event.ClusterEvent;
import dev.basalt.core.port.Eviction;
import dev.basalt.core.port.Evictor;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Evicts pods through the Eviction API, which honours disruption budgets and the pod's own grace
 * period, and sets the condition DisruptionTarget itself. Our reason goes into an event on the pod.
 *
 * <p>An eviction names its pod's UID, so sending it twice is harmless: what got no answer is simply
 * sent again. A pod that is gone or has become another one needs no eviction; its own events say
 * so.
 */
public final class ApiEvictor implements Evictor {
  private static final class Try {
    final Eviction eviction;
    final long epoch;
    int tries;

    Try(Eviction eviction, long epoch) {
      this.eviction = eviction;
      this.epoch = epoch;
    }
  }

  private static final long FENCE_POLL_NANOS = Duration.ofMillis(200).toNanos();

  private final Requests requests;
  private final WriteLoop loop;
  private final Fence fence;
  private final EvictorSettings settings;
  private final Consumer<ClusterEvent> events;
  private final ApiStatusPublisher publisher;
  private final Lane<Try> lane;
  private final Counts results = new Counts();

  /**
   * An evictor.
   *
   * @param events takes refusals; called on the loop
   * @param publisher records the event on the pod
   */
  public ApiEvictor(
      ApiTransport transport,
      WriteLoop loop,
      Fence fence,
      EvictorSettings settings,
      Consumer<ClusterEvent> events,
      ApiStatusPublisher publisher) {
    this.requests = new Requests(transport, loop);
    this.loop = loop;
    this.fence = fence;
    this.settings = settings;
    this.events = events;
    this.publisher = publisher;
    this.lane = new Lane<>(settings::inFlight, this::proceed);
  }

  @Override
  public void evict(Eviction eviction) {
    Try attempt = new Try(eviction, fence.epoch());
    loop.execute(() -> lane.add(attempt));
  }

  /** Outcomes so far: {@code Evicted}, {@code Gone}, {@code Refused}, {@code Retried}. */
  public Counts results() {
    return results;
  }

  private void proceed(Try attempt) {
    switch (fence.permit(attempt.epoch)) {
      case SEND -> send(attempt);
      case WAIT -> later(attempt, FENCE_POLL_NANOS);
      case LOST -> refuse(attempt, "leadership was lost before the eviction was sent");
    }
  }

  private void send(Try attempt) {
    attempt.tries++;
    Eviction eviction = attempt.eviction;
    requests.send(
        ApiRequest.post(
            ApiPaths.pod(eviction.namespace(), eviction.podName()) + "/eviction",
            body(eviction),
            settings.requestTimeout()),
        response -> answered(attempt, response),
        () -> retry(attempt, 0, "the API server does not answer"));
  }

  private static byte[] body(Eviction eviction) {
    ObjectNode body = Json.object().put("apiVersion", "policy/v1").put("kind", "Eviction");
    body.putObject("metadata")
        .put("namespace", eviction.namespace())
        .put("name", eviction.podName());
    body.putObject("deleteOptions")
        .put("apiVersion", "v1")
        .put("kind", "DeleteOptions")
        .putObject("preconditions")
        .put("uid", eviction.podUid());
    return Json.bytes(body);
  }

  private void answered(Try attempt, ApiResponse response) {
    int status = response.status();
    if (response.successful()) {
      recordEvent(attempt.eviction);
      finish("Evicted");
    } else if (status == 404) {
      finish("Gone");
    } else if (status == 409) {
      afterConflict(attempt, response.message());
    } else if (status == 429 && heldByBudget(response)) {
      refuse(attempt, response.message());
    } else if (status == 429 || status >= 500) {
      Duration after = response.retryAfter();
      retry(attempt, after == null ? 0 : after.toNanos(), response.message());
    } else {
      refuse(attempt, response.message());
    }
  }

  /** The API server says whose budget it is, unlike when it is merely busy. */
  private static boolean heldByBudget(ApiResponse response) {
    for (JsonNode cause : response.json().path("details").path("causes")) {
      if (cause.path("reason").asText().equals("DisruptionBudget")) {
        return true;
      }
    }
    return false;
  }

  /** Another pod of that name needs no eviction; the same one had its write conflict. */
  private void afterConflict(Try attempt, String message) {
    Eviction eviction = attempt.eviction;
    requests.send(
        ApiRequest.get(
            ApiPaths.pod(eviction.namespace(), eviction.podName()), settings.requestTimeout()),
        response -> {
          String uid = response.json().path("metadata").path("uid").asText();
          boolean other = response.successful() && !uid.equals(eviction.podUid());
          if (response.status() == 404 || other) {
            finish("Gone");
          } else {
            retry(attempt, 0, message);
          }
        },
        () -> retry(attempt, 0, message));
  }

  private void retry(Try attempt, long atLeastNanos, String message) {
    if (attempt.tries >= settings.maxTries()) {
      refuse(attempt, message);
      return;
    }
    results.add("Retried");
    later(attempt, Math.max(atLeastNanos, settings.retry().nanosAfter(attempt.tries)));
  }

  private void later(Try attempt, long nanos) {
    loop.after(nanos, () -> lane.addFirst(attempt));
    lane.release();
  }

  private void refuse(Try attempt, String message) {
    events.accept(new ClusterEvent.EvictionRefused(attempt.eviction.podUid(), message));
    finish("Refused");
  }

  private void finish(String result) {
    results.add(result);
    lane.release();
  }

  private void recordEvent(Eviction eviction) {
    publisher.event(
        new ObjectEvent(
            "Pod",
            eviction.namespace(),
            eviction.podName(),
            eviction.podUid(),
            false,
            eviction.reason(),
            eviction.message()));
  }
}
