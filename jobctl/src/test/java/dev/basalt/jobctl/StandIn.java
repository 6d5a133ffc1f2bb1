package dev.basalt.jobctl;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import picocli.CommandLine;

/** An API server of which a test says what it answers, and which keeps what it was asked. */
public final class StandIn implements AutoCloseable {
  /** Answers one request. */
  @FunctionalInterface
  public interface Answer {
    void give(HttpExchange exchange) throws IOException;
  }

  /** What a command printed, and its exit code. */
  public record Said(int code, String out, String err) {}

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final Path kubeconfig;

  public StandIn(Path folder) {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.setExecutor(threads);
      server.createContext("/", this::serve);
      server.start();
      kubeconfig =
          Files.writeString(
              folder.resolve("kubeconfig"),
              """
              apiVersion: v1
              kind: Config
              current-context: test
              clusters: [{name: test, cluster: {server: "http://127.0.0.1:%d"}}]
              users: [{name: test, user: {token: secret}}]
              contexts: [{name: test, context: {cluster: test, user: test, namespace: team}}]
              """
                  .formatted(server.getAddress().getPort()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Path kubeconfig() {
    return kubeconfig;
  }

  /** Requests with this method and path are answered so; the newest word counts. */
  public void on(String methodAndPath, Answer answer) {
    answers.put(methodAndPath, answer);
  }

  /** The same with a document. */
  public void on(String methodAndPath, int status, String json) {
    on(methodAndPath, exchange -> send(exchange, status, json));
  }

  /** Lists answered with these items, and watches with silence. */
  public void list(String path, String... items) {
    on(
        "GET " + path,
        exchange -> {
          if (String.valueOf(exchange.getRequestURI().getQuery()).contains("watch=true")) {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().flush();
            sleep(2_000);
          } else {
            send(
                exchange,
                200,
                "{\"metadata\":{\"resourceVersion\":\"5\"},\"items\":["
                    + String.join(",", items)
                    + "]}");
          }
        });
  }

  /** What was asked: method, path and query. */
  public List<String> requests() {
    return requests;
  }

  /** Runs a command against this server. */
  public Said jobctl(String... arguments) {
    List<String> line = new ArrayList<>(List.of(arguments));
    int words = List.of("queue", "flow", "cron").contains(arguments[0]) ? 2 : 1;
    line.addAll(words, List.of("--kubeconfig", kubeconfig.toString()));
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine jobctl =
        Main.commandLine(arguments[0]).setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    int code = jobctl.execute(line.toArray(String[]::new));
    return new Said(code, out.toString(), err.toString());
  }

  public static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  /** Sends some of a stream, and leaves it open. */
  public static void begin(HttpExchange exchange, String text) throws IOException {
    exchange.sendResponseHeaders(200, 0);
    OutputStream body = exchange.getResponseBody();
    body.write(text.getBytes(StandardCharsets.UTF_8));
    body.flush();
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      String asked = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
      String query = exchange.getRequestURI().getQuery();
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      exchange.setAttribute("body", body);
      requests.add(asked + (query == null ? "" : "?" + query) + (body.isEmpty() ? "" : " " + body));
      Answer answer = answers.get(asked);
      if (answer == null) {
        send(
            exchange,
            404,
            "{\"kind\":\"Status\",\"reason\":\"NotFound\",\"message\":\"there is none\"}");
      } else {
        answer.give(exchange);
      }
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
