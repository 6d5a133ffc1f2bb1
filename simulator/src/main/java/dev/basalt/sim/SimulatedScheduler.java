package dev.basalt.sim;

import dev.basalt.core.config.ConfigurationException;
import dev.basalt.core.engine.Engine;
import dev.basalt.core.engine.EngineListener;
import dev.basalt.core.engine.EnginePorts;
import dev.basalt.core.engine.EngineSummary;
import dev.basalt.core.event.ClusterEvent;
import dev.basalt.core.port.Ownership;
import dev.basalt.core.zone.OwnershipSettings;
import dev.basalt.sim.cluster.SimulatedClient;
import dev.basalt.sim.cluster.SimulatedCluster;
import dev.basalt.sim.time.VirtualTime;
import java.time.Duration;

/**
 * One scheduler process on virtual time: the shipped engine, driven as its own loop drives it. A
 * session itself takes no virtual time; events arrive between sessions.
 */
public final class SimulatedScheduler {
  /** How long a turn of the loop lasts, so that an engine that never rests is seen to spin. */
  private static final long TURN_NANOS = 100_000;

  private static final long NEVER = Long.MAX_VALUE;

  private static final Duration LEASE = Duration.ofSeconds(15);
  private static final Duration BIND_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration RETRY = Duration.ofSeconds(2);

  private final VirtualTime time;
  private final SchedulerSetup setup;
  private final SimulatedClient client;
  private final Engine engine;
  private long nextTurnNanos = NEVER;
  private long turns;
  private boolean dead;

  /**
   * Makes a process; {@link #start} starts it.
   *
   * @throws IllegalArgumentException if the configuration cannot be used
   */
  public SimulatedScheduler(
      SimulatedCluster cluster, VirtualTime time, SchedulerSetup setup, EngineListener listener) {
    this.time = time;
    this.setup = setup;
    client = cluster.newClient();
    Ownership ownership =
        setup.settings().zones().servesAll() ? Ownership.none() : client.own(ownership(setup));
    EnginePorts ports =
        new EnginePorts(
            client.binder(),
            client.evictor(),
            client.statusPublisher(),
            client.volumeBinder(),
            listener,
            ownership);
    try {
      engine = new Engine(setup.settings(), setup.configuration(), setup.plugins(), ports, time);
    } catch (ConfigurationException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
    engine.onWork(() -> turnAt(time.nanos() + setup.settings().debounce().toNanos()));
  }

  /** Connects, lists, and leads a while after that. */
  public void start() {
    client.start(this::take);
  }

  /** The process dies at once: see {@link SimulatedClient#kill}. */
  public void kill() {
    dead = true;
    client.kill();
  }

  public SimulatedClient client() {
    return client;
  }

  public Engine engine() {
    return engine;
  }

  public EngineSummary summary() {
    return engine.summary();
  }

  /** How often the loop went round. */
  public long turns() {
    return turns;
  }

  private void take(ClusterEvent event) {
    engine.offer(event);
    if (event instanceof ClusterEvent.FeedsSynced) {
      time.after(
          setup.leadershipDelay().toNanos(),
          () -> {
            if (!dead) {
              client.lead();
            }
          });
    }
  }

  private static OwnershipSettings ownership(SchedulerSetup setup) {
    return new OwnershipSettings(
        setup.settings().zones().zones(),
        setup.settings().zones().identity(),
        LEASE,
        BIND_TIMEOUT,
        RETRY);
  }

  private void turnAt(long nanos) {
    if (dead || nanos >= nextTurnNanos) {
      return;
    }
    nextTurnNanos = nanos;
    time.after(Math.max(0, nanos - time.nanos()), () -> turn(nanos));
  }

  private void turn(long planned) {
    if (dead || planned != nextTurnNanos) {
      return;
    }
    nextTurnNanos = NEVER;
    turns++;
    engine.runOnce();
    long next = engine.nextWakeNanos();
    if (next != NEVER) {
      turnAt(Math.max(next, time.nanos() + TURN_NANOS));
    }
  }
}
