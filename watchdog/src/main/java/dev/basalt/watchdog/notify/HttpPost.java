package dev.basalt.watchdog.notify;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Posts by HTTP. */
public final class HttpPost implements Post, AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(5);

  private final HttpClient http =
      HttpClient.newBuilder()
          .connectTimeout(CONNECT)
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  /** A post that has sent nothing. */
  public HttpPost() {}

  @Override
  public CompletableFuture<Reply> send(Letter letter) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(letter.uri())
            .timeout(letter.timeout())
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(letter.body()));
    if (letter.authorization() != null) {
      request.header("Authorization", letter.authorization());
    }
    // The body of an answer is not looked at: it may repeat what is secret.
    return http.sendAsync(request.build(), BodyHandlers.discarding())
        .orTimeout(letter.timeout().toNanos(), TimeUnit.NANOSECONDS)
        .handle((response, failure) -> {
          if (failure != null) {
            Throwable cause = failure.getCause() == null ? failure : failure.getCause();
            return new Reply(0, cause.getClass().getSimpleName());
          }
          int status = response.statusCode();
          return new Reply(status, status >= 200 && status < 300 ? "" : "HTTP " + status);
        });
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
