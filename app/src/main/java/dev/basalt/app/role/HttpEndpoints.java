package dev.basalt.app.role;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves {@code /metrics}, {@code /healthz} and {@code /readyz}. Series are told in OpenMetrics to
 * whoever asks for it, and compressed to whoever takes that.
 */
public final class HttpEndpoints implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpEndpoints.class);

  /** Connections that wait to be accepted: many may scrape at once. */
  private static final int BACKLOG = 1024;

  /** Writes all series. */
  public interface Metrics {
    /** Writes them in a format. */
    void write(OutputStream out, ScrapeFormat format) throws IOException;
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Scrapes scrapes;

  /**
   * Starts serving.
   *
   * @throws IOException if the port cannot be had
   */
  public HttpEndpoints(
      EndpointSettings settings, Metrics metrics, Supplier<Probe> health, Supplier<Probe> readiness)
      throws IOException {
    this.scrapes = new Scrapes(metrics::write, settings.scrapeLife());
    this.server =
        HttpServer.create(new InetSocketAddress(settings.bindAddress(), settings.port()), BACKLOG);
    server.setExecutor(threads);
    server.createContext("/metrics", this::scrape);
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

  private void scrape(HttpExchange exchange) throws IOException {
    Headers asked = exchange.getRequestHeaders();
    ScrapeFormat format = ScrapeFormat.of(asked.getFirst("Accept"));
    boolean gzip = ScrapeFormat.gzip(asked.getFirst("Accept-Encoding"));
    byte[] body;
    try {
      body = scrapes.answer(format, gzip);
    } catch (RuntimeException e) {
      LOG.error("series cannot be told; this is a defect, please report it", e);
      send(exchange, 500, "text/plain; charset=utf-8", e + "\n");
      return;
    }
    exchange.getResponseHeaders().set("Vary", "Accept, Accept-Encoding");
    if (gzip) {
      exchange.getResponseHeaders().set("Content-Encoding", "gzip");
    }
    send(exchange, 200, format.contentType(), body);
  }

  private static void send(HttpExchange exchange, Probe probe) throws IOException {
    send(exchange, probe.ok() ? 200 : 503, "text/plain; charset=utf-8", probe.text());
  }

  private static void send(HttpExchange exchange, int status, String type, String text)
      throws IOException {
    send(exchange, status, type, text.getBytes(StandardCharsets.UTF_8));
  }

  private static void send(HttpExchange exchange, int status, String type, byte[] body)
      throws IOException {
    try (exchange) {
      exchange.getResponseHeaders().set("Content-Type", type);
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
    }
  }
}
