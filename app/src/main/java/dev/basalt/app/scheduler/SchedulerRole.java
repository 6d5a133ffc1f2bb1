package dev.basalt.app.scheduler;

import dev.basalt.app.CommandFailure;
import dev.basalt.app.HostName;
import dev.basalt.app.role.ClosingStack;
import dev.basalt.app.role.EndpointSettings;
import dev.basalt.app.role.Prerequisites;
import dev.basalt.app.role.Probe;
import dev.basalt.app.role.Role;
import dev.basalt.app.role.RoleContext;
import dev.basalt.app.role.RoleProcess;
import dev.basalt.app.scheduler.SchedulerOptions.InspectorEndpoint;
import dev.basalt.cluster.feed.ClusterFeed;
import dev.basalt.cluster.feed.ClusterFeeds;
import dev.basalt.cluster.feed.FeedSettings;
import dev.basalt.cluster.http.ApiAccess;
import dev.basalt.cluster.http.ApiClient;
import dev.basalt.cluster.lead.Fence;
import dev.basalt.cluster.lead.LeaderElector;
import dev.basalt.cluster.lead.LeadershipListener;
import dev.basalt.cluster.lead.LeaseSettings;
import dev.basalt.cluster.lead.LeaseTimes;
import dev.basalt.cluster.write.ApiBinder;
import dev.basalt.cluster.write.ApiEvictor;
import dev.basalt.cluster.write.ApiStatusPublisher;
import dev.basalt.cluster.write.ApiVolumeBinder;
import dev.basalt.cluster.write.AttemptSettings;
import dev.basalt.cluster.write.BinderSettings;
import dev.basalt.cluster.write.StatusSettings;
import dev.basalt.cluster.write.WriteThread;
import dev.basalt.cluster.zone.ZoneKeeper;
import dev.basalt.core.config.ConfigurationException;
import dev.basalt.core.config.SchedulerConfiguration;
import dev.basalt.core.engine.Engine;
import dev.basalt.core.engine.EngineListener;
import dev.basalt.core.engine.EngineLoop;
import dev.basalt.core.engine.EnginePorts;
import dev.basalt.core.engine.EngineSettings;
import dev.basalt.core.engine.EngineSummary;
import dev.basalt.core.event.ClusterEvent;
import dev.basalt.core.event.ClusterEvent.LeadershipChanged;
import dev.basalt.core.port.Clock;
import dev.basalt.core.port.Ownership;
import dev.basalt.core.spi.PluginFactory;
import dev.basalt.inspector.InspectorServer;
import dev.basalt.inspector.KubernetesAuthority;
import dev.basalt.inspector.SessionFeed;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A scheduler against a Kubernetes API server, from its first request to the release of its Lease.
 *
 * <p>It starts from the outside in (client, feed, ports, engine) and stops in the reverse order:
 * not ready any more, no more sessions, bindings under way answered, Lease released, client closed.
 */
public final class SchedulerRole implements Role {
  private static final Logger LOG = LoggerFactory.getLogger("scheduler");
  private static final Duration DRAIN = Duration.ofSeconds(5);
  private static final Duration STUCK = Duration.ofSeconds(30);

  private final Clock clock = Clock.system();
  private final EngineInbox inbox = new EngineInbox();
  private final WriteThread writes;
  private final ServedZones zones;
  private final @Nullable ZoneKeeper keeper;
  private final UserMark userMark;
  private final @Nullable LeaderElector elector;
  private final ApiStatusPublisher publisher;
  private final ApiBinder binder;
  private final Engine engine;
  private final EngineLoop loop;
  private final ClusterFeed feed;
  private final EngineGauges gauges;
  private final WriteMetrics writeMetrics;
  private final @Nullable InspectorServer inspector;
  private final Duration releaseDelay;
  private volatile boolean drained;

