package dev.basalt.app.scheduler;

import dev.basalt.app.CommandFailure;
import dev.basalt.app.scheduler.SchedulerOptions.InspectorEndpoint;
import dev.basalt.cluster.feed.ClusterFeed;
import dev.basalt.cluster.feed.ClusterFeeds;
import dev.basalt.cluster.feed.FeedSettings;
import dev.basalt.cluster.feed.FeedStatus;
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
import dev.basalt.cluster.write.BinderSettings;
import dev.basalt.cluster.write.EvictorSettings;
import dev.basalt.cluster.write.StatusSettings;
import dev.basalt.cluster.write.VolumeBinderSettings;
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
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
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
public final class SchedulerProcess implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger("scheduler");
  private static final Duration DRAIN = Duration.ofSeconds(5);
  private static final Duration STUCK = Duration.ofSeconds(30);

  private final Clock clock = Clock.system();
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final EngineInbox inbox = new EngineInbox();
  private final WriteThread writes = new WriteThread();
  private final ApiClient client;
  private final ServedZones zones;
  private final @Nullable ZoneKeeper keeper;
  private final ConfigurationSource configuration;
  private final UserMark userMark;
  private final @Nullable LeaderElector elector;
  private final ApiStatusPublisher publisher;
  private final ApiBinder binder;
  private final Engine engine;
  private final EngineLoop loop;
  private final ClusterFeed feed;
  private final HttpEndpoints endpoints;
  private final @Nullable InspectorServer inspector;
  private final Duration releaseDelay;
  private volatile boolean closing;

  /**
   * Connects and starts; returns once everything is on its way.
   *
   * @throws CommandFailure if the cluster, the configuration or the port cannot be used
   */
  public SchedulerProcess(ApiAccess access, SchedulerOptions options) {
    client = ApiClient.open(access, "basalt-scheduler");
    zones = new ServedZones(options);
    LeaseTimes times = LeaseTimes.standard(BinderSettings.standard().bindTimeout());
    keeper =
        zones.scope().servesAll()
            ? null
            : new ZoneKeeper(client, writes, clock, zones.ownership(times), inbox);
    EngineSettings standard =
        EngineSettings.standard()
            .withSchedulePeriod(options.schedulePeriod())
            .withGangCompletionTimeout(options.gangCompletionTimeout())
            .withReleaseDelay(options.releaseDelay())
            .withVolumeBindTimeout(options.volumeBindTimeout())
            .withZones(zones.scope());
    releaseDelay = standard.releaseDelay();
    configuration = new ConfigurationSource(options.configuration(), client.kubernetes());
    SchedulerConfiguration initial = configuration.initial();
    userMark = UserMark.of(initial);
    feed =
        ClusterFeeds.create(
            client.kubernetes(),
            FeedSettings.standard().with(options.feed()).withUser(userMark.source()),
            clock);
    Prerequisites prerequisites = new Prerequisites(client.kubernetes());
    Set<String> names = meet(prerequisites, options, standard.defaultQueue());
    EngineSettings settings = standard.withSchedulerNames(names);
    BinderSettings binding = BinderSettings.standard();
    elector = options.leaderElect() ? elector(options, times) : null;
    Fence fence = elector == null ? Fence.none() : elector;
    publisher =
        new ApiStatusPublisher(client, writes, clock, fence, StatusSettings.standard("basalt"));
    ConditionRecall recall = new ConditionRecall(publisher);
    binder = new ApiBinder(client, writes, clock, fence, binding, inbox, recall);
    ApiEvictor evictor =
        new ApiEvictor(client, writes, fence, EvictorSettings.standard(), inbox, publisher);
    SessionFeed sessions = new SessionFeed();
    Telemetry telemetry = new Telemetry(registry, sessions::accept);
    ApiVolumeBinder volumes =
        new ApiVolumeBinder(client, writes, fence, VolumeBinderSettings.standard(), inbox);
    engine = engine(settings, initial, options.configuration(), telemetry, evictor, volumes);
    inbox.connect(engine);
    loop = new EngineLoop(engine, settings, telemetry, clock);
    EngineGauges gauges = new EngineGauges(engine, registry);
    registerGauges();
    endpoints =
        endpoints(options, gauges, new WriteMetrics(registry, binder, evictor, volumes, publisher));
    inspector = options.inspector() == null ? null : inspector(options, sessions);
    start(telemetry);
    LOG.atInfo()
        .addKeyValue("server", access.server())
        .addKeyValue("names", names)
        .addKeyValue("port", endpoints.port())
        .log("started");
  }

  /** The port of the endpoints. */
  public int port() {
    return endpoints.port();
  }

  /** The port of the inspector, 0 if there is none. */
  public int inspectorPort() {
    return inspector == null ? 0 : inspector.port();
  }

  /** A picture of the engine. */
  public EngineSummary summary() {
    return engine.summary();
  }

  /** Ends cleanly: no binding half-way, Lease released. */
  @Override
  public void close() {
    if (closing) {
      return;
    }
    closing = true;
    if (inspector != null) {
      inspector.close();
    }
    configuration.close();
    loop.close();
    boolean drained = drain();
    if (elector != null) {
      if (drained) {
        elector.close();
      } else {
        elector.abandon();
      }
    }
    feed.close();
    writes.close();
    endpoints.close();
    client.close();
    LOG.atInfo().addKeyValue("all_bindings_answered", drained).log("stopped");
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
    try {
      feed.start(this::receive);
      prerequisites.requireDefinitions();
      prerequisites.ensureQueue(defaultQueue);
      if (options.leaderElect()) {
        prerequisites.ensureNamespace(options.leaseNamespace());
      }
      return prerequisites.servedNames(options.schedulerNames());
    } catch (CommandFailure e) {
      closeEarly();
      throw e;
    }
  }

  /** The start failed: ends what runs already. */
  private void closeEarly() {
    feed.close();
    writes.close();
    client.close();
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

  private void start(Telemetry telemetry) {
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

  private boolean drain() {
    try {
      return binder.drain(DRAIN);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private LeaderElector elector(SchedulerOptions options, LeaseTimes times) {
    LeadershipListener listener =
        new LeadershipListener() {
          @Override
          public void acquired(long epoch) {
            inbox.accept(new LeadershipChanged(true));
          }

          @Override
          public void lost() {
            inbox.accept(new LeadershipChanged(false));
          }
        };
    LeaseSettings lease =
        LeaseSettings.of(options.leaseNamespace(), zones.leaseName(), hostName(), times);
    return LeaderElector.on(client, lease, clock, keeper == null ? listener : keeper);
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
      closeEarly();
      throw new CommandFailure("--scheduler-conf " + location + ": " + e.getMessage(), e);
    }
  }

  private void registerGauges() {
    Gauge.builder(
            "basalt.feed.silence.seconds",
            feed,
            f ->
                f.status().kinds().values().stream()
                        .mapToLong(FeedStatus.KindStatus::silentNanos)
                        .max()
                        .orElse(0)
                    / 1e9)
        .description("Longest time since a watch gave a sign of life")
        .register(registry);
    if (keeper != null) {
      Gauge.builder("basalt.zone.nodes", keeper, ZoneKeeper::owned)
          .description("Nodes that this scheduler owns and uses")
          .register(registry);
      Gauge.builder("basalt.zone.conflicts", keeper, k -> k.conflicts().size())
          .description("Nodes of its zones that another scheduler keeps")
          .register(registry);
    }
    new JvmMemoryMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
  }

  private HttpEndpoints endpoints(
      SchedulerOptions options, EngineGauges gauges, WriteMetrics writeMetrics) {
    try {
      return new HttpEndpoints(
          options.bindAddress(),
          options.metricsPort(),
          () -> {
            gauges.refresh();
            writeMetrics.refresh();
            return registry.scrape();
          },
          this::health,
          this::readiness);
    } catch (IOException e) {
      closeEarly();
      throw new CommandFailure(
          "--metrics-port " + options.metricsPort() + " cannot be used: " + e.getMessage(), e);
    }
  }

  private InspectorServer inspector(SchedulerOptions options, SessionFeed sessions) {
    InspectorEndpoint endpoint = Objects.requireNonNull(options.inspector());
    try {
      return new InspectorServer(
          options.bindAddress(),
          endpoint.port(),
          endpoint.certificates(),
          engine,
          sessions,
          new KubernetesAuthority(client));
    } catch (IOException e) {
      endpoints.close();
      closeEarly();
      throw new CommandFailure(
          "--inspector-port " + endpoint.port() + " cannot be served: " + e.getMessage(), e);
    }
  }

  /** Alive: the engine's thread goes round. A watch or a Lease that fails mends itself. */
  private HttpEndpoints.Probe health() {
    long stuck = loop.nanosSinceLastTurn();
    return stuck > STUCK.toNanos()
        ? new HttpEndpoints.Probe(false, "engine: no turn for " + stuck / 1_000_000_000 + " s\n")
        : new HttpEndpoints.Probe(true, "ok\n");
  }

  /** Ready: what we know of the cluster is fresh. A standby is ready too. */
  private HttpEndpoints.Probe readiness() {
    if (closing) {
      return new HttpEndpoints.Probe(false, "stopping\n");
    }
    List<String> complaints = feed.status().complaints();
    return complaints.isEmpty()
        ? new HttpEndpoints.Probe(true, "ok\n")
        : new HttpEndpoints.Probe(false, String.join("\n", complaints) + "\n");
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (IOException e) {
      return "basalt";
    }
  }
}
