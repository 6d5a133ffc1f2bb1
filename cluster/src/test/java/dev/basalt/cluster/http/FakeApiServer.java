package dev.basalt.cluster.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A real HTTP server on loopback whose answers a test writes. */
public final class FakeApiServer implements AutoCloseable {
  /** Answers one request. */
  public interface Handler {
    /** Answers through {@link FakeApiServer#answer} or {@link FakeApiServer#loseReply}. */
    void handle(HttpExchange exchange, String body) throws IOException;
  }

  private final HttpServer server;
  private final ExecutorService executor = Executors.newCachedThreadPool();
  private final List<String> seen = new CopyOnWriteArrayList<>();

  /** Starts the server. */
  public FakeApiServer(Handler handler) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(executor);
    server.createContext(
        "/",
        exchange -> {
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          seen.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body);
          handler.handle(exchange, body);
        });
    server.start();
  }

  /** A client for it. */
  public ApiClient client(Path directory) throws IOException {
    return ApiClient.open(ApiAccess.kubeconfig(kubeconfig(directory)), "basalt-test");
  }

  /** A kubeconfig for it. */
  public Path kubeconfig(Path directory) throws IOException {
    String text =
        """
        apiVersion: v1
        kind: Config
        current-context: here
        clusters: [{name: c, cluster: {server: "http://127.0.0.1:%d"}}]
        users: [{name: u, user: {}}]
        contexts: [{name: here, context: {cluster: c, user: u}}]
        """
            .formatted(server.getAddress().getPort());
    return Files.writeString(directory.resolve("kubeconfig"), text);
  }

  /** Requests so far: method, path with query, body. */
  public List<String> seen() {
    return seen;
  }

  /** Answers with a status and a body. */
  public static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  /** Closes the connection in place of an answer. */
  public static void loseReply(HttpExchange exchange) {
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
    executor.shutdownNow();
  }
}
