package dev.basalt.app.exporter;

import dev.basalt.app.role.EndpointSettings;
import dev.basalt.app.role.Prerequisites;
import dev.basalt.app.role.Probe;
import dev.basalt.app.role.Role;
import dev.basalt.app.role.RoleContext;
import dev.basalt.app.role.RoleProcess;
import dev.basalt.cluster.http.ApiAccess;
import dev.basalt.cluster.http.ApiClient;
import dev.basalt.core.port.Clock;
import dev.basalt.exporter.Exporter;
import dev.basalt.exporter.ExporterSettings;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The exporter against a Kubernetes API server. */
public final class ExporterRole implements Role {
  private static final Logger LOG = LoggerFactory.getLogger("exporter");

  /** Whoever asks within this time of another one gets the same answer. */
  private static final Duration SCRAPE_LIFE = Duration.ofSeconds(1);

  private final Exporter exporter;

  /**
   * Connects and starts; returns once everything is on its way.
   *
   * @throws dev.basalt.app.CommandFailure if the cluster cannot be used
   */
  public ExporterRole(ApiAccess access, ExporterSettings settings, RoleContext context) {
    ApiClient client = context.connect(access, "basalt-exporter");
    Prerequisites prerequisites = new Prerequisites(client.kubernetes());
    prerequisites.requireDefinitions("batch.volcano.sh/v1alpha1", List.of("jobs"));
    prerequisites.requireDefinitions();
    exporter =
        context.opened().open(new Exporter(client, settings, context.registry(), Clock.system()));
    LOG.atInfo()
        .addKeyValue("server", access.server())
        .addKeyValue("port", context.port())
        .log("started");
  }

  /**
   * A process for an exporter alone.
   *
   * @throws dev.basalt.app.CommandFailure if the cluster or the port cannot be used
   */
  public static RoleProcess<ExporterRole> process(
      ApiAccess access, ExporterSettings settings, EndpointSettings endpoints) {
    return new RoleProcess<>(
        endpoints.withScrapeLife(SCRAPE_LIFE),
        context -> new ExporterRole(access, settings, context));
  }

  @Override
  public String name() {
    return "exporter";
  }

  @Override
  public void scraped(long nanos) {
    exporter.scraped(nanos);
  }

  /** Alive: a watch that fails mends itself. */
  @Override
  public Probe health() {
    return Probe.fine();
  }

  /** Ready: what it knows of the cluster is fresh. */
  @Override
  public Probe readiness() {
    return Probe.of(exporter.complaints());
  }

  @Override
  public void ended() {
    LOG.info("stopped");
  }
}
