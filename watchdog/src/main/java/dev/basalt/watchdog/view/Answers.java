package dev.basalt.watchdog.view;

import dev.basalt.cluster.http.ApiResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Waits for answers of the API server. */
public final class Answers {
  private Answers() {}

  /** The answer; one of status 0, with what went wrong as its message, if none came. */
  public static ApiResponse of(CompletableFuture<ApiResponse> future) throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      return new ApiResponse(0, new byte[0], null);
    }
  }
}
