package dev.basalt.bench.race;

import dev.basalt.cluster.http.ApiClient;
import dev.basalt.cluster.http.ApiRequest;
import dev.basalt.cluster.http.ApiResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** Sends requests as fast as so many under way at once allow. */
final class Submission {
  /** Requests under way at once. */
  static final int IN_FLIGHT = 32;

  private Submission() {}

  /** Sends them and returns once all are answered. */
  static void send(ApiClient client, List<ApiRequest> requests) throws InterruptedException {
    send(client, requests, IN_FLIGHT);
  }

  /**
   * Sends them with so many under way at once and returns once all are answered.
   *
   * @throws IllegalStateException if one is refused or gets no answer
   */
  static void send(ApiClient client, List<ApiRequest> requests, int inFlight)
      throws InterruptedException {
    Semaphore slots = new Semaphore(inFlight);
    Queue<String> troubles = new ConcurrentLinkedQueue<>();
    for (ApiRequest request : requests) {
      slots.acquire();
      if (!troubles.isEmpty()) {
        slots.release();
        break;
      }
      var _ =
          client
              .send(request)
              .whenComplete((answer, failure) -> {
                if (answer == null || !answer.successful()) {
                  troubles.add(request + ": " + reason(answer, failure));
                }
                slots.release();
              });
    }
    slots.acquire(inFlight);
    if (!troubles.isEmpty()) {
      throw new IllegalStateException("a request of the race failed: " + troubles.peek());
    }
  }

  private static String reason(@Nullable ApiResponse answer, @Nullable Throwable failure) {
    return answer == null
        ? String.valueOf(failure)
        : answer.status() + " " + new String(answer.body(), StandardCharsets.UTF_8);
  }
}
