package dev.basalt.app.role;

import dev.basalt.app.CommandFailure;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;

/** What a process publishes of itself and its roles, and the port that it does so on. */
final class ProcessEndpoints implements AutoCloseable {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final HttpEndpoints endpoints;

  /**
   * Starts serving.
   *
   * @param roles those that run at the moment
   * @throws CommandFailure if the port cannot be had
   */
  ProcessEndpoints(
      EndpointSettings settings,
      Supplier<List<Role>> roles,
      Supplier<Probe> health,
      Supplier<Probe> readiness) {
    ProcessMetrics.bind(registry);
    try {
      endpoints =
          new HttpEndpoints(
              settings,
              (out, format) -> ProcessMetrics.scrape(registry, roles.get(), out, format),
              health,
              readiness);
    } catch (IOException e) {
      throw new CommandFailure(
          "--metrics-port " + settings.port() + " cannot be used: " + e.getMessage(), e);
    }
  }

  /** What a role starts with. */
  RoleContext context(ClosingStack connections) {
    return new RoleContext(new ClosingStack(), connections, registry, port());
  }

  /** The port really served. */
  int port() {
    return endpoints.port();
  }

  @Override
  public void close() {
    endpoints.close();
  }
}
