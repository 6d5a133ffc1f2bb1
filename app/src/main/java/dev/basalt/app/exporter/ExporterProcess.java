package dev.basalt.app.exporter;

import dev.basalt.app.CommandFailure;
import dev.basalt.app.ProcessMetrics;
import dev.basalt.app.Role;
import dev.basalt.app.scheduler.HttpEndpoints;
import dev.basalt.app.scheduler.HttpEndpoints.Probe;
import dev.basalt.app.scheduler.Prerequisites;
import dev.basalt.cluster.http.ApiAccess;
import dev.basalt.cluster.http.ApiClient;
import dev.basalt.core.port.Clock;
import dev.basalt.exporter.Exporter;
import dev.basalt.exporter.ExporterSettings;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The exporter against a Kubernetes API server. */
public final class ExporterProcess implements Role {
  private static final Logger LOG = LoggerFactory.getLogger("exporter");

  /** Whoever asks within this time of another one gets the same answer. */
  private static final Duration SCRAPE_LIFE = Duration.ofSeconds(1);

  private final ApiClient client;
  private final Exporter exporter;
  private final @Nullable HttpEndpoints endpoints;
  private volatile boolean closing;

  /**
   * Connects and starts; returns once everything is on its way.
   *
   * @param port of its endpoints, 0 for any free one
   * @throws CommandFailure if the cluster or the port cannot be used
   */
  public ExporterProcess(
      ApiAccess access, ExporterSettings settings, String bindAddress, int port) {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    ProcessMetrics.bind(registry);
    client = connect(access);
    exporter = new Exporter(client, settings, registry, Clock.system());
    endpoints = endpoints(registry, bindAddress, port);
    LOG.atInfo().addKeyValue("server", access.server()).addKeyValue("port", port()).log("started");
  }

  /**
   * The same as a role of a process that serves the endpoints itself.
   *
   * @param registry where its series go
   */
  public ExporterProcess(
      ApiAccess access, ExporterSettings settings, PrometheusMeterRegistry registry) {
    client = connect(access);
    exporter = new Exporter(client, settings, registry, Clock.system());
    endpoints = null;
    LOG.atInfo().addKeyValue("server", access.server()).log("started");
  }

  private static ApiClient connect(ApiAccess access) {
    ApiClient client = ApiClient.open(access, "basalt-exporter");
    try {
      Prerequisites prerequisites = new Prerequisites(client.kubernetes());
      prerequisites.requireDefinitions("batch.volcano.sh/v1alpha1", List.of("jobs"));
      prerequisites.requireDefinitions(
          "scheduling.volcano.sh/v1beta1", List.of("podgroups", "queues"));
    } catch (CommandFailure e) {
      client.close();
      throw e;
    }
    return client;
  }

  private HttpEndpoints endpoints(PrometheusMeterRegistry registry, String address, int port) {
    try {
      return new HttpEndpoints(
          address,
          port,
          (out, format) -> ProcessMetrics.scrape(registry, List.of(this), out, format),
          SCRAPE_LIFE,
          this::health,
          this::readiness);
    } catch (IOException e) {
      exporter.close();
      client.close();
      throw new CommandFailure("--metrics-port " + port + " cannot be used: " + e.getMessage(), e);
    }
  }

  @Override
  public String name() {
    return "exporter";
  }

  /** The port of its own endpoints, 0 if it has none. */
  public int port() {
    return endpoints == null ? 0 : endpoints.port();
  }

  /** All of them are made when they are asked for. */
  @Override
  public void refreshMetrics() {}

  @Override
  public void scraped(long nanos) {
    exporter.scraped(nanos);
  }

  /** Alive: a watch that fails mends itself. */
  @Override
  public Probe health() {
    return new Probe(true, "ok\n");
  }

  /** Ready: what it knows of the cluster is fresh. */
  @Override
  public Probe readiness() {
    if (closing) {
      return new Probe(false, "stopping\n");
    }
    List<String> complaints = exporter.complaints();
    return complaints.isEmpty()
        ? new Probe(true, "ok\n")
        : new Probe(false, String.join("\n", complaints) + "\n");
  }

  @Override
  public void close() {
    if (closing) {
      return;
    }
    closing = true;
    if (endpoints != null) {
      endpoints.close();
    }
    exporter.close();
    client.close();
    LOG.info("stopped");
  }
}
