package dev.basalt.testkit.tool;

import com.fasterxml.jackson.databind.JsonNode;
import dev.basalt.testkit.TestClusters;
import dev.basalt.testkit.build.ControlPlaneUnavailableException;
import dev.basalt.testkit.build.Part;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A Prometheus that runs until it is closed. */
public final class Prometheus implements AutoCloseable {
  private final LocalServer server;

  private Prometheus(LocalServer server) {
    this.server = server;
  }

  /**
   * A value at one time.
   *
   * @param labels the name among them as {@code __name__} where the query keeps it
   */
  public record Sample(Map<String, String> labels, double value) {
    public Sample {
      labels = Map.copyOf(labels);
    }
  }

  /**
   * Builds it where it is not there yet (some minutes), starts it and returns once it answers.
   *
   * @param configuration the content of its configuration file; targets only by {@code
   *     static_configs} and files
   * @throws ControlPlaneUnavailableException if it cannot be had on this machine; the message is
   *     one line
   */
  public static Prometheus start(String configuration) {
    Path executable = TestClusters.program(Part.PROMETHEUS);
    return new Prometheus(
        LocalServer.start(
            "prometheus",
            configuration,
            (folder, address) ->
                List.of(
                    executable.toString(),
                    "--config.file=" + folder.resolve("config.yml"),
                    "--storage.tsdb.path=" + folder.resolve("data"),
                    "--web.listen-address=" + address,
                    "--log.level=warn")));
  }

  /** Where it listens, such as {@code http://127.0.0.1:20000}. */
  public String url() {
    return server.url();
  }

  /**
   * What a query gives now: a sample for each series; one without labels for a number.
   *
   * @throws AssertionError with its complaint, if it refuses the query
   */
  public List<Sample> query(String expr) {
    JsonNode data =
        server
            .post("/api/v1/query", "query=" + URLEncoder.encode(expr, StandardCharsets.UTF_8))
            .path("data");
    List<Sample> samples = new ArrayList<>();
    if (data.path("resultType").asText().equals("scalar")) {
      samples.add(new Sample(Map.of(), number(data.path("result"))));
    } else {
      data.path("result")
          .forEach(series -> samples.add(new Sample(labels(series), number(series.path("value")))));
    }
    return samples;
  }

  /**
   * Its targets by their address, each with the error of its last scrape: empty if it went well.
   */
  public Map<String, String> targets() {
    Map<String, String> errors = new LinkedHashMap<>();
    server
        .get("/api/v1/targets?state=active")
        .path("data")
        .path("activeTargets")
        .forEach(target ->
            errors.put(
                target.path("scrapeUrl").asText(),
                target.path("health").asText().equals("unknown")
                    ? "not scraped yet"
                    : target.path("lastError").asText()));
    return errors;
  }

  private static Map<String, String> labels(JsonNode series) {
    Map<String, String> labels = new LinkedHashMap<>();
    series
        .path("metric")
        .properties()
        .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
    return labels;
  }

  private static double number(JsonNode timeAndValue) {
    String text = timeAndValue.path(1).asText();
    return switch (text) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }

  @Override
  public void close() {
    server.close();
  }
}
