package dev.basalt.app.watchdog;

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
import dev.basalt.core.port.Clock;
import dev.basalt.watchdog.Watch;
import dev.basalt.watchdog.alert.Limits;
import dev.basalt.watchdog.config.WatchdogRules;
import dev.basalt.watchdog.memory.ConfigMapMemory;
import dev.basalt.watchdog.notify.HttpPost;
import dev.basalt.watchdog.view.ClusterView;
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
public final class WatchdogRole implements Role {
  private static final Logger LOG = LoggerFactory.getLogger("watchdog");

  /** Of the Lease, and of the ConfigMap that holds what was told. */
  private static final String NAME = "basalt-watchdog";

  private static final Duration WRITE_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration TURN = Duration.ofMillis(250);
  private static final Duration LAST_WORDS = Duration.ofSeconds(3);
  private static final Duration STUCK = Duration.ofMinutes(2);

  private final Clock clock = Clock.system();
  private final ClusterView view;
  private final Watch watch;
  private final WatchdogMetrics metrics;
  private final AtomicReference<@Nullable WatchdogRules> changed = new AtomicReference<>();
  private final QueueKeeping queues;
  private final Thread thread;
  private volatile boolean leading;
  private volatile boolean ending;
  private volatile long turnedNanos = clock.nanos();

  /**
   * Connects and starts; returns once everything is on its way.
   *
   * @throws dev.basalt.app.CommandFailure if the cluster or the rules cannot be used
   */
  public WatchdogRole(ApiAccess access, WatchdogOptions options, RoleContext context) {
    ApiClient client = context.connect(access, NAME);
    ClosingStack opened = context.opened();
    ExecutorService informers = Executors.newVirtualThreadPerTaskExecutor();
    opened.onClose(informers::shutdownNow);
    HttpPost post = opened.open(new HttpPost());
    RulesSource source = new RulesSource(options, client.kubernetes());
    meet(new Prerequisites(client.kubernetes()), options);
    WatchdogRules rules = source.initial();
    LeaderElector elector = options.leaderElect() ? elector(client, options) : null;
    if (elector != null) {
      opened.open(elector);
    }
    queues =
        opened.open(
            new QueueKeeping(
                client,
                elector == null ? Fence.none() : elector,
                options.capability(),
                context.registry(),
                clock,
                informers));
    view =
        opened.open(
            new ClusterView(
                client,
                new ClusterView.Scope(
                    options.schedulerNames(), options.schedulersNamespace(), options.user()),
                clock,
                informers));
    view.measure(rules.measuredMilliCpu());
    watch =
        new Watch(
            rules,
            new Watch.Ports(
                view, new ConfigMapMemory(client, options.namespace(), NAME), post, clock),
            Limits.STANDARD);
    metrics = new WatchdogMetrics(watch.counts(), source, context.registry());
    view.start();
    queues.start();
    thread = Thread.ofPlatform().daemon().name("watchdog").start(this::run);
    opened.onClose(this::finish);
    opened.open(source).follow(changed::set);
    if (elector == null) {
      lead(true);
    } else {
      elector.start();
    }
    LOG.atInfo()
        .addKeyValue("server", access.server())
        .addKeyValue("port", context.port())
        .addKeyValue("rules", rules.rules().size())
        .addKeyValue("receivers", rules.receivers().size())
        .log("started");
  }

  /**
   * A process for a watchdog alone.
   *
   * @throws dev.basalt.app.CommandFailure if the cluster, the rules or the port cannot be used
   */
  public static RoleProcess<WatchdogRole> process(
      ApiAccess access, WatchdogOptions options, EndpointSettings endpoints) {
    return new RoleProcess<>(endpoints, context -> new WatchdogRole(access, options, context));
  }

  private static void meet(Prerequisites prerequisites, WatchdogOptions options) {
    prerequisites.requireDefinitions("batch.volcano.sh/v1alpha1", List.of("jobs"));
    prerequisites.requireDefinitions();
    prerequisites.ensureNamespace(options.namespace());
  }

  private LeaderElector elector(ApiClient client, WatchdogOptions options) {
    return LeaderElector.on(
        client,
        LeaseSettings.of(
            options.namespace(), NAME, HostName.get(), LeaseTimes.standard(WRITE_TIMEOUT)),
        clock,
        LeadershipListener.of(this::lead));
  }

  private void lead(boolean leads) {
    leading = leads;
    queues.lead(leads);
  }

  private void run() {
    try {
      while (!ending) {
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

  @Override
  public void refreshMetrics() {
    metrics.refresh();
    queues.refreshMetrics();
  }

  /** Alive: it takes its turns. */
  @Override
  public Probe health() {
    long silent = clock.nanos() - turnedNanos;
    return silent < STUCK.toNanos() || ending
        ? Probe.fine()
        : Probe.of("no turn for " + silent / 1_000_000_000 + " s");
  }

  /** Ready: what it knows is fresh, and it can keep what it told. A standby is ready too. */
  @Override
  public Probe readiness() {
    List<String> complaints = new ArrayList<>(view.complaints());
    complaints.addAll(queues.complaints());
    String memory = watch.complaint();
    if (memory != null) {
      complaints.add(memory);
    }
    return Probe.of(complaints);
  }

  /** Whoever is being told has been told on return, or the time for it is over. */
  private void finish() {
    ending = true;
    try {
      if (!thread.join(LAST_WORDS.plus(WRITE_TIMEOUT))) {
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ended cleanly: all is kept, Lease released. */
  @Override
  public void ended() {
    LOG.info("stopped");
  }
}
