package dev.basalt.cluster.http;

import java.util.concurrent.CompletableFuture;

/** Sends single requests to the API server, each at most once. */
public interface ApiTransport {
  /**
   * Sends a request and returns at once; any thread.
   *
   * @return completes with whatever the API server answered, an error status included; completes
   *     exceptionally when no answer came within the request's time-out or the connection failed,
   *     and then the request may or may not have been carried out
   */
  CompletableFuture<ApiResponse> send(ApiRequest request);
}
