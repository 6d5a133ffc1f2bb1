package dev.basalt.app.scheduler;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/** Serves {@code /metrics}, {@code /healthz} and {@code /readyz}. */
public final class HttpEndpoints implements AutoCloseable {
  /**
   * The answer to a probe.
   *
   * @param ok 200 if true, else 503
   * @param text one line for each thing looked at
   */
  public record Probe(boolean ok, String text) {}

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /**
   * Starts serving.
   *
   * @param port 0 for any free one
   * @throws IOException if the port cannot be had
   */
  public HttpEndpoints(
      String address,
      int port,
      Supplier<String> metrics,
      Supplier<Probe> health,
      Supplier<Probe> readiness)
      throws IOException {
    this.server = HttpServer.create(new InetSocketAddress(address, port), 0);
    server.setExecutor(threads);
    server.createContext(
        "/metrics",
        exchange -> send(exchange, 200, "text/plain; version=0.0.4; charset=utf-8", metrics.get()));
    server.createContext("/healthz", exchange -> send(exchange, health.get()));
    server.createContext("/readyz", exchange -> send(exchange, readiness.get()));
    server.start();
  }

  /** The port really served. */
  public int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }

  private static void send(HttpExchange exchange, Probe probe) throws IOException {
    send(exchange, probe.ok() ? 200 : 503, "text/plain; charset=utf-8", probe.text());
  }

  private static void send(HttpExchange exchange, int status, String type, String text)
      throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    try (exchange) {
      exchange.getResponseHeaders().set("Content-Type", type);
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
    }
  }
}
