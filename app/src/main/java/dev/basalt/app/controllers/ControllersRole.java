package dev.basalt.app.controllers;

import dev.basalt.app.HostName;
import dev.basalt.app.role.ClosingStack;
import dev.basalt.app.role.EndpointSettings;
import dev.basalt.app.role.Prerequisites;
import dev.basalt.app.role.Probe;
import dev.basalt.app.role.Role;
import dev.basalt.app.role.RoleContext;
import dev.basalt.app.role.RoleProcess;
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
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The controllers against a Kubernetes API server, from the first request to the release of the
 * Lease. A standby watches too, so that it can take over at once.
 */
public final class ControllersRole implements Role {
  private static final Logger LOG = LoggerFactory.getLogger("controllers");
  private static final String LEASE = "basalt-controllers";

  /** The Lease of Volcano's controllers. */
  private static final String VOLCANO_LEASE = "vc-controller-manager";

  private static final Duration WRITE_TIMEOUT = Duration.ofSeconds(5);

  /** Far longer than the writes of one look take, even to an API server that does not answer. */
  private static final Duration STUCK = Duration.ofMinutes(15);

  private final Clock clock = Clock.system();
  private final MeterRegistry registry;
  private final ControllerHost host;

  /**
   * Connects and starts; returns once everything is on its way.
   *
   * @throws dev.basalt.app.CommandFailure if the cluster cannot be used
   */
  public ControllersRole(ApiAccess access, ControllersOptions options, RoleContext context) {
    registry = context.registry();
    ApiClient client = context.connect(access, "basalt-controllers");
    ClosingStack opened = context.opened();
    ExecutorService informers = Executors.newVirtualThreadPerTaskExecutor();
    opened.onClose(informers::shutdownNow);
    meet(new Prerequisites(client.kubernetes()), options);
    LeaderElector elector = options.leaderElect() ? elector(client, options) : null;
    Fence fence = elector == null ? Fence.none() : elector;
    Writer writer = new Writer(client, fence, clock);
    PublishedNotices notices =
        opened.open(new PublishedNotices(client, clock, fence, "basalt-controllers"));
    if (elector != null) {
      opened.open(elector);
    }
    JobController jobs =
        new JobController(
            client.kubernetes(), writer, notices, options.workers(), clock, informers);
    JobMakers makers =
        opened.open(JobMakers.of(client, options, writer, notices, clock, informers));
    PoolControllers pool = PoolControllers.of(client, options, writer, notices, clock, informers);
    List<Mirror<?, ?>> mirrors = new ArrayList<>(jobs.mirrors());
    mirrors.addAll(makers.mirrors());
    mirrors.addAll(pool.mirrors());
    List<Controller> controllers = new ArrayList<>(makers.controllers());
    controllers.addAll(pool.controllers());
    controllers.add(jobs.controller());
    host = opened.open(new ControllerHost(mirrors, controllers));
    register(writer);
    register(jobs.memory());
    jobs.startMirrors();
    makers.startMirrors();
    pool.startMirrors();
    host.start();
    if (elector == null) {
      host.lead(true);
    } else {
      elector.start();
    }
    LOG.atInfo()
        .addKeyValue("server", access.server())
        .addKeyValue("port", context.port())
        .log("started");
  }

  /**
   * A process for controllers alone.
   *
   * @throws dev.basalt.app.CommandFailure if the cluster or the port cannot be used
   */
  public static RoleProcess<ControllersRole> process(
      ApiAccess access, ControllersOptions options, EndpointSettings endpoints) {
    return new RoleProcess<>(endpoints, context -> new ControllersRole(access, options, context));
  }

  @Override
  public String name() {
    return "controllers";
  }

  private static void meet(Prerequisites prerequisites, ControllersOptions options) {
    prerequisites.requireDefinitions("batch.volcano.sh/v1alpha1", List.of("jobs", "cronjobs"));
    prerequisites.requireDefinitions(
        "flow.volcano.sh/v1alpha1", List.of("jobflows", "jobtemplates"));
    prerequisites.requireDefinitions("bus.volcano.sh/v1alpha1", List.of("commands"));
    prerequisites.requireDefinitions();
    if (options.leaderElect()) {
      prerequisites.ensureNamespace(leaseNamespace(options));
    }
  }

  private LeaderElector elector(ApiClient client, ControllersOptions options) {
    LeaseSettings lease =
        LeaseSettings.of(
            leaseNamespace(options),
            options.volcanoNamespace() == null ? LEASE : VOLCANO_LEASE,
            HostName.get(),
            LeaseTimes.standard(WRITE_TIMEOUT));
    return LeaderElector.on(client, lease, clock, LeadershipListener.of(this::lead));
  }

  private void lead(boolean leads) {
    host.lead(leads);
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

  /** Alive: no worker is stuck; a watch or a Lease that fails mends itself. */
  @Override
  public Probe health() {
    List<String> stuck =
        host.controllers().stream()
            .filter(controller -> controller.longestNanos() > STUCK.toNanos())
            .map(controller -> "controller " + controller.name() + " is at one object for long")
            .toList();
    return Probe.of(stuck);
  }

  /** Ready: what we know of the cluster is fresh. A standby is ready too. */
  @Override
  public Probe readiness() {
    return Probe.of(host.complaints());
  }

  /** Ended cleanly: nothing half-written, Lease released. */
  @Override
  public void ended() {
    LOG.info("stopped");
  }
}
