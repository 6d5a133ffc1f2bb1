package dev.basalt.testkit.tool;

import com.fasterxml.jackson.databind.JsonNode;
import dev.basalt.testkit.TestClusters;
import dev.basalt.testkit.build.ControlPlaneUnavailableException;
import dev.basalt.testkit.build.Part;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An Alertmanager that runs until it is closed. */
public final class Alertmanager implements AutoCloseable {
  private static final String TELLS_NOBODY =
      """
      route: {receiver: nobody}
      receivers: [{name: nobody}]
      """;

  private final LocalServer server;

  private Alertmanager(LocalServer server) {
    this.server = server;
  }

  /**
   * An alert that it holds.
   *
   * @param updated when it was last told of it, by its own clock
   */
  public record Alert(
      Map<String, String> labels, Map<String, String> annotations, String state, Instant updated) {
    public Alert {
      labels = Map.copyOf(labels);
      annotations = Map.copyOf(annotations);
    }

    /** Its label {@code alertname}. */
    public String name() {
      return labels.getOrDefault("alertname", "");
    }
  }

  /**
   * One that tells nobody.
   *
   * @throws ControlPlaneUnavailableException if it cannot be had on this machine; the message is
   *     one line
   */
  public static Alertmanager start() {
    return start(TELLS_NOBODY);
  }

  /**
   * Builds it where it is not there yet (a minute or two), starts it and returns once it answers.
   *
   * @param configuration the content of its configuration file
   * @throws ControlPlaneUnavailableException if it cannot be had on this machine; the message is
   *     one line
   */
  public static Alertmanager start(String configuration) {
    Path executable = TestClusters.program(Part.ALERTMANAGER);
    return new Alertmanager(
        LocalServer.start(
            "alertmanager",
            configuration,
            (folder, address) ->
                List.of(
                    executable.toString(),
                    "--config.file=" + folder.resolve("config.yml"),
                    "--storage.path=" + folder.resolve("data"),
                    "--web.listen-address=" + address,
                    "--cluster.listen-address=",
                    "--log.level=warn")));
  }

  /** Where it listens, such as {@code http://127.0.0.1:20000}. */
  public String url() {
    return server.url();
  }

  /** The alerts that fire now, as its API lists them: without resolved ones. */
  public List<Alert> alerts() {
    List<Alert> alerts = new ArrayList<>();
    server
        .get("/api/v2/alerts")
        .forEach(alert ->
            alerts.add(
                new Alert(
                    texts(alert.path("labels")),
                    texts(alert.path("annotations")),
                    alert.path("status").path("state").asText(),
                    OffsetDateTime.parse(alert.path("updatedAt").asText()).toInstant())));
    return alerts;
  }

  private static Map<String, String> texts(JsonNode node) {
    Map<String, String> texts = new LinkedHashMap<>();
    node.properties().forEach(text -> texts.put(text.getKey(), text.getValue().asText()));
    return texts;
  }

  @Override
  public void close() {
    server.close();
  }
}
