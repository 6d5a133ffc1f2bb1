package dev.basalt.app.controllers;

import dev.basalt.app.CommandFailure;
import dev.basalt.app.HostName;
import dev.basalt.app.ProcessMetrics;
import dev.basalt.app.Role;
import dev.basalt.app.scheduler.HttpEndpoints;
import dev.basalt.app.scheduler.HttpEndpoints.Probe;
import dev.basalt.app.scheduler.Prerequisites;
import dev.basalt.cluster.http.ApiAccess;
import dev.basalt.cluster.http.ApiClient;
import dev.basalt.cluster.lead.Fence;
import dev.basalt.cluster.lead.LeaderElector;
import dev.basalt.cluster.lead.LeadershipListener;
import dev.basalt.cluster.lead.LeaseSettings;
import dev.basalt.cluster.lead.LeaseTimes;
import dev.basalt.controllers.job.JobController;
import dev.basalt.controllers.job.OomCounts;
import dev.basalt.controllers.job.oom.Verdict;
import dev.basalt.controllers.runtime.Controller;
import dev.basalt.controllers.runtime.ControllerHost;
import dev.basalt.controllers.runtime.Mirror;
import dev.basalt.controllers.runtime.PublishedNotices;
import dev.basalt.controllers.runtime.Writer;
import dev.basalt.core.port.Clock;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The controllers against a Kubernetes API server, from the first request to the release of the
 * Lease. A standby watches too, so that it can take over at once.
 */
public final class ControllersProcess implements Role {
  private static final Logger LOG = LoggerFactory.getLogger("controllers");
  private static final String LEASE = "basalt-controllers";

  /** The Lease of Volcano's controllers. */
  private static final String VOLCANO_LEASE = "vc-controller-manager";

  private static final Duration WRITE_TIMEOUT = Duration.ofSeconds(5);

  /** Far longer than the writes of one look take, even to an API server that does not answer. */
  private static final Duration STUCK = Duration.ofMinutes(15);

  private final Clock clock = Clock.system();
  private final PrometheusMeterRegistry registry;
  private final ExecutorService informers = Executors.newVirtualThreadPerTaskExecutor();
  private final ApiClient client;
  private final @Nullable LeaderElector elector;
  private final PublishedNotices notices;
  private final JobMakers makers;
  private final ControllerHost host;
  private final @Nullable HttpEndpoints endpoints;
  private volatile boolean closing;

  /**
   * Connects and starts; returns once everything is on its way.
   *
   * @throws CommandFailure if the cluster or the port cannot be used
   */
  public ControllersProcess(ApiAccess access, ControllersOptions options) {
    this(access, options, new PrometheusMeterRegistry(PrometheusConfig.DEFAULT), true);
  }

  /**
   * The same as a role of a process that serves the endpoints itself.
   *
   * @param registry where their metrics go
   */
  public ControllersProcess(
      ApiAccess access, ControllersOptions options, PrometheusMeterRegistry registry) {
    this(access, options, registry, false);
  }

  private ControllersProcess(
      ApiAccess access,
      ControllersOptions options,
      PrometheusMeterRegistry registry,
      boolean alone) {
    this.registry = registry;
    if (alone) {
      ProcessMetrics.bind(registry);
    }
    client = ApiClient.open(access, "basalt-controllers");
    meet(options);
    elector = options.leaderElect() ? elector(options) : null;
    Fence fence = elector == null ? Fence.none() : elector;
    Writer writer = new Writer(client, fence, clock);
    notices = new PublishedNotices(client, clock, fence, "basalt-controllers");
    JobController jobs =
        new JobController(
            client.kubernetes(), writer, notices, options.workers(), clock, informers);
    makers = JobMakers.of(client, options, writer, notices, clock, informers);
    PoolControllers pool = PoolControllers.of(client, options, writer, notices, clock, informers);
    List<Mirror<?, ?>> mirrors = new ArrayList<>(jobs.mirrors());
    mirrors.addAll(makers.mirrors());
    mirrors.addAll(pool.mirrors());
    List<Controller> controllers = new ArrayList<>(makers.controllers());
    controllers.addAll(pool.controllers());
    controllers.add(jobs.controller());
    host = new ControllerHost(mirrors, controllers);
    register(writer);
    register(jobs.memory());
    endpoints = alone ? endpoints(options) : null;
    jobs.startMirrors();
    makers.startMirrors();
    pool.startMirrors();
    host.start();
    if (elector == null) {
      host.lead(true);
    } else {
      elector.start();
    }
    LOG.atInfo().addKeyValue("server", access.server()).addKeyValue("port", port()).log("started");
  }

  @Override
  public String name() {
    return "controllers";
  }

  /** The port of their own endpoints, 0 if they have none. */
  public int port() {
    return endpoints == null ? 0 : endpoints.port();
  }

  /** All of them are read when they are asked for. */
  @Override
  public void refreshMetrics() {}

