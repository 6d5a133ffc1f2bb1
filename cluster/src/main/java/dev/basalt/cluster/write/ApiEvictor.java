package dev.basalt.cluster.write;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.basalt.cluster.http.ApiRequest;
import dev.basalt.cluster.http.ApiResponse;
import dev.basalt.cluster.http.ApiTransport;
import dev.basalt.cluster.http.Json;
import dev.basalt.cluster.lead.Fence;
import dev.basalt.cluster.write.Attempts.Attempt;
import dev.basalt.core.event.ClusterEvent;
import dev.basalt.core.port.Eviction;
import dev.basalt.core.port.Evictor;
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
  private static final String REFUSED = "Refused";

  private final Requests requests;
  private final AttemptSettings settings;
  private final ApiStatusPublisher publisher;
  private final Attempts<Eviction> attempts;

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
      AttemptSettings settings,
      Consumer<ClusterEvent> events,
      ApiStatusPublisher publisher) {
    this.requests = new Requests(transport, loop);
    this.settings = settings;
    this.publisher = publisher;
    this.attempts =
        new Attempts<>(
            loop,
            fence,
            settings,
            this::send,
            (eviction, _, message) ->
                events.accept(new ClusterEvent.EvictionRefused(eviction.podUid(), message)));
  }

  @Override
  public void evict(Eviction eviction) {
    attempts.add(eviction);
  }

  /** Outcomes so far: {@code Evicted}, {@code Gone}, {@code Refused}, {@code Retried}. */
  public Counts results() {
    return attempts.results();
  }

  private void send(Attempt<Eviction> attempt) {
    Eviction eviction = attempt.what();
    requests.send(
        ApiRequest.post(
            ApiPaths.pod(eviction.namespace(), eviction.podName()) + "/eviction",
            body(eviction),
            settings.requestTimeout()),
        response -> answered(attempt, response),
        () -> attempts.retryUnanswered(attempt, REFUSED));
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

  private void answered(Attempt<Eviction> attempt, ApiResponse response) {
    int status = response.status();
    if (response.successful()) {
      recordEvent(attempt.what());
      attempts.finish("Evicted");
    } else if (status == 404) {
      attempts.finish("Gone");
    } else if (status == 409) {
      afterConflict(attempt, response);
    } else if (status == 429 && heldByBudget(response)) {
      attempts.refuse(attempt, REFUSED, response.message());
    } else if (status == 429 || status >= 500) {
      attempts.retry(attempt, response, REFUSED);
    } else {
      attempts.refuse(attempt, REFUSED, response.message());
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
  private void afterConflict(Attempt<Eviction> attempt, ApiResponse conflict) {
    Eviction eviction = attempt.what();
    requests.send(
        ApiRequest.get(
            ApiPaths.pod(eviction.namespace(), eviction.podName()), settings.requestTimeout()),
        response -> {
          String uid = response.json().path("metadata").path("uid").asText();
          boolean other = response.successful() && !uid.equals(eviction.podUid());
          if (response.status() == 404 || other) {
            attempts.finish("Gone");
          } else {
            attempts.retry(attempt, conflict, REFUSED);
          }
        },
        () -> attempts.retry(attempt, conflict, REFUSED));
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
