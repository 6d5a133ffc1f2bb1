package dev.basalt.app.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import dev.basalt.cluster.http.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/** Hears what an Alertmanager and a webhook are told, and believes everything. */
final class FakeAlertmanager implements AutoCloseable {
  /**
   * What was told of a job.
   *
   * @param status firing or resolved
   * @param labels all labels of the alert
   */
  record Word(String status, String job, String starts, JsonNode labels) {}

  private final HttpServer server;
  private final List<Word> toAlertmanager = new CopyOnWriteArrayList<>();
  private final List<Word> toWebhook = new CopyOnWriteArrayList<>();

  FakeAlertmanager() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException("no port for a server", e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    hear("/api/v2/alerts", toAlertmanager);
    hear("/hook", toWebhook);
    server.start();
  }

  private void hear(String path, List<Word> words) {
    server.createContext(
        path,
        exchange -> {
          JsonNode body = Json.parse(exchange.getRequestBody().readAllBytes());
          JsonNode alerts = body.isArray() ? body : body.path("alerts");
          for (JsonNode alert : alerts) {
            boolean over = alert.has("status") ? isOver(alert) : alert.has("endsAt");
            words.add(
                new Word(
                    over ? "resolved" : "firing",
                    alert.path("labels").path("job_name").asText(),
                    alert.path("startsAt").asText(),
                    alert.path("labels")));
          }
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
  }

  private static boolean isOver(JsonNode alert) {
    return alert.path("status").asText().equals("resolved");
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** What the Alertmanager was told of a job, in order. */
  List<Word> alertmanager(String job) {
    return toAlertmanager.stream().filter(word -> word.job().equals(job)).toList();
  }

  /** What the webhook was told of a job, in order. */
  List<String> webhook(String job) {
    return toWebhook.stream().filter(word -> word.job().equals(job)).map(Word::status).toList();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