  /** Ends cleanly: nothing half-written, Lease released. */
  @Override
  public void close() {
    if (closing) {
      return;
    }
    closing = true;
    host.close();
    makers.close();
    if (elector != null) {
      elector.close();
    }
    notices.close();
    informers.shutdownNow();
    if (endpoints != null) {
      endpoints.close();
    }
    client.close();
    LOG.info("stopped");
  }

  private void meet(ControllersOptions options) {
    Prerequisites prerequisites = new Prerequisites(client.kubernetes());
    try {
      prerequisites.requireDefinitions("batch.volcano.sh/v1alpha1", List.of("jobs", "cronjobs"));
      prerequisites.requireDefinitions(
          "flow.volcano.sh/v1alpha1", List.of("jobflows", "jobtemplates"));
      prerequisites.requireDefinitions("bus.volcano.sh/v1alpha1", List.of("commands"));
      prerequisites.requireDefinitions(
          "scheduling.volcano.sh/v1beta1", List.of("podgroups", "queues"));
      if (options.leaderElect()) {
        prerequisites.ensureNamespace(leaseNamespace(options));
      }
    } catch (CommandFailure e) {
      closeEarly();
      throw e;
    }
  }

  private void closeEarly() {
    informers.shutdownNow();
    client.close();
  }

  private LeaderElector elector(ControllersOptions options) {
    LeadershipListener listener =
        new LeadershipListener() {
          @Override
          public void acquired(long epoch) {
            host.lead(true);
          }

          @Override
          public void lost() {
            host.lead(false);
          }
        };
    LeaseSettings lease =
        LeaseSettings.of(
            leaseNamespace(options),
            options.volcanoNamespace() == null ? LEASE : VOLCANO_LEASE,
            HostName.get(),
            LeaseTimes.standard(WRITE_TIMEOUT));
    return LeaderElector.on(client, lease, clock, listener);
  }

  private static String leaseNamespace(ControllersOptions options) {
    String volcano = options.volcanoNamespace();
    return volcano == null ? options.leaseNamespace() : volcano;
  }

  private void register(Writer writer) {
    for (Controller controller : host.controllers()) {
      Gauge.builder("basalt.controller.queue", controller, c -> c.queue().size())
          .description("Objects that wait to be looked at, due or not")
          .tag("controller", controller.name())
          .register(registry);
      FunctionCounter.builder("basalt.controller.reconciles", controller, Controller::done)
          .description("Looks at an object")
          .tag("controller", controller.name())
          .register(registry);
      FunctionCounter.builder("basalt.controller.failures", controller, Controller::failures)
          .description("Looks at an object that failed and are repeated")
          .tag("controller", controller.name())
          .register(registry);
      FunctionTimer.builder(
              "basalt.controller.reconcile",
              controller,
              Controller::done,
              Controller::busyNanos,
              TimeUnit.NANOSECONDS)
          .description("How long looks at objects take")
          .tag("controller", controller.name())
          .register(registry);
    }
    FunctionCounter.builder("basalt.controller.writes", writer, Writer::sent)
        .description("Writes sent to the API server")
        .register(registry);
    FunctionCounter.builder("basalt.controller.writes.failed", writer, Writer::failed)
        .description("Writes that got an error or no answer")
        .register(registry);
  }

  private void register(OomCounts memory) {
    FunctionCounter.builder("basalt.oom.growths", memory, OomCounts::grown)
        .description("Shards that were made larger because a pod was killed for want of memory")
        .register(registry);
    for (Verdict.Bound bound : Verdict.Bound.values()) {
      FunctionCounter.builder("basalt.oom.refusals", memory, counts -> counts.refusedFor(bound))
          .description("Pods killed for want of memory whose shards could not be made larger")
          .tag("reason", bound.text())
          .register(registry);
    }
  }

  private HttpEndpoints endpoints(ControllersOptions options) {
    try {
      return new HttpEndpoints(
          options.bindAddress(),
          options.metricsPort(),
          (out, format) -> ProcessMetrics.scrape(registry, List.of(this), out, format),
          this::health,
          this::readiness);
    } catch (IOException e) {
      host.close();
      makers.close();
      notices.close();
      closeEarly();
      throw new CommandFailure(
          "--metrics-port " + options.metricsPort() + " cannot be used: " + e.getMessage(), e);
    }
  }

  /** Alive: no worker is stuck; a watch or a Lease that fails mends itself. */
  @Override
  public Probe health() {
    List<String> stuck =
        host.controllers().stream()
            .filter(controller -> controller.longestNanos() > STUCK.toNanos())
            .map(controller -> "controller " + controller.name() + " is at one object for long")
            .toList();
    return stuck.isEmpty()
        ? new Probe(true, "ok\n")
        : new Probe(false, String.join("\n", stuck) + "\n");
  }

  /** Ready: what we know of the cluster is fresh. A standby is ready too. */
  @Override
  public Probe readiness() {
    if (closing) {
      return new Probe(false, "stopping\n");
    }
    List<String> complaints = host.complaints();
    return complaints.isEmpty()
        ? new Probe(true, "ok\n")
        : new Probe(false, String.join("\n", complaints) + "\n");
  }
}
