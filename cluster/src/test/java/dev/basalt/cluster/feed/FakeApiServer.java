package dev.basalt.cluster.feed;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * An API server that answers each request with the next answer of a script, and says nothing once
 * the script is over.
 */
final class FakeApiServer implements AutoCloseable {
  static final String PROTOBUF = "application/vnd.kubernetes.protobuf";

  /** How one request is answered. */
  interface Answer {
    void give(HttpExchange exchange) throws IOException, InterruptedException;
  }

  /** Waits for something. */
  interface Pause {
    void await() throws InterruptedException;
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final BlockingQueue<Answer> script = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> requests = new LinkedBlockingQueue<>();
  private final CountDownLatch closing = new CountDownLatch(1);

  FakeApiServer() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  private void answer(HttpExchange exchange) throws IOException {
    requests.add(exchange.getRequestURI().toString());
    try (exchange) {
      Answer answer = script.poll();
      if (answer == null) {
        closing.await();
      } else {
        answer.give(exchange);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A client without retries of its own. */
  KubernetesClient client() {
    return new KubernetesClientBuilder()
        .withConfig(
            new ConfigBuilder()
                .withAutoConfigure(false)
                .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
                .withOnlyHttpWatches(true)
                .withWatchReconnectInterval(10)
                .build())
        .build();
  }

  FakeApiServer then(Answer answer) {
    script.add(answer);
    return this;
  }

  /** The next request, path and query. */
  String nextRequest() throws InterruptedException {
    String request = requests.poll(20, TimeUnit.SECONDS);
    if (request == null) {
      throw new AssertionError("no further request");
    }
    return request;
  }

  /** A whole body. */
  static Answer body(int code, String type, byte[] body) {
    return exchange -> {
      exchange.getResponseHeaders().set("Content-Type", type);
      exchange.sendResponseHeaders(code, body.length);
      exchange.getResponseBody().write(body);
    };
  }

  static Answer refusal(int code) {
    return body(code, "application/json", "{}".getBytes(StandardCharsets.UTF_8));
  }

  /** A stream of chunks that ends cleanly. */
  static Answer stream(byte[]... chunks) {
    return exchange -> send(exchange, List.of(chunks));
  }

  /** A stream of chunks that then stays open and silent. */
  Answer openStream(byte[]... chunks) {
    return exchange -> {
      send(exchange, List.of(chunks));
      closing.await();
    };
  }

  /** A stream that breaks off in the middle once something has happened. */
  static Answer brokenStream(Pause until, byte[]... chunks) {
    return exchange -> {
      exchange.getResponseHeaders().set("Content-Type", PROTOBUF + ";stream=watch");
      // More is promised than comes: the connection is closed in the middle.
      exchange.sendResponseHeaders(200, 1 << 20);
      write(exchange.getResponseBody(), List.of(chunks));
      until.await();
      throw new IOException("broken on purpose");
    };
  }

  private static void send(HttpExchange exchange, List<byte[]> chunks) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", PROTOBUF + ";stream=watch");
    exchange.sendResponseHeaders(200, 0);
    write(exchange.getResponseBody(), chunks);
  }

  private static void write(OutputStream out, List<byte[]> chunks) throws IOException {
    // The head goes out with the first flush, chunks or none.
    out.flush();
    for (byte[] chunk : chunks) {
      out.write(chunk);
      out.flush();
    }
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
