package dev.basalt.cluster.write;

import dev.basalt.cluster.http.ApiRequest;
import dev.basalt.cluster.http.ApiResponse;
import dev.basalt.cluster.http.ApiTransport;
import java.util.function.Consumer;

/** Sends requests and brings what comes of them back to the write loop. */
final class Requests {
  private final ApiTransport transport;
  private final WriteLoop loop;

  Requests(ApiTransport transport, WriteLoop loop) {
    this.transport = transport;
    this.loop = loop;
  }

  /**
   * Sends a request.
   *
   * @param answered runs on the loop with what the API server answered
   * @param unanswered runs on the loop instead, if no answer came; the request may have taken
   *     effect
   */
  void send(ApiRequest request, Consumer<ApiResponse> answered, Runnable unanswered) {
    var _ =
        transport
            .send(request)
            .whenComplete((response, failure) ->
                loop.execute(response == null ? unanswered : () -> answered.accept(response)));
  }
}
