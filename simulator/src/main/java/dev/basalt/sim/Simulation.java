package dev.basalt.sim;

import dev.basalt.sim.check.BindingStatistics;
import dev.basalt.sim.check.Invariants;
import dev.basalt.sim.cluster.ClusterSettings;
import dev.basalt.sim.cluster.SimulatedCluster;
import dev.basalt.sim.time.VirtualTime;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** A simulated cluster with a scheduler, on virtual time, under the eyes of the invariants. */
public final class Simulation {
  private final VirtualTime time = new VirtualTime();
  private final SimulatedCluster cluster;
  private final Invariants invariants;
  private final BindingStatistics statistics;
  private final SchedulerSetup setup;
  private final SchedulerLog log = new SchedulerLog();
  private SimulatedScheduler scheduler;
  private boolean restarting;

  /** Starts a scheduler on an empty cluster. */
  public Simulation(ClusterSettings settings, SchedulerSetup setup) {
    this.setup = setup;
    cluster = new SimulatedCluster(time, settings);
    invariants = new Invariants(cluster);
    statistics = new BindingStatistics(time);
    cluster.observe(statistics);
    scheduler = newScheduler();
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

  /** The scheduler process that runs now. */
  public SimulatedScheduler scheduler() {
    return scheduler;
  }

  /** What all scheduler processes reported. */
  public SchedulerLog log() {
    return log;
  }

  /** Kills the scheduler, and starts another process after a while unless one is to come. */
  public void restartScheduler(Duration pause) {
    scheduler.kill();
    if (!restarting) {
      restarting = true;
      time.after(
          pause.toNanos(),
          () -> {
            restarting = false;
            scheduler = newScheduler();
          });
    }
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
    return setup.settings().gangCompletionTimeout().plusSeconds(30);
  }

  public SimulationReport report() {
    return SimulationReport.of(
        cluster, invariants, statistics, scheduler.summary(), gangPatience());
  }

  private SimulatedScheduler newScheduler() {
    SimulatedScheduler started = new SimulatedScheduler(cluster, time, setup, log);
    started.start();
    return started;
  }
}
