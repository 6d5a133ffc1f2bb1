package dev.basalt.app.watchdog;

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
import dev.basalt.core.port.Clock;
import dev.basalt.watchdog.Watch;
import dev.basalt.watchdog.alert.Limits;
import dev.basalt.watchdog.config.WatchdogRules;
import dev.basalt.watchdog.memory.ConfigMapMemory;
import dev.basalt.watchdog.notify.HttpPost;
import dev.basalt.watchdog.view.ClusterView;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The watchdog against a Kubernetes API server. A standby watches too, but tells nobody anything.
 */
public final class WatchdogProcess implements Role {
  private static final Logger LOG = LoggerFactory.getLogger("watchdog");

  /** Of the Lease, and of the ConfigMap that holds what was told. */
  private static final String NAME = "basalt-watchdog";

  private static final Duration WRITE_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration TURN = Duration.ofMillis(250);
  private static final Duration LAST_WORDS = Duration.ofSeconds(3);
  private static final Duration STUCK = Duration.ofMinutes(2);

  private final Clock clock = Clock.system();
  private final PrometheusMeterRegistry registry;
  private final ExecutorService informers = Executors.newVirtualThreadPerTaskExecutor();
  private final ApiClient client;
  private final HttpPost post = new HttpPost();
  private final RulesSource source;
  private final ClusterView view;
  private final Watch watch;
  private final WatchdogMetrics metrics;
  private final AtomicReference<@Nullable WatchdogRules> changed = new AtomicReference<>();
  private final @Nullable LeaderElector elector;
  private final QueueKeeping queues;
  private final @Nullable HttpEndpoints endpoints;
  private final Thread thread;
  private volatile boolean leading;
  private volatile boolean closing;
  private volatile long turnedNanos = clock.nanos();

  /**
   * Connects and starts; returns once everything is on its way.
   *
   * @throws CommandFailure if the cluster, the rules or the port cannot be used
   */
  public WatchdogProcess(ApiAccess access, WatchdogOptions options) {
    this(access, options, new PrometheusMeterRegistry(PrometheusConfig.DEFAULT), true);
  }

  /**
   * The same as a role of a process that serves the endpoints itself.
   *
   * @param registry where its metrics go
   */
  public WatchdogProcess(
      ApiAccess access, WatchdogOptions options, PrometheusMeterRegistry registry) {
    this(access, options, registry, false);
  }

  private WatchdogProcess(
      ApiAccess access, WatchdogOptions options, PrometheusMeterRegistry registry, boolean alone) {
    this.registry = registry;
    if (alone) {
      ProcessMetrics.bind(registry);
    }
    client = ApiClient.open(access, NAME);
    source = new RulesSource(options, client.kubernetes());
    WatchdogRules rules = meet(options);
    view =
        new ClusterView(client, options.namespace(), options.schedulerNames(), clock, informers);
    view.measure(rules.measuredMilliCpu());
    watch =
        new Watch(
            rules,
            new Watch.Ports(
                view, new ConfigMapMemory(client, options.namespace(), NAME), post, clock),
            Limits.STANDARD);
    metrics = new WatchdogMetrics(watch.counts(), source, registry);
    elector = options.leaderElect() ? elector(options) : null;
    queues =
        new QueueKeeping(
            client,
            elector == null ? Fence.none() : elector,
            options.capability(),
            registry,
            clock,
            informers);
    endpoints = alone ? endpoints(options) : null;
    view.start();
    queues.start();
    source.follow(changed::set);
    thread = Thread.ofPlatform().daemon().name("watchdog").start(this::run);
    if (elector == null) {
      lead(true);
    } else {
      elector.start();
    }
    LOG.atInfo()
        .addKeyValue("server", access.server())
        .addKeyValue("port", port())
        .addKeyValue("rules", rules.rules().size())
        .addKeyValue("receivers", rules.receivers().size())
        .log("started");
  }