  /**
   * Connects and starts; returns once everything is on its way.
   *
   * @throws CommandFailure if the cluster, the configuration or the inspector's port cannot be used
   */
  public SchedulerRole(ApiAccess access, SchedulerOptions options, RoleContext context) {
    MeterRegistry registry = context.registry();
    ApiClient client = context.connect(access, "basalt-scheduler");
    ClosingStack opened = context.opened();
    writes = opened.open(new WriteThread());
    zones = new ServedZones(options);
    BinderSettings binding = BinderSettings.standard();
    LeaseTimes times = LeaseTimes.standard(binding.bindTimeout());
    keeper =
        zones.scope().servesAll()
            ? null
            : new ZoneKeeper(client, writes, clock, zones.ownership(times), inbox);
    EngineSettings standard = settings(options).withZones(zones.scope());
    releaseDelay = standard.releaseDelay();
    ConfigurationSource configuration =
        new ConfigurationSource(options.configuration(), client.kubernetes());
    SchedulerConfiguration initial = configuration.initial();
    userMark = UserMark.of(initial);
    feed =
        opened.open(
            ClusterFeeds.create(
                client.kubernetes(),
                FeedSettings.standard().with(options.feed()).withUser(userMark.source()),
                clock));
    Prerequisites prerequisites = new Prerequisites(client.kubernetes());
    Set<String> names = meet(prerequisites, options, standard.defaultQueue());
    EngineSettings settings = standard.withSchedulerNames(names);
    elector = options.leaderElect() ? elector(client, times) : null;
    Fence fence = elector == null ? Fence.none() : elector;
    publisher =
        new ApiStatusPublisher(client, writes, clock, fence, StatusSettings.standard("basalt"));
    ConditionRecall recall = new ConditionRecall(publisher);
    binder = new ApiBinder(client, writes, clock, fence, binding, inbox, recall);
    opened.onClose(this::resign);
    ApiEvictor evictor =
        new ApiEvictor(client, writes, fence, AttemptSettings.evictions(), inbox, publisher);
    SessionFeed sessions = new SessionFeed();
    Telemetry telemetry = new Telemetry(registry, sessions::accept);
    ApiVolumeBinder volumes =
        new ApiVolumeBinder(client, writes, fence, AttemptSettings.volumeChoices(), inbox);
    engine = engine(settings, initial, options.configuration(), telemetry, evictor, volumes);
    inbox.connect(engine);
    loop = opened.open(new EngineLoop(engine, settings, telemetry, clock));
    gauges = new EngineGauges(engine, registry);
    writeMetrics = new WriteMetrics(registry, binder, evictor, volumes, publisher);
    FeedGauges.register(registry, feed, keeper);
    opened.open(configuration);
    inspector =
        options.inspector() == null
            ? null
            : opened.open(inspector(options.inspector(), sessions, client));
    start(configuration, telemetry);
    LOG.atInfo()
        .addKeyValue("server", access.server())
        .addKeyValue("names", names)
        .addKeyValue("port", context.port())
        .log("started");
  }

  /**
   * A process for a scheduler alone.
   *
   * @throws CommandFailure if the cluster, the configuration or a port cannot be used
   */
  public static RoleProcess<SchedulerRole> process(
      ApiAccess access, SchedulerOptions options, EndpointSettings endpoints) {
    return new RoleProcess<>(endpoints, context -> new SchedulerRole(access, options, context));
  }

  private static EngineSettings settings(SchedulerOptions options) {
    return EngineSettings.standard()
        .withSchedulePeriod(options.schedulePeriod())
        .withGangCompletionTimeout(options.gangCompletionTimeout())
        .withReleaseDelay(options.releaseDelay())
        .withVolumeBindTimeout(options.volumeBindTimeout());
  }

  @Override
  public String name() {
    return "scheduler";
  }

  /** The port of the inspector, 0 if there is none. */
  public int inspectorPort() {
    return inspector == null ? 0 : inspector.port();
  }

  /** A picture of the engine. */
  public EngineSummary summary() {
    return engine.summary();
  }

