package dev.basalt.cluster.feed;

import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The body of a response as a stream that its reader pulls chunk by chunk, so that a slow reader
 * slows the sender down and silence shows.
 *
 * <p>Read by one thread; may be closed by any.
 */
final class ByteStream implements AutoCloseable {
  private sealed interface Signal {
    record Chunk(ByteBuffer bytes) implements Signal {}

    record End(@Nullable Throwable failure) implements Signal {}
  }

  private final BlockingQueue<Signal> signals;
  private final HttpResponse<AsyncBody> response;
  private boolean asked;
  private boolean ended;

  private ByteStream(BlockingQueue<Signal> signals, HttpResponse<AsyncBody> response) {
    this.signals = signals;
    this.response = response;
  }

  /**
   * Sends a request and waits for the head of the response.
   *
   * @throws IOException if none comes in time, or sending fails
   */
  static ByteStream open(HttpClient http, HttpRequest request, Duration patience)
      throws IOException, InterruptedException {
    BlockingQueue<Signal> signals = new LinkedBlockingQueue<>();
    CompletableFuture<HttpResponse<AsyncBody>> sent =
        http.consumeBytes(
            request,
            (buffers, body) -> buffers.forEach(bytes -> signals.add(new Signal.Chunk(bytes))));
    try {
      HttpResponse<AsyncBody> response = sent.get(patience.toNanos(), TimeUnit.NANOSECONDS);
      CompletableFuture<Void> _ =
          response.body().done().whenComplete((_, failure) -> signals.add(new Signal.End(failure)));
      return new ByteStream(signals, response);
    } catch (TimeoutException | InterruptedException e) {
      CompletableFuture<?> _ = sent.thenAccept(late -> late.body().cancel());
      if (e instanceof InterruptedException interrupted) {
        throw interrupted;
      }
      throw new IOException("no answer within " + patience.toMillis() + " ms", e);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IOException(cause.toString(), cause);
    }
  }

  /** The response's status. */
  int code() {
    return response.code();
  }

  /** A header of the response, empty if absent. */
  String header(String name) {
    String value = response.header(name);
    return value == null ? "" : value;
  }

  /**
   * Waits for the next chunk.
   *
   * @return null at the end of the body
   * @throws IOException if nothing comes in time, or the connection breaks
   */
  @Nullable ByteBuffer read(Duration patience) throws IOException, InterruptedException {
    if (ended) {
      return null;
    }
    if (!asked) {
      response.body().consume();
      asked = true;
    }
    return switch (signals.poll(patience.toNanos(), TimeUnit.NANOSECONDS)) {
      case null -> throw new IOException("nothing heard for " + patience.toMillis() + " ms");
      case Signal.Chunk chunk -> {
        asked = false;
        yield chunk.bytes();
      }
      case Signal.End end -> {
        ended = true;
        if (end.failure() != null) {
          throw new IOException("the connection broke: " + end.failure(), end.failure());
        }
        yield null;
      }
    };
  }

  /** The whole rest of the body. */
  byte[] readAll(Duration patience) throws IOException, InterruptedException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    ByteBuffer chunk = read(patience);
    while (chunk != null) {
      byte[] bytes = new byte[chunk.remaining()];
      chunk.get(bytes);
      all.writeBytes(bytes);
      chunk = read(patience);
    }
    return all.toByteArray();
  }

  @Override
  public void close() {
    // Cancelling what has ended would close a connection that may serve another request by now.
    if (!response.body().done().isDone()) {
      response.body().cancel();
    }
  }
}
