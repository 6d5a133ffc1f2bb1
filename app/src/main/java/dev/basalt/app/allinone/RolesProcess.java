package dev.basalt.app.allinone;

import dev.basalt.app.CommandFailure;
import dev.basalt.app.ProcessMetrics;
import dev.basalt.app.Role;
import dev.basalt.app.scheduler.HttpEndpoints;
import dev.basalt.app.scheduler.HttpEndpoints.Probe;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Some roles in one process, with one port for what they publish. One that cannot start, or that
 * does not live any more, ends them all: what starts the process anew then starts everything anew.
 */
final class RolesProcess implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger("all-in-one");

  /** The exporter's series may be many. */
  private static final Duration SCRAPE_LIFE = Duration.ofSeconds(1);

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final List<Role> roles = new ArrayList<>();
  private final HttpEndpoints endpoints;
  private final Duration period;
  private final Thread watch;
  private volatile boolean started;
  private @Nullable String failure;
  private boolean closed;

  /** Makes a role that publishes its metrics there. */
  interface Start {
    Role start(PrometheusMeterRegistry registry) throws InterruptedException;
  }

  /**
   * Starts the roles, one after the other.
   *
   * @param period how often it is looked whether they live
   * @throws CommandFailure if one cannot be started, or the port cannot be had; none runs then
   */
  RolesProcess(List<Start> starts, String address, int port, Duration period)
      throws InterruptedException {
    this.period = period;
    ProcessMetrics.bind(registry);
    endpoints = endpoints(address, port);
    try {
      for (Start start : starts) {
        Role role = start.start(registry);
        synchronized (this) {
          roles.add(role);
        }
      }
      started = true;
    } finally {
      if (!started) {
        closeRoles();
        endpoints.close();
      }
    }
    watch = Thread.ofVirtual().name("roles").start(this::watch);
    LOG.atInfo()
        .addKeyValue("roles", running().stream().map(Role::name).toList())
        .addKeyValue("port", port())
        .log("started");
  }

  private HttpEndpoints endpoints(String address, int port) {
    try {
      return new HttpEndpoints(
          address,
          port,
          (out, format) -> ProcessMetrics.scrape(registry, running(), out, format),
          SCRAPE_LIFE,
          () -> together(Role::health),
          () -> started ? together(Role::readiness) : new Probe(false, "starting\n"));
    } catch (IOException e) {
      throw new CommandFailure("--metrics-port " + port + " cannot be used: " + e.getMessage(), e);
    }
  }

  /** The port of the endpoints. */
  int port() {
    return endpoints.port();
  }

  /** Waits for the end; what failed, null if it was closed. */
  synchronized @Nullable String await() throws InterruptedException {
    while (!closed && failure == null) {
      wait();
    }
    return failure;
  }

  private void watch() {
    try {
      while (true) {
        Thread.sleep(period);
        Probe probe = together(Role::health);
        if (!probe.ok()) {
          fail(probe.text().strip());
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void fail(String what) {
    if (!closed) {
      failure = what;
      notifyAll();
    }
  }

  private synchronized List<Role> running() {
    return List.copyOf(roles);
  }

  /** All are content, or the complaints of those that are not, each with its role. */
  private Probe together(Function<Role, Probe> question) {
    StringBuilder complaints = new StringBuilder();
    List<Role> asked = running();
    for (Role role : asked) {
      Probe probe = question.apply(role);
      if (!probe.ok()) {
        probe
            .text()
            .lines()
            .forEach(line -> complaints.append(role.name()).append(": ").append(line).append('\n'));
      }
    }
    return complaints.isEmpty() ? new Probe(true, "ok\n") : new Probe(false, complaints.toString());
  }

  /** Ends the roles, the last that was started first. */
  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      notifyAll();
    }
    watch.interrupt();
    closeRoles();
    endpoints.close();
  }

  private void closeRoles() {
    for (Role role : running().reversed()) {
      role.close();
    }
  }
}