  /**
   * Starts the feed, then checks and makes what the cluster must have: the release delay counts
   * from the list of pods, and all else that is to be done fits into it. Watches of what is not
   * defined yet are tried again.
   *
   * @return the scheduler names to serve
   */
  private Set<String> meet(
      Prerequisites prerequisites, SchedulerOptions options, String defaultQueue) {
    feed.start(this::receive);
    prerequisites.requireDefinitions();
    prerequisites.ensureQueue(defaultQueue);
    if (options.leaderElect()) {
      prerequisites.ensureNamespace(zones.leaseNamespace());
    }
    // Holding Volcano's own Lease says that Volcano is not at work.
    return options.volcanoNamespace() == null
        ? prerequisites.servedNames(options.schedulerNames())
        : options.schedulerNames();
  }

  /**
   * Passes an event on; the end of the initial lists a release delay after they were made: of pods
   * that ended just before that nothing is left to see, but their nodes may still hold their room.
   */
  private void receive(ClusterEvent event) {
    if (keeper != null) {
      keeper.observe(event);
    }
    if (event instanceof ClusterEvent.FeedsSynced) {
      long age = clock.nanos() - feed.podsListedNanos();
      writes.after(Math.max(0, releaseDelay.toNanos() - age), () -> inbox.accept(event));
    } else {
      inbox.accept(event);
    }
  }

  private void start(ConfigurationSource configuration, Telemetry telemetry) {
    loop.start();
    if (elector == null) {
      inbox.accept(new LeadershipChanged(true));
    } else {
      elector.start();
    }
    configuration.follow(
        later -> {
          userMark.compare(later, telemetry::noticed);
          engine.configure(later);
        },
        message -> telemetry.configured(false, message));
  }

  /** No binding is half-way on return, or the Lease is not released. */
  private void resign() {
    drained = drain();
    if (elector != null) {
      if (drained) {
        elector.close();
      } else {
        elector.abandon();
      }
    }
  }

  private boolean drain() {
    try {
      return binder.drain(DRAIN);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private LeaderElector elector(ApiClient client, LeaseTimes times) {
    LeadershipListener listener =
        keeper == null
            ? LeadershipListener.of(leads -> inbox.accept(new LeadershipChanged(leads)))
            : keeper;
    LeaseSettings lease =
        LeaseSettings.of(zones.leaseNamespace(), zones.leaseName(), HostName.get(), times);
    return LeaderElector.on(client, lease, clock, listener);
  }

  private Engine engine(
      EngineSettings settings,
      SchedulerConfiguration initial,
      @Nullable String location,
      EngineListener telemetry,
      ApiEvictor evictor,
      ApiVolumeBinder volumes) {
    List<PluginFactory> factories =
        ServiceLoader.load(PluginFactory.class).stream().map(ServiceLoader.Provider::get).toList();
    try {
      return new Engine(
          settings,
          initial,
          factories,
          new EnginePorts(
              binder,
              evictor,
              publisher,
              volumes,
              telemetry,
              keeper == null ? Ownership.none() : keeper),
          clock);
    } catch (ConfigurationException e) {
      throw new CommandFailure("--scheduler-conf " + location + ": " + e.getMessage(), e);
    }
  }

  @Override
  public void refreshMetrics() {
    gauges.refresh();
    writeMetrics.refresh();
  }

  private InspectorServer inspector(
      InspectorEndpoint endpoint, SessionFeed sessions, ApiClient client) {
    try {
      return new InspectorServer(
          endpoint.bindAddress(),
          endpoint.port(),
          endpoint.certificates(),
          engine,
          sessions,
          new KubernetesAuthority(client));
    } catch (IOException e) {
      throw new CommandFailure(
          "--inspector-port " + endpoint.port() + " cannot be served: " + e.getMessage(), e);
    }
  }

  /** Alive: the engine's thread goes round. A watch or a Lease that fails mends itself. */
  @Override
  public Probe health() {
    long stuck = loop.nanosSinceLastTurn();
    return stuck > STUCK.toNanos()
        ? Probe.of("engine: no turn for " + stuck / 1_000_000_000 + " s")
        : Probe.fine();
  }

  /** Ready: what we know of the cluster is fresh. A standby is ready too. */
  @Override
  public Probe readiness() {
    return Probe.of(feed.status().complaints());
  }

  /** Ended cleanly: no binding half-way, Lease released. */
  @Override
  public void ended() {
    LOG.atInfo().addKeyValue("all_bindings_answered", drained).log("stopped");
  }
}