  private WatchdogRules meet(WatchdogOptions options) {
    Prerequisites prerequisites = new Prerequisites(client.kubernetes());
    try {
      prerequisites.requireDefinitions("batch.volcano.sh/v1alpha1", List.of("jobs"));
      prerequisites.requireDefinitions(
          "scheduling.volcano.sh/v1beta1", List.of("podgroups", "queues"));
      prerequisites.ensureNamespace(options.namespace());
      return source.initial();
    } catch (CommandFailure e) {
      closeEarly();
      throw e;
    }
  }

  private void closeEarly() {
    source.close();
    post.close();
    informers.shutdownNow();
    client.close();
  }

  private LeaderElector elector(WatchdogOptions options) {
    LeadershipListener listener =
        new LeadershipListener() {
          @Override
          public void acquired(long epoch) {
            lead(true);
          }

          @Override
          public void lost() {
            lead(false);
          }
        };
    return LeaderElector.on(
        client,
        LeaseSettings.of(
            options.namespace(), NAME, HostName.get(), LeaseTimes.standard(WRITE_TIMEOUT)),
        clock,
        listener);
  }

  private void lead(boolean leads) {
    leading = leads;
    queues.lead(leads);
  }

  private HttpEndpoints endpoints(WatchdogOptions options) {
    try {
      return new HttpEndpoints(
          options.bindAddress(),
          options.metricsPort(),
          (out, format) -> ProcessMetrics.scrape(registry, List.of(this), out, format),
          this::health,
          this::readiness);
    } catch (IOException e) {
      closeEarly();
      throw new CommandFailure(
          "--metrics-port " + options.metricsPort() + " cannot be used: " + e.getMessage(), e);
    }
  }

  private void run() {
    try {
      while (!closing) {
        turn();
        Thread.sleep(TURN);
      }
      if (leading) {
        watch.finish(LAST_WORDS.toNanos());
      }
    } catch (InterruptedException e) {
      LOG.debug("interrupted");
    }
  }

  private void turn() throws InterruptedException {
    turnedNanos = clock.nanos();
    WatchdogRules rules = changed.getAndSet(null);
    try {
      if (rules != null) {
        watch.take(rules);
        view.measure(rules.measuredMilliCpu());
      }
      if (leading) {
        watch.turn(view.synced() && view.complaints().isEmpty());
      } else {
        watch.rest();
      }
    } catch (RuntimeException e) {
      LOG.error("a turn failed; this is a defect, please report it", e);
    }
  }

  @Override
  public String name() {
    return "watchdog";
  }

  /** The port of its own endpoints, 0 if it has none. */
  public int port() {
    return endpoints == null ? 0 : endpoints.port();
  }

  @Override
  public void refreshMetrics() {
    metrics.refresh();
    queues.refreshMetrics();
  }

  /** Alive: it takes its turns. */
  @Override
  public Probe health() {
    long silent = clock.nanos() - turnedNanos;
    return silent < STUCK.toNanos() || closing
        ? new Probe(true, "ok\n")
        : new Probe(false, "no turn for " + silent / 1_000_000_000 + " s\n");
  }

  /** Ready: what it knows is fresh, and it can keep what it told. A standby is ready too. */
  @Override
  public Probe readiness() {
    if (closing) {
      return new Probe(false, "stopping\n");
    }
    List<String> complaints = new ArrayList<>(view.complaints());
    complaints.addAll(queues.complaints());
    String memory = watch.complaint();
    if (memory != null) {
      complaints.add(memory);
    }
    return complaints.isEmpty()
        ? new Probe(true, "ok\n")
        : new Probe(false, String.join("\n", complaints) + "\n");
  }

  /** Ends cleanly: who was being told has been told, all is kept, Lease released. */
  @Override
  public void close() {
    if (closing) {
      return;
    }
    closing = true;
    source.close();
    try {
      if (!thread.join(LAST_WORDS.plus(WRITE_TIMEOUT))) {
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    view.close();
    queues.close();
    if (elector != null) {
      elector.close();
    }
    post.close();
    informers.shutdownNow();
    if (endpoints != null) {
      endpoints.close();
    }
    client.close();
    LOG.info("stopped");
  }
}
