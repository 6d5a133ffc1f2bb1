package dev.basalt.core.engine;

import dev.basalt.core.action.Action;
import dev.basalt.core.config.ConfigurationException;
import dev.basalt.core.config.SchedulerConfiguration;
import dev.basalt.core.engine.SessionReport.ActionTime;
import dev.basalt.core.event.ClusterEvent;
import dev.basalt.core.event.PodGroupSpec;
import dev.basalt.core.model.ClusterReports;
import dev.basalt.core.model.ClusterState;
import dev.basalt.core.model.Job;
import dev.basalt.core.model.Task;
import dev.basalt.core.port.Binding;
import dev.basalt.core.port.Clock;
import dev.basalt.core.port.Eviction;
import dev.basalt.core.port.EvictionPlan;
import dev.basalt.core.port.EvictionPreview;
import dev.basalt.core.session.Policy;
import dev.basalt.core.session.Session;
import dev.basalt.core.session.SessionFactory;
import dev.basalt.core.spi.PluginFactory;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The scheduler without its surroundings: takes events in, decides in sessions, sends decisions
 * out.
 *
 * <p>One thread, the owner, calls {@link #runOnce} and {@link #nextWakeNanos}; it alone touches the
 * state, so nothing here is locked. Any thread may {@link #offer} events, {@link #configure} and
 * read the {@link #summary}. For the same events at the same times the decisions are the same.
 */
public final class Engine {
  private static final long SUMMARY_NANOS = 100_000_000L;

  private final EngineSettings settings;
  private final List<PluginFactory> factories;
  private final EnginePorts ports;
  private final Clock clock;
  private final ClusterState state;
  private final ClusterReports reports;
  private final GangWatch gangs;
  private final AdmissionWatch admissions;
  private final NodeGate gate;
  private final ZoneReporter zones;
  private final StatusReporter reporter;
  private final VolumeWatch volumes;
  private final SummaryBuilder summaries;
  private final Questions questions = new Questions();
  private final Intake intake;
  private final Session.Outbox outbox =
      new Session.Outbox() {
        @Override
        public void bind(Binding binding) {
          bindings++;
          ports.binder().bind(binding);
        }

        @Override
        public void evict(Eviction eviction) {
          ports.evictor().evict(eviction);
        }

        @Override
        public void awaitVolumes(List<Task> tasks) {
          volumes.add(tasks, clock.nanos(), reporter::reportPlaced);
        }

        @Override
        public void planned(EvictionPlan plan) {
          ports.listener().planned(plan);
        }

        @Override
        public void claim(PodGroupSpec group) {
          ports.ownership().claim(group.namespace(), group.name(), group.uid());
        }

        @Override
        public void unclaim(PodGroupSpec group) {
          ports.ownership().unclaim(group.namespace(), group.name(), group.uid());
        }
      };

  private volatile Runnable wake = () -> {};
  private final AtomicReference<@Nullable SchedulerConfiguration> nextConfiguration =
      new AtomicReference<>();
  private volatile EngineSummary summary = EngineSummary.EMPTY;

  private SessionFactory sessions;
  private List<Action> actions;
  private boolean leading;
  private long sessionCount;
  private long bindings;
  private long decidedEpoch = -1;
  private long wakeNanos = Long.MAX_VALUE;
  private long summaryNanos;
  private boolean summaryStale = true;

  /**
   * Makes an engine that waits for {@code FeedsSynced} and {@code LeadershipChanged}.
   *
   * @throws ConfigurationException if the configuration names a plugin that is not there, or an
   *     argument is invalid
   */
  public Engine(
      EngineSettings settings,
      SchedulerConfiguration configuration,
      List<PluginFactory> factories,
      EnginePorts ports,
      Clock clock)
      throws ConfigurationException {
    this.settings = settings;
    this.factories = List.copyOf(factories);
    this.ports = ports;
    this.clock = clock;
    this.summaryNanos = clock.nanos() - SUMMARY_NANOS;
    this.state =
        new ClusterState(
            settings.schedulerNames(),
            settings.defaultQueue(),
            settings.releaseDelay().toNanos(),
            settings.zones());
    this.reports = state.reports();
    this.gate = new NodeGate(state, ports.ownership(), settings.releaseDelay().toNanos());
    this.zones = new ZoneReporter(state, settings.zones(), ports.status());
    this.gangs = new GangWatch(state, settings.gangCompletionTimeout().toNanos());
    this.admissions = new AdmissionWatch(state, Action.inqueueTimeoutNanos(configuration));
    this.reporter = new StatusReporter(state, ports.status(), settings.zones().servesAll());
    BindingAnswers answers = new BindingAnswers(state, ports.listener(), clock);
    this.volumes =
        new VolumeWatch(
            state,
            ports.volumes(),
            settings.volumeBindTimeout().toNanos(),
            outbox::bind,
            answers::refused);
    this.intake = new Intake(reports, gate, volumes, answers, this::lead);
    this.summaries = new SummaryBuilder(state);
    this.sessions = sessionsUnder(Policy.of(configuration, this.factories));
    this.actions = Action.of(configuration);
  }

  /** Hands an event in. Any thread; never blocks. */
  public void offer(ClusterEvent event) {
    intake.offer(event);
    wake.run();
  }

  /** Sets what is called, on the offering thread, when there may be work. */
  public void onWork(Runnable wakeUp) {
    wake = wakeUp;
  }

  /** Hands a configuration in; it is taken before the next session, or refused and reported. */
  public void configure(SchedulerConfiguration configuration) {
    nextConfiguration.set(configuration);
    wake.run();
  }

  /**
   * Asks something of the state, which must not be changed or kept. Any thread; answered on the
   * engine's thread, after the decisions of a session that is run for it and before it closes.
   *
   * @return fails with {@link IllegalStateException} where this engine does not lead
   */
  public <T> CompletableFuture<T> ask(Function<Session, T> question) {
    CompletableFuture<T> answer = questions.ask(question);
    wake.run();
    return answer;
  }

  /** A picture of the engine at most a fraction of a second old. Any thread. */
  public EngineSummary summary() {
    return summary;
  }

  /**
   * What would be evicted for a group if its turn came now, or why nothing would: by preempt and by
   * reclaim, whether configured or not; empty if there is no such group. Nothing is changed. Any
   * thread; answered as {@link #ask}.
   */
  public CompletableFuture<List<EvictionPreview>> preview(String namespace, String group) {
    return ask(session -> {
      Job job = session.state().group(namespace, group);
      return job == null ? List.of() : Action.preview(session, job);
    });
  }

  /** Whether events wait to be taken in. */
  public boolean hasEvents() {
    return !intake.isEmpty();
  }

  /**
   * Takes in what happened and decides if there is something to decide. Owner only.
   *
   * @return whether a session ran
   */
  public boolean runOnce() {
    takeEvents();
    long now = clock.nanos();
    gate.settle(now);
    reports.releaseDue(now);
    volumes.run(now);
    reporter.refresh(now);
    takeConfiguration();
    if (!leading || !intake.synced()) {
      questions.refuse("this scheduler does not lead; ask the one that does");
    }
    if (intake.synced() && !leading) {
      standBy(now);
    }
    boolean ran = leading && intake.synced() && (somethingToDecide() || now >= wakeNanos);
    if (ran) {
      runSession(now);
    }
    if (leading && intake.synced()) {
      zones.report(now);
    }
    refreshSummary(clock.nanos());
    return ran;
  }

  /** When {@link #runOnce} must be called again even if nothing happens. Owner only. */
  public long nextWakeNanos() {
    if (!questions.isEmpty()) {
      return clock.nanos();
    }
    long next =
        Math.min(
            Math.min(state.nextReleaseNanos(), reporter.nextRefreshNanos()), volumes.nextNanos());
    if (leading && intake.synced()) {
      next = Math.min(next, Math.min(wakeNanos, watchesNanos()));
      next = Math.min(next, Math.min(gate.nextNanos(), zones.nextNanos()));
    }
    return summaryStale ? Math.min(next, summaryNanos + SUMMARY_NANOS) : next;
  }

  /** Keeps the state as small as that of a leader, whose sessions take what happened. */
  private void standBy(long now) {
    state.settleUsers(now, clock.epochMillis());
    state.standBy(now);
    takeRemoved();
  }

  private boolean somethingToDecide() {
    return !questions.isEmpty()
        || state.jobs().hasChanged()
        || state.epoch() != decidedEpoch
        || watchesNanos() <= clock.nanos();
  }

  /** When a gang or an admission is due to be looked at. */
  private long watchesNanos() {
    return Math.min(gangs.nextNanos(), admissions.nextNanos());
  }

  private void runSession(long started) {
    ports.listener().sessionOpened();
    Set<Job> changed = new LinkedHashSet<>();
    decidedEpoch = state.epoch();
    wakeNanos = started + settings.schedulePeriod().toNanos();
    try {
      runSession("session-" + ++sessionCount, changed, started);
    } catch (RuntimeException e) {
      changed.forEach(state.jobs()::note);
      throw e;
    }
  }

  private void runSession(String id, Set<Job> changed, long started) {
    takeChanged(changed, started);
    admissions.takeBackOverdue(started);
    List<ActionTime> times = new ArrayList<>();
    Session session = sessions.run(id, outbox, open -> act(open, times));
    int evicted = evictOverdueGangs(started);
    wakeNanos = session.wakeNanos();
    takeChanged(changed, started);
    for (Job job : changed) {
      state.phase(job, GroupPhases.next(job));
      reporter.report(job, sessions.policy().ready(job), volumes.waitOf(job), id, started);
    }
    reporter.reportQueues();
    int waiting = state.jobs().waiting();
    if (waiting > 0) {
      wakeNanos = Math.min(wakeNanos, started + settings.schedulePeriod().toNanos());
    }
    summaryStale = true;
    ports
        .listener()
        .sessionClosed(
            new SessionReport(
                id,
                clock.nanos() - started,
                session.bindings(),
                session.evictions() + evicted,
                waiting,
                List.copyOf(times)));
  }

  private void act(Session session, List<ActionTime> times) {
    for (int i = 0; i < actions.size(); i++) {
      long before = clock.nanos();
      actions.get(i).run(session);
      String name = sessions.policy().configuration().actions().get(i);
      times.add(new ActionTime(name, clock.nanos() - before));
    }
    questions.answer(session);
  }

  private void takeChanged(Set<Job> changed, long now) {
    takeRemoved();
    for (Job job : state.jobs().takeChanged()) {
      gangs.observe(job, now);
      admissions.observe(job, now);
      changed.add(job);
    }
  }

  private void takeRemoved() {
    for (Job job : state.jobs().takeRemoved()) {
      gangs.forget(job);
      admissions.forget(job);
      reporter.forget(job);
    }
  }

  private int evictOverdueGangs(long now) {
    int evicted = 0;
    for (Map.Entry<Job, Integer> gang : gangs.evictOverdue(now, outbox::evict).entrySet()) {
      ports.listener().gangEvicted(gang.getKey().key(), gang.getValue());
      evicted += gang.getValue();
    }
    return evicted;
  }

  private void takeConfiguration() {
    SchedulerConfiguration configuration = nextConfiguration.getAndSet(null);
    if (configuration == null) {
      return;
    }
    try {
      sessions = sessionsUnder(Policy.of(configuration, factories));
      actions = Action.of(configuration);
      admissions.timeout(Action.inqueueTimeoutNanos(configuration));
      decidedEpoch = -1;
      state.policyChanged();
      ports.listener().configured(true, "");
    } catch (ConfigurationException e) {
      String message = e.getMessage();
      ports.listener().configured(false, message == null ? "" : message);
    }
  }

  private SessionFactory sessionsUnder(Policy policy) {
    policy.notices().forEach(ports.listener()::noticed);
    return new SessionFactory(state, policy, clock, settings.sessionBudget().toNanos());
  }

  private void refreshSummary(long now) {
    if (summaryStale && now - summaryNanos >= SUMMARY_NANOS) {
      summary = summaries.build(sessions, sessionCount, bindings, leading, intake.synced());
      summaryNanos = now;
      summaryStale = false;
    }
  }

  private void takeEvents() {
    summaryStale |= intake.take(clock.nanos());
  }

  private void lead(boolean nowLeading) {
    if (!nowLeading) {
      gate.closeAll();
    }
    if (nowLeading && !leading) {
      state.adoptStoredPhases();
      gangs.startOver();
      reporter.startOver();
      zones.startOver();
    }
    leading = nowLeading;
    decidedEpoch = -1;
  }
}
