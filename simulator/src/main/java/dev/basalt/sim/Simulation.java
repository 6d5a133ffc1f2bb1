package dev.basalt.sim;

import dev.basalt.sim.check.BindingStatistics;
import dev.basalt.sim.check.Invariants;
import dev.basalt.sim.cluster.ClusterSettings;
import dev.basalt.sim.cluster.SimulatedCluster;
import dev.basalt.sim.time.VirtualTime;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** A simulated cluster with a scheduler, on virtual time, under the eyes of the invariants. */
public final class Simulation {
  /** What a scheduler that is the only one is called. */
  public static final String ALONE = "basalt";

  private final VirtualTime time = new VirtualTime();
  private final SimulatedCluster cluster;
  private final Invariants invariants;
  private final BindingStatistics statistics;
  private final Map<String, SchedulerSetup> setups;
  private final SchedulerLog log = new SchedulerLog();
  private final Map<String, SimulatedScheduler> schedulers = new LinkedHashMap<>();
  private final Set<String> restarting = new HashSet<>();

  /** Starts a scheduler on an empty cluster. */
  public Simulation(ClusterSettings settings, SchedulerSetup setup) {
    this(settings, Map.of(ALONE, setup));
  }

  /** Starts several schedulers on an empty cluster, by the names under which they are known. */
  public Simulation(ClusterSettings settings, Map<String, SchedulerSetup> setups) {
    this.setups = new LinkedHashMap<>(setups);
    cluster = new SimulatedCluster(time, settings);
    invariants = new Invariants(cluster);
    statistics = new BindingStatistics(time);
    cluster.observe(statistics);
    setups.keySet().forEach(this::startScheduler);
  }

  public VirtualTime time() {
    return time;
  }

  public SimulatedCluster cluster() {
    return cluster;
  }

  public Invariants invariants() {
    return invariants;
  }

  public BindingStatistics statistics() {
    return statistics;
  }

  /** The process of the scheduler that runs now; of the first, where there are several. */
  public SimulatedScheduler scheduler() {
    return schedulers.values().iterator().next();
  }

  /** The process of each scheduler that runs now, or ran last. */
  public Collection<SimulatedScheduler> schedulers() {
    return schedulers.values();
  }

  /** What all scheduler processes reported. */
  public SchedulerLog log() {
    return log;
  }

  /** Kills the scheduler, and starts another process after a while unless one is to come. */
  public void restartScheduler(Duration pause) {
    restartScheduler(setups.keySet().iterator().next(), pause);
  }

  /** The same for the scheduler of that name. */
  public void restartScheduler(String name, Duration pause) {
    killScheduler(name);
    if (restarting.add(name)) {
      time.after(
          pause.toNanos(),
          () -> {
            restarting.remove(name);
            startScheduler(name);
          });
    }
  }

  /** Kills the scheduler of that name for good. */
  public void killScheduler(String name) {
    SimulatedScheduler running = schedulers.get(name);
    if (running == null) {
      throw new IllegalArgumentException(
          "there is no scheduler " + name + "; there are " + schedulers.keySet());
    }
    running.kill();
  }

  /** Lets time pass. */
  public void run(Duration duration) {
    time.advanceTo(time.nanos() + duration.toNanos());
  }

  /**
   * Lets time pass until something is so.
   *
   * @return whether it came about within the limit
   */
  public boolean runUntil(BooleanSupplier condition, Duration limit) {
    long end = time.nanos() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (time.nextNanos() > end) {
        time.advanceTo(end);
        return condition.getAsBoolean();
      }
      time.step();
    }
    return true;
  }

  /** How long a gang may hold room before it starts: the time-out, and time to be evicted. */
  public Duration gangPatience() {
    return anySetup().settings().gangCompletionTimeout().plusSeconds(30);
  }

  public SimulationReport report() {
    return SimulationReport.of(
        cluster, invariants, statistics, scheduler().summary(), gangPatience());
  }

  private SchedulerSetup anySetup() {
    return setups.values().iterator().next();
  }

  private void startScheduler(String name) {
    SchedulerSetup setup = Objects.requireNonNull(setups.get(name));
    SimulatedScheduler started = new SimulatedScheduler(cluster, time, setup, log);
    schedulers.put(name, started);
    started.start();
  }
}
