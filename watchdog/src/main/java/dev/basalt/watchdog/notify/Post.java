package dev.basalt.watchdog.notify;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Posts JSON to somebody. Returns at once; any thread. */
public interface Post {
  /**
   * What is sent.
   *
   * @param authorization a header's value, null for none
   * @param body JSON
   * @param timeout how long the whole answer may take
   */
  record Letter(URI uri, @Nullable String authorization, String body, Duration timeout) {}

  /**
   * What came back.
   *
   * @param status of HTTP; 0 if no answer came
   * @param problem what went wrong, without anything secret; empty if nothing did
   */
  record Reply(int status, String problem) {
    /** Whether it was taken. */
    public boolean taken() {
      return status >= 200 && status < 300;
    }

    /** Whether it was not and will never be, unless something is mended. */
    public boolean refused() {
      return status >= 400 && status < 500 && status != 408 && status != 429;
    }
  }

  /** Sends it; completes with whatever comes back, never exceptionally. */
  CompletableFuture<Reply> send(Letter letter);
}
